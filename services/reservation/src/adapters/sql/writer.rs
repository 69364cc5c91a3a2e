//! The only task that changes seats. Commands queue; a batch takes as many as are waiting, decides them in memory, and answers all of them
//! when the one commit that they share is durable.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use primitives::{Clock, EventId, IdSource, error_chain, failpoint};
use sql::{Database, DbError};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::batch::Batch;
use super::event::Event;
use super::event_cache::EventCache;
use super::queue::{ByIdCommand, RecoveryCommand, WriterCommand};
use super::{holding, orders, recovery, releasing, save};
use crate::metrics;
use crate::ports::{
    ClaimError, ConfirmReplies, EventMeta, HoldError, InstallError, KnownEvent, OrderCommand, Readiness,
    ReleaseReservation, Released, Restoration, RestoreError, SeatError, Settled, SnapshotError, Swept,
    Unavailable,
};

/// How many commands share a commit at most.
const BATCH_MAX: usize = 256;
/// Workers that stop together with the writer may still have a last command for it.
const LINGER: Duration = Duration::from_millis(200);
/// The epoch rises when versions start over, which they never do here: rows are never lost.
const EPOCH: u64 = 1;

pub(super) struct Writer {
    pub(super) queue: mpsc::Receiver<WriterCommand>,
    pub(super) events: EventCache,
    pub(super) database: Database,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
}

