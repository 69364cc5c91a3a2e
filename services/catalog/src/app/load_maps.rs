//! Opening the live maps, and fetching their snapshots from the seat store.

use super::catalog::Catalog;
use super::error::CatalogError;
use crate::domain::{EventDetails, Snapshot};
use crate::live::LiveMap;
use crate::ports::ReservationsError;

/// How many events are read from the records at a time.
const PAGE: u32 = 100;

impl Catalog {
    /// Opens a map for every event in the records that is not forgotten.
    pub async fn open_all(&self) -> Result<(), CatalogError> {
        let mut after = None;
        loop {
            let page = self.store.list(after, self.forgotten_before(), PAGE).await?;
            if page.is_empty() {
                self.maps().set_all_opened();
                return Ok(());
            }
            after = page.last().map(EventDetails::cursor);
            for details in page {
                self.map(details.id).await?;
            }
        }
    }

    /// Fetches the whole map from the seat store. The event is installed there before the first fetch of this process, and whenever the seat
    /// store does not know it.
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
