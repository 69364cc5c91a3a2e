//! Price lists, kept for ever once they were read: publishing an event freezes its prices.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use primitives::EventId;

use crate::domain::PriceList;
use crate::ports::{Prices, PricesUnavailable};

/// Beyond this many events a list is used without being kept.
const EVENTS_MAX: usize = 100_000;

pub(super) struct FrozenPrices {
    prices: Arc<dyn Prices>,
    known: RwLock<HashMap<EventId, Arc<PriceList>>>,
}

impl FrozenPrices {
    pub(super) fn new(prices: Arc<dyn Prices>) -> Self {
        Self { prices, known: RwLock::default() }
    }

    /// None for an event that does not exist; that is not remembered, because it may be published later.
    pub(super) async fn of(&self, event: EventId) -> Result<Option<Arc<PriceList>>, PricesUnavailable> {
        let known = self.known.read().get(&event).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(list) = self.prices.price_list(event).await? else { return Ok(None) };
        let list = Arc::new(list);
        let mut known = self.known.write();
        if known.len() < EVENTS_MAX {
            known.insert(event, list.clone());
        }
        Ok(Some(list))
    }
}