#[derive(Debug, thiserror::Error)]
enum BatchFailed {
    #[error("a message could not be encoded")]
    NotEncoded(#[from] serde_json::Error),
    #[error("the changes could not be made durable")]
    NotDurable(#[from] DbError),
}

impl Writer {
    pub(super) async fn run(mut self, stop: Stop) {
        let mut commands = Vec::with_capacity(BATCH_MAX);
        loop {
            let taken = tokio::select! {
                taken = self.queue.recv_many(&mut commands, BATCH_MAX) => taken,
                () = stop.stopped() => {
                    let last = timeout(LINGER, self.queue.recv_many(&mut commands, BATCH_MAX));
                    last.await.unwrap_or(0)
                }
            };
            if taken == 0 {
                return;
            }
            self.execute_all(&mut commands).await;
        }
    }

    async fn execute_all(&mut self, commands: &mut Vec<WriterCommand>) {
        metrics::executed_together(commands.len());
        let mut batch = Batch::new(self.clock.now(), self.ids.clone());
        let confirmed: Vec<_> = commands.iter().filter_map(WriterCommand::confirms).collect();
        batch.tombstones = self.events.tombstones(&confirmed).await.map_err(|error| error.to_string());
        for command in commands.drain(..) {
            self.execute(command, &mut batch).await;
        }
        let lost = self.make_durable(&mut batch).await.err().map(|error| {
            // It is unknown whether the batch is stored, so the state in memory is not reliable any more.
            self.events.invalidate();
            tracing::error!(error = &error as &dyn std::error::Error, "the seat writer lost a batch");
            error_chain(&error).to_string()
        });
        batch.complete(lost.as_deref());
    }

    async fn make_durable(&mut self, batch: &mut Batch) -> Result<(), BatchFailed> {
        if batch.changes.is_empty() {
            return Ok(());
        }
        let seat_events = batch.take_seat_events()?;
        let mut tx = self.database.begin().await?;
        save::save(&mut tx, &self.events, &batch.changes, &seat_events, batch.now).await?;
        if batch.changes.has_hold {
            failpoint!("hold.before_commit");
        }
        tx.commit().await?;
        if batch.changes.has_hold {
            failpoint!("hold.after_commit");
        }
        Ok(())
    }

    async fn execute(&mut self, command: WriterCommand, batch: &mut Batch) {
        match command {
            WriterCommand::Hold(command, reply) => {
                let (event, unknown) = (command.request.event, HoldError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::hold(event, batch, *command)).await;
                batch.answer(reply, result);
            }
            WriterCommand::Extend(command, reply) => {
                let (event, unknown) = (command.event, SeatError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::extend(event, batch, &command)).await;
                batch.answer(reply, result);
            }
            WriterCommand::ReleaseHold(command, reply) => {
                let (event, unknown) = (command.event, SeatError::UnknownEvent);
                let result = self.at(event, unknown, |event| holding::release(event, batch, &command)).await;
                batch.answer(reply, result);
            }
            WriterCommand::ById(command) => self.execute_by_id(command, batch).await,
            WriterCommand::Claim(command, reply) => {
                let (event, unknown) = (command.event, ClaimError::UnknownEvent);
                let result = self.at(event, unknown, |event| orders::claim(event, batch, &command)).await;
                batch.answer(reply, result);
            }
            WriterCommand::Snapshot(event, reply) => {
                let result = self.at(event, SnapshotError::UnknownEvent, |event| Ok(event.snapshot())).await;
                batch.answer(reply, result);
            }
            WriterCommand::Confirm(command, reply) => {
                let (command, replies) = *command;
                let result = self.confirm(command, replies, batch).await;
                batch.answer(reply, result);
            }
            WriterCommand::Install(meta, reply) => {
                let result = self.install(meta, batch).await;
                batch.answer(reply, result);
            }
            WriterCommand::Unclaim(command, reply) => {
                let event = self.events.get(command.event).await;
                let result = event.map(|event| event.map(|event| orders::unclaim(event, batch, &command)));
                batch.answer(reply, result.map(|_| ()).map_err(Unavailable::new));
            }
            WriterCommand::Release(command, answer) => {
                let (command, reply) = *command;
                let event = self.events.get(command.event).await;
                let result = event.map(|event| orders::release(event, batch, &command, reply));
                batch.answer(answer, result.map_err(Unavailable::new));
            }
            WriterCommand::Correct(command, answer) => {
                let (command, reply) = *command;
                let event = self.events.get(command.event).await;
                let result = event.map(|event| orders::correct(event, batch, &command, reply));
                batch.answer(answer, result.map_err(Unavailable::new));
            }
            WriterCommand::Answer(message, answer) => {
                batch.reply(*message);
                batch.answer(answer, Ok(()));
            }
            WriterCommand::Expire(limit, reply) => {
                let result = self.expire(limit, batch).await.map_err(Unavailable::new);
                batch.answer(reply, result);
            }
            WriterCommand::Remove(event, reply) => {
                let result = self.remove(event, batch).await.map_err(Unavailable::new);
                batch.answer(reply, result);
            }
            WriterCommand::Recovery(command) => self.recover(command, batch).await,
        }
    }

    async fn recover(&mut self, command: RecoveryCommand, batch: &mut Batch) {
        match command {
            RecoveryCommand::Known(reply) => {
                let known = self.events.known().await.map_err(Unavailable::new);
                let known = known.map(|events| events.into_iter().map(ready).collect());
                batch.answer(reply, known);
            }
            RecoveryCommand::Prepare(event, force, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                batch.answer(reply, event.map(|event| recovery::prepare(event.as_deref(), force)));
            }
            RecoveryCommand::Restore(restoration, reply) => {
                let result = self.restore(*restoration, batch).await;
                batch.answer(reply, result);
            }
            RecoveryCommand::Records(event, after, limit, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                let records = |event: &mut Event| recovery::records(event, after, limit);
                batch.answer(reply, event.map(|event| event.map(records).unwrap_or_default()));
            }
            RecoveryCommand::Amend(event, amendments, reply) => {
                let event = self.events.get(event).await.map_err(Unavailable::new);
                let amend = |event: &mut Event| recovery::amend_all(event, batch, &amendments);
                let amended = event.map(|event| event.map_or(0, amend));
                batch.answer(reply, amended);
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

    async fn execute_by_id(&mut self, command: ByIdCommand, batch: &mut Batch) {
        match command {
            ByIdCommand::SeatsOf(event, hold, reply) => {
                let now = batch.now;
                let seats_of = |event: &mut Event| Ok(releasing::seats_of(event, hold, now));
                let result = self.at(event, SnapshotError::UnknownEvent, seats_of).await;
                batch.answer(reply, result);
            }
            ByIdCommand::Release(command, reply) => {
                let result = self.release_reservation(&command, batch).await;
                batch.answer(reply, result);
            }
        }
    }

    async fn release_reservation(
        &mut self,
        command: &ReleaseReservation,
        batch: &mut Batch,
    ) -> Result<Released, SeatError> {
        let release = |event: &mut Event| Ok(releasing::release(event, batch, command));
        let refusal = match self.at(command.event, SeatError::UnknownEvent, release).await? {
            Ok(()) => return Ok(Released::Now),
            Err(refusal) => refusal,
        };
        let mut owners = batch.changes.released.owners(command.hold, command.seat);
        owners.extend(self.events.released(command.hold, command.seat).await.map_err(Unavailable::new)?);
        releasing::repeated(refusal, command, &owners)
    }

    async fn install(&mut self, meta: EventMeta, batch: &mut Batch) -> Result<u64, InstallError> {
        let Some(event) = self.events.get(meta.event).await.map_err(Unavailable::new)? else {
            self.events.insert(Event::new(meta, EPOCH, 0, batch.now));
            batch.changes.events.insert(meta.event);
            return Ok(EPOCH);
        };
        if event.meta.seat_count != meta.seat_count {
            return Err(InstallError::OtherSeatCount { installed: event.meta.seat_count });
        }
        if event.meta != meta {
            event.meta = meta;
            batch.changes.events.insert(meta.event);
        }
        Ok(event.epoch)
    }

    async fn remove(&mut self, id: EventId, batch: &mut Batch) -> Result<bool, DbError> {
        let is_over = self.events.get(id).await?.is_some_and(|event| event.unsold() == 0);
        if is_over {
            self.events.remove(id);
            batch.changes.removed.insert(id);
        }
        Ok(is_over)
    }

    async fn restore(&mut self, restoration: Restoration, batch: &mut Batch) -> Result<(), RestoreError> {
        let (id, epoch) = (restoration.meta.event, restoration.epoch);
        match self.events.get(id).await.map_err(Unavailable::new)? {
            Some(event) => recovery::restore(event, batch, restoration),
            None => {
                let mut event = Event::new(restoration.meta, 0, 0, batch.now);
                if epoch == EPOCH && restoration.seats.is_empty() {
                    event.epoch = epoch;
                    batch.changes.events.insert(id);
                } else {
                    recovery::restore(&mut event, batch, restoration)?;
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
        batch: &mut Batch,
    ) -> Result<Settled, Unavailable> {
        let released = batch.was_released(command.event, command.order)?;
        let event = self.events.get(command.event).await.map_err(Unavailable::new)?;
        Ok(orders::confirm(event, batch, &command, replies, released))
    }

    async fn expire(&mut self, limit: u32, batch: &mut Batch) -> Result<Swept, DbError> {
        let mut swept = Swept::default();
        for id in self.events.overdue(batch.now).await? {
            let Some(event) = self.events.get(id).await? else { continue };
            while swept.freed < limit
                && let Some(lag) = orders::expire_first(event, batch)
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
    KnownEvent { event, readiness: Readiness::Ready }
}
