//! How a call between services ends other than well, the same in one process and over HTTP.

use primitives::{Cause, InvalidId};

use crate::ErrorCode;
use crate::http::error::ErrorDetails;

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The other service decided, and said so with a code of the one table.
    #[error("the service refused")]
    Refused(#[source] Refusal),
    /// Nothing is known of the outcome.
    #[error("the service is unavailable")]
    Unavailable(#[source] Cause),
}

impl CallError {
    pub fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused(Refusal { code, message: message.into(), details: None })
    }

    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }

    /// The code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Unavailable(_) => None,
        }
    }
}

/// For the answering side: the caller sent an id that none can have.
impl From<InvalidId> for CallError {
    fn from(error: InvalidId) -> Self {
        Self::refused(ErrorCode::BadRequest, error.to_string())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: ErrorCode,
    pub message: String,
    pub details: Option<ErrorDetails>,
}
