//! What is left of each event with a line, as it was known last.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use primitives::EventId;

use crate::domain::SeatsLeft;
use crate::ports::{StockSource, StockUnknown};

/// What is not known limits nothing.
pub(super) struct Stocks {
    source: Arc<dyn StockSource>,
    known: RwLock<HashMap<EventId, SeatsLeft>>,
}

impl Stocks {
    pub(super) fn new(source: Arc<dyn StockSource>) -> Self {
        Self { source, known: RwLock::default() }
    }

    /// None: there is no such event.
    pub(super) async fn read(&self, event: EventId) -> Result<Option<SeatsLeft>, StockUnknown> {
        let stock = self.source.stock(event).await?;
        if let Some(stock) = stock {
            self.known.write().insert(event, stock);
        }
        Ok(stock)
    }

    pub(super) fn known(&self, event: EventId) -> Option<SeatsLeft> {
        self.known.read().get(&event).copied()
    }

    pub(super) fn forget(&self, event: EventId) {
        self.known.write().remove(&event);
    }
}
