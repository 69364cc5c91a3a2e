//! How a call between services can end other than well.

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use primitives::Cause;

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The other service decided, and said so in our words.
    #[error("the service refused")]
    Refused(#[source] Refusal),
    /// Nothing is known of the outcome.
    #[error("the service did not answer")]
    Unavailable(#[source] Cause),
}

impl CallError {
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }

    /// The code of a refusal, for whoever knows what to make of it.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Unavailable(_) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: ErrorCode,
    pub message: String,
    pub details: Option<ErrorDetails>,
}
