//! The cap follows what is left of the event, and a line for nothing ends.

use primitives::EventId;

use super::waiting_rooms::WaitingRooms;
use crate::domain::{Chance, LineView, Phase, RoomChange};
use crate::ports::{LineUnavailable, RoomError, StockUnknown};

#[derive(Debug, thiserror::Error)]
pub enum StockError {
    #[error(transparent)]
    Unknown(#[from] StockUnknown),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
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
        let Some(stock) = self.stocks.read(event).await? else { return Ok(()) };
        let room = &view.room;
        let cap = Some(stock.cap()).filter(|cap| *cap < room.rules.cap);
        let is_open = matches!(room.phase, Phase::Open | Phase::Paused);
        let change = if is_open && stock.is_sold_out() {
            tracing::info!(event = event.get(), "everything is sold: the line ends");
            RoomChange::Close
        } else if cap != room.stock_cap {
            RoomChange::Stock(cap)
        } else {
            return Ok(());
        };
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
        self.stocks.known(event).map(|stock| stock.chance(before))
    }
}
