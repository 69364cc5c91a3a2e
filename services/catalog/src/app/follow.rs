//! Keeping the live maps true: what the follower of seat changes asks for.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use primitives::EventId;

use super::{Catalog, CatalogError};
use crate::domain::Snapshot;
use crate::live::LiveMap;
use crate::ports::{ListPosition, ReservationsError};

/// How many events are read from the records at a time.
const PAGE: u32 = 100;

impl Catalog {
    /// Opens a map for every event in the records.
    pub async fn open_all(&self) -> Result<(), CatalogError> {
        let mut after = None;
        loop {
            let page = self.store.list(after, PAGE).await?;
            let Some(last) = page.last() else {
                self.all_opened.store(true, Ordering::Release);
                return Ok(());
            };
            after = Some(ListPosition { published_at: last.published_at, event: last.id });
            for details in page {
                self.map(details.id).await?;
            }
        }
    }

    /// Whether [`Self::open_all`] has done its work in this process.
    #[must_use]
    pub fn all_opened(&self) -> bool {
        self.all_opened.load(Ordering::Acquire)
    }

    #[must_use]
    pub fn maps(&self) -> Vec<Arc<LiveMap>> {
        self.maps.all()
    }

    /// Waits for maps that were opened and are to be filled.
    pub async fn next_opened(&self) -> Vec<Arc<LiveMap>> {
        self.maps.next_opened().await
    }

    /// The map that a change of this event belongs to.
    pub async fn map_to_follow(&self, event: EventId) -> Result<Option<Arc<LiveMap>>, CatalogError> {
        self.map(event).await
    }

    /// Asks the seat store for the whole map. The first time in this process, and whenever the seat store does not know the event,
    /// it is told of it before.
    pub async fn fetch_snapshot(&self, map: &LiveMap) -> Result<Snapshot, CatalogError> {
        let event = map.plan().event();
        if map.position().is_none() {
            self.install(event).await?;
        }
        match self.reservations.snapshot(event).await {
            Err(ReservationsError::UnknownEvent) => {
                self.install(event).await?;
                Ok(self.reservations.snapshot(event).await?)
            }
            other => Ok(other?),
        }
    }
}
