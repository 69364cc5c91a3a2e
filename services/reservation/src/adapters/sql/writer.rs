//! The one who changes seats. Commands queue; a turn takes as many as have come, decides them in memory, and answers all of them
//! when the one commit that they share is durable.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use primitives::{Clock, EventId, IdSource, failpoint, rule_is_off};
use sql::{Database, DbError};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::event::Event;
use super::events::Events;
use super::queue::{Asked, Rebuilding};
use super::turn::Turn;
use super::{holding, orders, restoring, save};
use crate::ports::{
    ClaimError, ConfirmReplies, EventMeta, HoldError, InstallError, KnownEvent, OrderCommand, Restoration,
    RestoreError, SeatError, Settled, SnapshotError, Swept, Unavailable,
};

/// How many commands share a commit at most.
const COMMANDS_A_TURN: usize = 256;
/// Whoever was told to stop along with the writer may still have a last command to give.
const LINGER: Duration = Duration::from_millis(200);
/// The epoch rises when versions start anew, which they never do here: rows are never lost.
const EPOCH: u64 = 1;

pub(super) struct Writer {
    pub(super) queue: mpsc::Receiver<Asked>,
    pub(super) events: Events,
    pub(super) database: Database,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
}

#[derive(Debug, thiserror::Error)]
enum TurnFailed {
    #[error("a change could not be written down")]
    Unwritable(#[source] serde_json::Error),
    #[error("the changes could not be made durable")]
    NotDurable(#[from] DbError),
}

impl Writer {
    pub(super) async fn run(mut self, stop: Stop) {
        let mut asked = Vec::with_capacity(COMMANDS_A_TURN);
        loop {
            let taken = tokio::select! {
                taken = self.queue.recv_many(&mut asked, COMMANDS_A_TURN) => taken,
                () = stop.stopped() => {
                    let last = timeout(LINGER, self.queue.recv_many(&mut asked, COMMANDS_A_TURN));
                    last.await.unwrap_or(0)
                }
            };
            if taken == 0 {
                return;
            }
            self.turn(&mut asked).await;
        }
    }

    async fn turn(&mut self, asked: &mut Vec<Asked>) {
        let mut turn = Turn::new(self.clock.now(), self.ids.clone());
        for asked in asked.drain(..) {
            self.work(asked, &mut turn).await;
        }
        let lost = self.make_durable(&mut turn).await.err().map(|error| {
            // Nobody can tell whether it is stored, so what is in memory cannot be trusted any more.
            self.events.distrust();
            let cause = format!("{:#}", anyhow::Error::new(error));
            tracing::error!(cause, "a turn of the seat writer was lost");
            cause
        });
        turn.end(lost.as_deref());
    }

    async fn make_durable(&mut self, turn: &mut Turn) -> Result<(), TurnFailed> {
        if let Some(error) = turn.spoilt.take() {
            return Err(TurnFailed::Unwritable(error));
        }
        if turn.changes.is_empty() {
            return Ok(());
        }
        let mut tx = self.database.begin().await?;
        save::save(&mut tx, &self.events, &turn.changes, turn.now).await?;
        if turn.changes.has_hold {
            failpoint!("hold.before_commit");
        }
        tx.commit().await?;
        if turn.changes.has_hold {
            failpoint!("hold.after_commit");
        }
        Ok(())
    }

    async fn work(&mut self, asked: Asked, turn: &mut Turn) {
        match asked {
            Asked::Hold(command, reply) => {
                let (event, unknown) = (command.event, HoldError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::hold(event, turn, *command)).await;
                turn.answer(reply, result);
            }
            Asked::Extend(command, reply) => {
                let (event, unknown) = (command.event, SeatError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::extend(event, turn, &command)).await;
                turn.answer(reply, result);
            }
            Asked::ReleaseHold(command, reply) => {
                let (event, unknown) = (command.event, SeatError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::release(event, turn, &command)).await;
                turn.answer(reply, result);
            }
            Asked::Claim(command, reply) => {
                let (event, unknown) = (command.event, ClaimError::UnknownEvent);
                let result = self.at(event, unknown, |event| orders::claim(event, turn, &command)).await;
                turn.answer(reply, result);
            }
            Asked::Snapshot(event, reply) => {
                let result = self.at(event, SnapshotError::UnknownEvent, |event| Ok(event.snapshot())).await;
                turn.answer(reply, result);
            }
            Asked::Confirm(asked, reply) => {
                let result = self.confirm(asked.0, asked.1, turn).await.map_err(Unavailable::new);
                turn.answer(reply, result);
            }
            Asked::Install(meta, reply) => {
                let result = self.install(meta, turn).await;
                turn.answer(reply, result);
            }
            Asked::Unclaim(command, reply) => {
                let event = self.events.get(command.event).await;
                let result = event.map(|event| event.map(|event| orders::unclaim(event, turn, &command)));
                turn.answer(reply, result.map(|_| ()).map_err(Unavailable::new));
            }
            Asked::Release(asked, reply) => {
                let event = self.events.get(asked.0.event).await;
                let result = event.map(|event| orders::release(event, turn, &asked.0, asked.1));
                turn.answer(reply, result.map_err(Unavailable::new));
            }
            Asked::Correct(asked, reply) => {
                let event = self.events.get(asked.0.event).await;
                let result = event.map(|event| orders::correct(event, turn, &asked.0, asked.1));
                turn.answer(reply, result.map_err(Unavailable::new));
            }
            Asked::Answer(message, answer) => {
                turn.reply(*message);
                turn.answer(answer, Ok(()));
            }
            Asked::Expire(limit, reply) => {
                let result = self.expire(limit, turn).await.map_err(Unavailable::new);
                turn.answer(reply, result);
            }
            Asked::Rebuilding(asked) => self.rebuild(asked, turn).await,
        }
    }

    async fn rebuild(&mut self, asked: Rebuilding, turn: &mut Turn) {
        match asked {
            Rebuilding::Known(reply) => {
                let known = self.events.known().await.map_err(Unavailable::new);
                let known = known.map(|events| events.into_iter().map(ready).collect());
                turn.answer(reply, known);
            }
            Rebuilding::Prepare(event, anyhow, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                turn.answer(reply, event.map(|event| restoring::prepare(event.as_deref(), anyhow)));
            }
            Rebuilding::Restore(restoration, reply) => {
                let result = self.restore(*restoration, turn).await;
                turn.answer(reply, result);
            }
            Rebuilding::Records(event, after, limit, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                let records = |event: &mut Event| restoring::records(event, after, limit);
                turn.answer(reply, event.map(|event| event.map(records).unwrap_or_default()));
            }
            Rebuilding::Amend(event, amendments, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                let amend = |event: &mut Event| restoring::amend_all(event, turn, &amendments);
                let amended = event.map(|event| event.map_or(0, amend));
                turn.answer(reply, amended);
            }
        }
    }

    async fn at<T, E: From<Unavailable>>(
        &mut self,
        event: EventId,
        unknown: E,
        work: impl FnOnce(&mut Event) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.events.get(event).await {
            Ok(Some(event)) => work(event),
            Ok(None) => Err(unknown),
            Err(error) => Err(Unavailable::new(error).into()),
        }
    }

    async fn install(&mut self, meta: EventMeta, turn: &mut Turn) -> Result<u64, InstallError> {
        let Some(event) = self.events.get(meta.event).await.map_err(Unavailable::new)? else {
            self.events.insert(Event::new(meta, EPOCH, 0, turn.now));
            turn.changes.events.insert(meta.event);
            return Ok(EPOCH);
        };
        if event.meta.seat_count != meta.seat_count {
            return Err(InstallError::OtherSeatCount { installed: event.meta.seat_count });
        }
        if event.meta != meta {
            event.meta = meta;
            turn.changes.events.insert(meta.event);
        }
        Ok(event.epoch)
    }

    async fn restore(&mut self, restoration: Restoration, turn: &mut Turn) -> Result<(), RestoreError> {
        let (id, epoch) = (restoration.meta.event, restoration.epoch);
        match self.events.get(id).await.map_err(Unavailable::new)? {
            Some(event) => restoring::restore(event, turn, restoration),
            None => {
                let mut event = Event::new(restoration.meta, 0, 0, turn.now);
                if epoch == EPOCH && restoration.seats.is_empty() {
                    event.epoch = epoch;
                    turn.changes.events.insert(id);
                } else {
                    restoring::restore(&mut event, turn, restoration)?;
                }
                self.events.insert(event);
                Ok(())
            }
        }
    }

    async fn confirm(
        &mut self,
        command: OrderCommand,
        replies: ConfirmReplies,
        turn: &mut Turn,
    ) -> Result<Settled, DbError> {
        let released = turn.changes.tombstones.contains(&(command.event, command.order))
            || self.events.has_tombstone(command.event, command.order).await?;
        let released = released && !rule_is_off!("order-tombstone");
        let event = self.events.get(command.event).await?;
        Ok(orders::confirm(event, turn, &command, replies, released))
    }

    async fn expire(&mut self, limit: u32, turn: &mut Turn) -> Result<Swept, DbError> {
        let mut swept = Swept::default();
        for id in self.events.overdue(turn.now).await? {
            let Some(event) = self.events.get(id).await? else { continue };
            while swept.freed < limit
                && let Some(lag) = orders::expire_first(event, turn)
            {
                swept.freed += 1;
                swept.lag = swept.lag.max(lag);
            }
        }
        swept.more = swept.freed == limit;
        swept.live = self.events.unsold();
        Ok(swept)
    }
}

fn ready(event: EventId) -> KnownEvent {
    KnownEvent { event, ready: true }
}
