//! A line that its store has lost is put together again from what this instance knew of it, and from the tickets that visitors show.

use std::sync::Arc;
use std::time::Duration;

use primitives::EventId;

use super::live_line::LiveLine;
use super::turns::CLOSED_ROOMS_KEPT;
use super::waiting_rooms::WaitingRooms;
use crate::metrics;
use crate::ports::{LineUnavailable, ViewAnswer};

/// By how much the clocks of store and instance may differ.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60 * 60);
/// How many tickets are passed on in one call.
const TICKETS_TOGETHER: usize = 5_000;

impl WaitingRooms {
    /// A room that was closed long ago is removed on purpose.
    pub(super) fn may_be_forgotten(&self, line: &LiveLine) -> bool {
        line.is_forgotten(CLOSED_ROOMS_KEPT.saturating_sub(CLOCKS_DIFFER), self.clock.now())
    }

    pub(super) fn has_lost(&self, line: &LiveLine, answer: &ViewAnswer) -> bool {
        match answer {
            ViewAnswer::NoRoom => !self.may_be_forgotten(line),
            ViewAnswer::Unchanged => false,
            ViewAnswer::Changed(update) => line.knows_more_than(update),
        }
    }

    /// Any number of instances may do it at once: the store merges what they know.
    pub(super) async fn restore(&self, event: EventId, line: &Arc<LiveLine>) -> Result<(), LineUnavailable> {
        let room = line.room();
        let (issued, serving) = (room.issued, room.serving);
        self.store.restore(event, &line.known()).await?;
        tracing::warn!(event = event.get(), issued, serving, "a line that was lost is put together again");
        metrics::restored();
        let answer = self.store.view(event, None).await?;
        // Lost once more: what is known stays, for the next time.
        if answer == ViewAnswer::NoRoom {
            Ok(())
        } else {
            self.accept(event, Some(line.clone()), answer).await
        }
    }

    /// Passes on the tickets that were shown since the last time.
    pub(super) async fn recall_places(&self, event: EventId) -> Result<(), LineUnavailable> {
        let shown = self.recalls.take(event);
        for (at, tickets) in shown.chunks(TICKETS_TOGETHER).enumerate() {
            if let Err(error) = self.store.recall(event, tickets).await {
                self.recalls.put_back(event, shown.get(at * TICKETS_TOGETHER..).unwrap_or_default());
                return Err(error);
            }
        }
        Ok(())
    }
}
