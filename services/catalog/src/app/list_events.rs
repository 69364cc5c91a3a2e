//! Events with how many of their seats can be bought right now.

use std::sync::Arc;

use primitives::{EventId, Timestamp};

use super::catalog::Catalog;
use super::error::CatalogError;
use crate::domain::{EventCursor, EventDetails};
use crate::live::LiveMap;

pub struct EventView {
    pub details: EventDetails,
    pub map: Arc<LiveMap>,
    pub available: u32,
    /// When this was true.
    pub now: Timestamp,
}

pub struct EventPage {
    pub events: Vec<EventView>,
    /// None on the last page.
    pub next: Option<EventCursor>,
}

impl Catalog {
    pub async fn event(&self, event: EventId) -> Result<EventView, CatalogError> {
        let details = self.details(event).await?.ok_or(CatalogError::UnknownEvent)?;
        self.view(details).await
    }

    /// Up to `limit` events behind `after`, the earliest published first.
    pub async fn events(&self, after: Option<EventCursor>, limit: u32) -> Result<EventPage, CatalogError> {
        let mut listed = self.store.list(after, self.forgotten_before(), limit.saturating_add(1)).await?;
        let is_last = listed.len() <= limit as usize;
        listed.truncate(limit as usize);
        let next = listed.last().filter(|_| !is_last).map(EventDetails::cursor);
        let mut events = Vec::with_capacity(listed.len());
        for details in listed {
            events.push(self.view(details).await?);
        }
        Ok(EventPage { events, next })
    }

    async fn view(&self, details: EventDetails) -> Result<EventView, CatalogError> {
        let map = self.live_map(details.id).await?;
        let available = map.available().ok_or(CatalogError::NotReady)?;
        Ok(EventView { details, map, available, now: self.clock.now() })
    }
}
