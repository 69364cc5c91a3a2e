//! What is left of events.

use async_trait::async_trait;
use primitives::EventId;

use crate::domain::SeatsLeft;

#[derive(Debug, thiserror::Error)]
#[error("what is left of an event is not known")]
pub struct StockUnknown(#[source] primitives::Cause);

impl StockUnknown {
    #[must_use]
    pub fn new(cause: impl Into<primitives::Cause>) -> Self {
        Self(cause.into())
    }
}

#[async_trait]
pub trait StockSource: Send + Sync {
    /// As the public sees it, a moment ago at most. None: there is no such event.
    async fn stock(&self, event: EventId) -> Result<Option<SeatsLeft>, StockUnknown>;
}
