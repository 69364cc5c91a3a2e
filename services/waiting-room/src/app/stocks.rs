//! What is left of each event with a line: the cap follows it, and a line for nothing ends.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use primitives::EventId;

use super::waiting_rooms::WaitingRooms;
use crate::domain::{Chance, LineView, Phase, RoomChange, Stock};
use crate::ports::{LineUnavailable, RoomError, StockSource, StockUnknown};

/// As it was known last. What is not known limits nothing.
pub(super) struct Stocks {
    source: Arc<dyn StockSource>,
    known: RwLock<HashMap<EventId, Stock>>,
}

#[derive(Debug, thiserror::Error)]
pub enum StockError {
    #[error(transparent)]
    Unknown(#[from] StockUnknown),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

impl Stocks {
    pub(super) fn new(source: Arc<dyn StockSource>) -> Self {
        Self { source, known: RwLock::default() }
    }

    pub(super) fn forget(&self, event: EventId) {
        self.known.write().remove(&event);
    }
}

impl WaitingRooms {
    /// One event that cannot be asked about does not keep the others waiting.
    pub async fn follow_stocks(&self) -> Result<(), StockError> {
        let mut failure = Ok(());
        for (event, line) in self.lines() {
            if line.room().phase != Phase::Closed
                && let Err(error) = self.follow_stock(event, &line.view).await
            {
                failure = Err(error);
            }
        }
        failure
    }

    async fn follow_stock(&self, event: EventId, view: &LineView) -> Result<(), StockError> {
        let Some(stock) = self.stocks.source.stock(event).await? else { return Ok(()) };
        self.stocks.known.write().insert(event, stock);
        let room = &view.room;
        let cap = Some(stock.cap()).filter(|cap| *cap < room.rules.cap);
        let change = match room.phase {
            Phase::Open | Phase::Paused if stock.is_sold_out() => RoomChange::Close,
            _ if cap != room.stock_cap => RoomChange::Stock(cap),
            _ => return Ok(()),
        };
        if change == RoomChange::Close {
            tracing::info!(event = event.get(), "everything is sold: the line ends");
        }
        match self.store.change(event, change).await {
            Ok(_) => Ok(self.refresh(event).await?),
            // An operator, or another instance, was faster.
            Err(RoomError::Refused(_)) => Ok(()),
            Err(RoomError::Unavailable(error)) => Err(error.into()),
        }
    }

    /// For a place with so many before it in the line.
    pub(super) fn chance(&self, event: EventId, view: &LineView, ahead: u32) -> Option<Chance> {
        let (called, active) = view.taken();
        let before = ahead.saturating_add(called).saturating_add(active);
        self.stocks.known.read().get(&event).map(|stock| stock.chance(before))
    }
}
