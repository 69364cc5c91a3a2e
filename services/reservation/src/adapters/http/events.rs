//! The catalog tells what is published.

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::internal::catalog::{EventMetaBody, meta_path};
use primitives::{EventId, Timestamp};
use service_client::{Call, CallError, RetryingClient};

use crate::ports::{EventMeta, Events, EventsUnavailable};

pub struct HttpEvents {
    catalog: RetryingClient,
}

impl HttpEvents {
    #[must_use]
    pub fn new(catalog: RetryingClient) -> Self {
        Self { catalog }
    }
}

#[async_trait]
impl Events for HttpEvents {
    async fn meta(&self, event: EventId) -> Result<Option<EventMeta>, EventsUnavailable> {
        match self.catalog.call::<EventMetaBody>(&Call::get("meta", meta_path(event))).await {
            Ok(body) => {
                let on_sale_at = Timestamp::from_micros(body.on_sale_at_us);
                Ok(Some(EventMeta { event, seat_count: body.seat_count, on_sale_at }))
            }
            Err(CallError::Refused(refusal)) if refusal.code == ErrorCode::EventNotFound => Ok(None),
            Err(error) => Err(EventsUnavailable(error.into())),
        }
    }
}
