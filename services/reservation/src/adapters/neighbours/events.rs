//! The catalog knows which events are published.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::CatalogApi;
use primitives::{EventId, Timestamp};

use crate::ports::{EventMeta, Events, EventsUnavailable, PublishedEvent};

pub struct CatalogEvents(pub Arc<dyn CatalogApi>);

#[async_trait]
impl Events for CatalogEvents {
    async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        match self.0.meta(event).await {
            Ok(body) => {
                let on_sale_at = Timestamp::from_micros(body.on_sale_at_us);
                let meta = EventMeta { event, seat_count: body.seat_count, on_sale_at };
                let begins_at = body.begins_at_us.map(Timestamp::from_micros);
                Ok(Some(PublishedEvent { meta, begins_at }))
            }
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(EventsUnavailable(error.into())),
        }
    }
}
