//! When a line store has no answer.

use primitives::Cause;

/// Whether the command took effect is unknown. Repeated, it has the same effect and answer.
#[derive(Debug, thiserror::Error)]
#[error("the line store is not available")]
pub struct LineUnavailable(#[source] Cause);

impl LineUnavailable {
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self(cause.into())
    }
}
