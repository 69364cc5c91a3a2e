//! What the seat store needs to know of an event. It depends on the records alone, because it is read while the seat store is being rebuilt.

use primitives::{EventId, Timestamp};

use crate::ports::EventMeta;
use crate::store::{EventStore, StoreError};

#[derive(Clone)]
pub struct PublishedEvents {
    store: EventStore,
}

impl PublishedEvents {
    #[must_use]
    pub fn new(store: EventStore) -> Self {
        Self { store }
    }

    /// None when there is no such event.
    pub async fn meta(&self, event: EventId) -> Result<Option<EventMeta>, StoreError> {
        let Some(details) = self.store.details(event).await? else { return Ok(None) };
        let Some(layout) = self.store.layout(event).await? else { return Ok(None) };
        Ok(Some(EventMeta { event, seat_count: layout.capacity(), on_sale_at: details.on_sale_at }))
    }
    /// When the show begins; none when there is no such event.
    pub async fn begins_at(&self, event: EventId) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.store.details(event).await?.map(|details| details.date_time))
    }
}
