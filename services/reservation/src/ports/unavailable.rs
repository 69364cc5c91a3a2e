//! When a seat store has no answer.

use std::sync::Arc;
use std::time::Duration;

use primitives::Cause;

/// The only error of a seat store that is not a decision. Repeat the command with the same ids, and the answer is that of the first time.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// The store refused, is overloaded, or did not answer. Whether the command took effect is unknown.
    #[error("the seat store is not available")]
    NoAnswer(#[source] Cause),
    /// The store does not answer for this event: it has lost its seats, or never had them, or is rebuilding them. The command had no effect.
    #[error("the seats of the event are not built up")]
    NotReady { retry_after: Duration },
}

impl Unavailable {
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self::NoAnswer(cause.into())
    }

    /// One error for each of several callers that shared a call, as those of Redis do.
    #[cfg(feature = "redis")]
    pub(crate) fn shared(self) -> impl Fn() -> Self {
        let cause = match self {
            Self::NoAnswer(cause) => Ok(Arc::<dyn std::error::Error + Send + Sync>::from(cause)),
            Self::NotReady { retry_after } => Err(retry_after),
        };
        move || match &cause {
            Ok(cause) => Self::new(Arc::clone(cause)),
            Err(retry_after) => Self::NotReady { retry_after: *retry_after },
        }
    }

    #[must_use]
    pub fn is_not_ready(&self) -> bool {
        matches!(self, Self::NotReady { .. })
    }
}
