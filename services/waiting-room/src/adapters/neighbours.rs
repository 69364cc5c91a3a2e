//! What other services are asked.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::{CallError, CatalogApi};
use contracts::http::catalog::SeatStatus;
use primitives::EventId;

use crate::domain::SeatsLeft;
use crate::ports::{StockSource, StockUnknown};

/// By the map that the catalog has in memory.
pub struct CatalogStock(pub Arc<dyn CatalogApi>);

#[async_trait]
impl StockSource for CatalogStock {
    async fn stock(&self, event: EventId) -> Result<Option<SeatsLeft>, StockUnknown> {
        let map = match self.0.map(event).await {
            Ok(map) => map,
            Err(CallError::Refused(_)) => return Ok(None),
            Err(error) => return Err(StockUnknown::new(error)),
        };
        let statuses = map.unpack().map_err(StockUnknown::new)?;
        let count = |wanted: SeatStatus| {
            let seats = statuses.iter().filter(|status| **status == wanted).count();
            u32::try_from(seats).unwrap_or(u32::MAX)
        };
        Ok(Some(SeatsLeft { free: count(SeatStatus::Available), held: count(SeatStatus::Held) }))
    }
}
