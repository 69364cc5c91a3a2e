//! What the seat store has to know of an event, from the records alone: it may be asked for while the seat store itself is being built
//! up.

use std::sync::Arc;

use primitives::EventId;

use crate::ports::{EventMeta, EventStore, StoreError};

#[derive(Clone)]
pub struct PublishedEvents {
    store: Arc<dyn EventStore>,
}

impl PublishedEvents {
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self { store }
    }

    /// Nothing when there is no such event.
    pub async fn meta(&self, event: EventId) -> Result<Option<EventMeta>, StoreError> {
        let Some(details) = self.store.details(event).await? else { return Ok(None) };
        let Some(layout) = self.store.layout(event).await? else { return Ok(None) };
        Ok(Some(EventMeta { event, seat_count: layout.capacity(), on_sale_at: details.on_sale_at }))
    }
}
