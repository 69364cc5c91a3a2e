//! The sale of an event, for those who watch it.

use std::sync::Arc;

use primitives::EventId;

use super::catalog::Catalog;
use super::error::CatalogError;
use crate::live::SaleFeed;

impl Catalog {
    /// What the sockets of this event say. While the records are away, when it opens is as it was.
    pub async fn sale(&self, event: EventId) -> Result<Arc<SaleFeed>, CatalogError> {
        let map = self.live_map(event).await?;
        map.position().ok_or(CatalogError::NotReady)?;
        if let Some(feed) = self.sales.fresh(event, self.clock.now()) {
            return Ok(feed);
        }
        match self.details(event).await {
            Ok(Some(details)) => Ok(self.sales.refresh(map, details.on_sale_at, &self.clock)),
            Ok(None) => Err(CatalogError::UnknownEvent),
            Err(error) => self.sales.get(event).ok_or(error),
        }
    }
}
