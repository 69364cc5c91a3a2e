//! Events with how many of their seats can be bought right now.

use std::sync::Arc;

use primitives::{EventId, Timestamp};

use super::{Catalog, CatalogError};
use crate::domain::EventDetails;
use crate::live::LiveMap;
use crate::ports::ListPosition;

pub struct EventView {
    pub details: EventDetails,
    pub map: Arc<LiveMap>,
    pub available: u32,
    /// When this was true.
    pub now: Timestamp,
}

pub struct EventPage {
    pub events: Vec<EventView>,
    /// Where the next page begins, if there is one.
    pub next: Option<ListPosition>,
}

impl Catalog {
    pub async fn event(&self, event: EventId) -> Result<EventView, CatalogError> {
        let details = self.store.details(event).await?.ok_or(CatalogError::UnknownEvent)?;
        self.view(details).await
    }

    /// Up to `limit` events behind `after`, the earliest published first.
    pub async fn events(&self, after: Option<ListPosition>, limit: u32) -> Result<EventPage, CatalogError> {
        let mut listed = self.store.list(after, limit.saturating_add(1)).await?;
        let more = listed.len() > limit as usize;
        listed.truncate(limit as usize);
        let last = listed.last().filter(|_| more);
        let next = last.map(|last| ListPosition { published_at: last.published_at, event: last.id });
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
