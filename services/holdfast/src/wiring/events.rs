//! Reservation asks the catalog what is published.

use async_trait::async_trait;
use catalog::app::PublishedEvents;
use primitives::EventId;
use reservation::ports::{EventMeta, Events, EventsUnavailable};

pub(crate) struct CatalogEvents(pub(crate) PublishedEvents);

#[async_trait]
impl Events for CatalogEvents {
    async fn meta(&self, event: EventId) -> Result<Option<EventMeta>, EventsUnavailable> {
        let meta = self.0.meta(event).await.map_err(|error| EventsUnavailable(error.into()))?;
        Ok(meta.map(|meta| {
            let catalog::ports::EventMeta { event, seat_count, on_sale_at } = meta;
            EventMeta { event, seat_count, on_sale_at }
        }))
    }
}
