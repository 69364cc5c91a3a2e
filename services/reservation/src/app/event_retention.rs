//! For how long behind its beginning the seats of an event are kept.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId};

use crate::ports::{Events, EventsUnavailable, PublishedEvent};

#[derive(Clone)]
pub struct EventRetention {
    events: Arc<dyn Events>,
    clock: Arc<dyn Clock>,
    kept_for: Duration,
}

impl EventRetention {
    #[must_use]
    pub fn new(events: Arc<dyn Events>, clock: Arc<dyn Clock>, kept_for: Duration) -> Self {
        Self { events, clock, kept_for }
    }

    pub(super) fn events(&self) -> Arc<dyn Events> {
        self.events.clone()
    }

    /// None: there is no such event.
    pub async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        self.events.published(event).await
    }

    /// Whether the event has been over for so long that nothing about its seats is kept. None: that is not known.
    pub async fn is_forgotten(&self, event: EventId) -> Result<Option<bool>, EventsUnavailable> {
        Ok(self.published(event).await?.map(|published| self.is_over(&published)))
    }

    #[must_use]
    pub fn is_over(&self, published: &PublishedEvent) -> bool {
        published.begins_at.is_some_and(|begins_at| self.clock.now().since(begins_at) > self.kept_for)
    }
}
