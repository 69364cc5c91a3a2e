//! The lines follow stock and load, and a line for nothing ends.

use futures::future::join_all;
use primitives::EventId;
use tokio::time::Instant;

use super::live_line::LiveLine;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Chance, ChangedBy, LineView, Load, Phase, Reading, RoomChange, SeatsLeft};
use crate::ports::{LineUnavailable, RoomError, StockUnknown};

#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    #[error(transparent)]
    Unknown(#[from] StockUnknown),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

impl WaitingRooms {
    /// What a service behind the lines has said of itself.
    pub fn note_load(&self, load: Load) {
        self.loads.note(load, Instant::now());
    }

    /// One event that cannot be asked about does not keep the others waiting.
    pub async fn steer_lines(&self) -> Result<(), SteerError> {
        let lines = self.lines();
        let open = lines.iter().filter(|(_, line)| line.room().phase != Phase::Closed);
        join_all(open.map(|(event, line)| self.steer_line(*event, line))).await.into_iter().collect()
    }

    async fn steer_line(&self, event: EventId, line: &LiveLine) -> Result<(), SteerError> {
        let (stock, outcome) = match self.stocks.read(event).await {
            Ok(stock) => (stock, Ok(())),
            Err(error) => (None, Err(error)),
        };
        let room = line.room();
        let is_open = matches!(room.phase, Phase::Open | Phase::Paused);
        let change = if is_open && stock.as_ref().is_some_and(SeatsLeft::is_sold_out) {
            tracing::info!(event = event.get(), "everything is sold: the line ends");
            RoomChange::Close
        } else {
            RoomChange::Steer(Reading { stock, load: self.loads.worst(Instant::now()) })
        };
        // As far as this instance knows. Most of the time nothing changes, and the store is not asked.
        if change.apply(Some(room), self.clock.now()).is_ok() {
            match self.store.change(event, change, ChangedBy::Line { epoch: room.epoch }).await {
                Ok(_) => self.refresh(event).await?,
                // An operator, or another instance, was faster.
                Err(RoomError::Refused(_)) => {}
                Err(RoomError::Unavailable(error)) => return Err(error.into()),
            }
        }
        Ok(outcome?)
    }

    /// For a place with so many before it in the line.
    pub(super) fn chance(&self, event: EventId, view: &LineView, ahead: u32) -> Option<Chance> {
        let (called, active) = view.taken();
        let before = ahead.saturating_add(called).saturating_add(active);
        self.stocks.known(event).map(|stock| stock.chance(before))
    }
}
