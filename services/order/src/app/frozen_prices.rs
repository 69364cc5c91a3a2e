//! Price lists, cached for ever once they were read: publishing an event freezes its prices.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use primitives::EventId;

use crate::domain::PriceList;
use crate::ports::{Prices, PricesUnavailable};

/// Beyond this many events a list is used without being cached.
const EVENTS_MAX: usize = 100_000;

pub(super) struct FrozenPrices {
    prices: Arc<dyn Prices>,
    cached: RwLock<HashMap<EventId, Arc<PriceList>>>,
}

impl FrozenPrices {
    pub(super) fn new(prices: Arc<dyn Prices>) -> Self {
        Self { prices, cached: RwLock::default() }
    }

    /// None for an event that does not exist; that is not cached, because it may be published later.
    pub(super) async fn of(&self, event: EventId) -> Result<Option<Arc<PriceList>>, PricesUnavailable> {
        let cached = self.cached.read().get(&event).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let Some(list) = self.prices.price_list(event).await? else { return Ok(None) };
        let list = Arc::new(list);
        let mut cached = self.cached.write();
        if cached.len() < EVENTS_MAX {
            cached.insert(event, list.clone());
        }
        Ok(Some(list))
    }
}
