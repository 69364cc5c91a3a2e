//! What moves a line: turns, and what its time brings.

use std::time::Duration;

use futures::future::join_all;
use primitives::EventId;
use tokio::time::Instant;

use super::waiting_rooms::WaitingRooms;
use crate::domain::{ChangedBy, Phase, RoomChange, Seal};
use crate::metrics::{self, LineTotals};
use crate::ports::{LineUnavailable, RoomError};

/// How long a closed room is kept, so that its visitors see that it is closed.
pub(super) const CLOSED_ROOMS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How many are reported in one call as having been there.
const SEEN_TOGETHER: usize = 10_000;

impl WaitingRooms {
    /// One turn of every line.
    pub async fn take_turns(&self) -> Result<(), LineUnavailable> {
        let outcome = self.advance_all().await;
        metrics::lines(self.totals());
        if outcome.is_ok() {
            self.note_rooms_known();
        }
        outcome
    }

    /// A line that fails does not keep the others waiting.
    async fn advance_all(&self) -> Result<(), LineUnavailable> {
        let mut events = self.store.rooms().await?;
        let mut failure = Ok(());
        for (event, line) in self.lines() {
            if events.contains(&event) {
                continue;
            }
            if self.may_be_forgotten(&line) {
                self.drop_lines(std::iter::once(&event));
            } else {
                failure = failure.and(self.restore(event, &line).await);
                events.push(event);
            }
        }
        for event in events {
            if let Err(error) = self.advance(event).await {
                failure = Err(error);
            }
        }
        failure
    }

    /// A turn of one line, out of its time. How many were called.
    pub async fn take_turn(&self, event: EventId) -> Result<usize, LineUnavailable> {
        let called = self.store.turn(event).await?.called.len();
        self.refresh(event).await?;
        Ok(called)
    }

    async fn advance(&self, event: EventId) -> Result<(), LineUnavailable> {
        let Some(line) = self.known_line(event) else { return self.refresh(event).await };
        if line.room().phase != Phase::Closed {
            for seen in self.take_seen(event).chunks(SEEN_TOGETHER) {
                self.store.seen(event, seen).await?;
            }
            self.recall_places(event).await?;
            self.follow_time(event).await?;
            metrics::turned(&self.store.turn(event).await?);
        }
        drop(line);
        self.refresh(event).await
    }

    /// Closes the list shortly before the room opens, and draws the numbers when it does.
    async fn follow_time(&self, event: EventId) -> Result<(), LineUnavailable> {
        let Some(line) = self.known_line(event) else { return Ok(()) };
        let (room, now) = (line.room(), self.clock.now());
        let change = if room.is_due_to_seal(now) {
            // Also those who have come since the last turn are on the list.
            self.refresh(event).await?;
            let count = self.known_line(event).map_or(room.issued, |line| line.room().issued);
            RoomChange::Seal(Seal { count, root: self.tree(event, count).await?.root() })
        } else if room.is_due_to_draw(now) {
            RoomChange::Draw
        } else {
            return Ok(());
        };
        match self.store.change(event, change, ChangedBy::Line { epoch: room.epoch }).await {
            Ok(room) => {
                let registered = room.drawn();
                tracing::info!(event = event.get(), phase = ?room.phase, registered, "a waiting room goes on");
                Ok(())
            }
            // Another instance was faster.
            Err(RoomError::Refused(_)) => Ok(()),
            Err(RoomError::Unavailable(error)) => Err(error),
        }
    }

    fn totals(&self) -> LineTotals {
        let (mut totals, now) = (LineTotals::default(), self.clock.now());
        for (_, line) in self.lines().iter().filter(|(_, line)| line.room().phase != Phase::Closed) {
            let (called, active) = line.view.taken();
            totals.waiting += u64::from(line.view.waiting());
            totals.called += u64::from(called);
            totals.active += u64::from(active);
            totals.cap += u64::from(line.room().cap());
            totals.rate += u64::from(line.room().rate());
            totals.fail_open += u64::from(line.room().fail_open(now).is_some());
            totals.age = totals.age.max(now.since(line.as_of));
        }
        totals
    }

    /// Reads what other instances have done, often enough for a session that has ended to be known at once.
    pub async fn follow_lines(&self) -> Result<(), LineUnavailable> {
        let lines = self.lines();
        let open = lines.iter().filter(|(_, line)| line.room().phase != Phase::Closed);
        join_all(open.map(|(event, _)| self.follow_line(*event))).await.into_iter().collect()
    }

    async fn follow_line(&self, event: EventId) -> Result<(), LineUnavailable> {
        self.end_bought(event).await?;
        self.refresh(event).await
    }

    pub async fn forget_closed(&self) -> Result<(), LineUnavailable> {
        self.purchases.prune(Instant::now());
        self.store.forget(CLOSED_ROOMS_KEPT).await.map(drop)
    }
}
