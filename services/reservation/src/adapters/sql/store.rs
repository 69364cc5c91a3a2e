//! The ports: each command goes on the writer's queue.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::adapters::sql::SqlOutbox;
use bus::{Message, Outbox};
use lifecycle::Lifecycle;
use primitives::{Clock, EventId, HoldId, IdSource, SeatId, Timestamp};
use sql::{Database, DbError, query};
use tokio::sync::{mpsc, oneshot};

use super::event_cache::EventCache;
use super::queue::{ByIdCommand, RecoveryCommand, Reply, WriterCommand};
use super::writer::Writer;
use crate::domain::Seat;
use crate::ports::{
    Amendment, ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold,
    HoldError, HoldSeats, InstallError, KnownEvent, OrderCommand, Preparation, RELEASES_KNOWN_FOR,
    ReleaseHold, ReleaseReservation, Released, Reservation, Restoration, RestoreError, SeatEngine, SeatError,
    SeatRecovery, SeatStore, SeatSweeper, Settled, Snapshot, SnapshotError, Swept, Unavailable, UnclaimOrder,
};

/// The tables of this store, beside those that every service has.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Beyond this many waiting commands the store is overloaded, and refuses further ones instead of letting all callers wait.
const QUEUE_MAX: usize = 4_096;

/// The embedded seat store, for one process: the writer keeps a copy in memory and relies on being the only one that writes.
pub struct SqlSeats {
    queue: mpsc::Sender<WriterCommand>,
    database: Database,
    outbox: Arc<SqlOutbox>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("the seat writer has more to do than it may queue")]
    Overloaded,
    #[error("the seat writer has stopped")]
    Stopped,
}

impl SqlSeats {
    /// Opens or creates the database and starts the writer, which runs until the lifecycle stops its workers.
    pub async fn open(
        path: &Path,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        lifecycle: &Lifecycle,
    ) -> Result<Self, DbError> {
        let database = Database::open(path, &MIGRATOR).await?;
        Ok(Self::on(database, clock, ids, lifecycle))
    }

    /// On a database that is already open and has this store's tables.
    #[must_use]
    pub fn on(
        database: Database,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        lifecycle: &Lifecycle,
    ) -> Self {
        let (queue, commands) = mpsc::channel(QUEUE_MAX);
        let outbox = Arc::new(SqlOutbox::new(database.clone(), clock.clone()));
        let writer = Writer {
            queue: commands,
            events: EventCache::new(database.clone()),
            database: database.clone(),
            clock: clock.clone(),
            ids,
        };
        lifecycle.tasks().spawn(writer.run(lifecycle.worker_stop()));
        Self { queue, database, outbox, clock }
    }

    async fn execute<T, E: From<Unavailable>>(
        &self,
        command: impl FnOnce(Reply<T, E>) -> WriterCommand,
    ) -> Result<T, E> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(command(reply)).map_err(|refused| {
            Unavailable::new(match refused {
                mpsc::error::TrySendError::Full(_) => NoAnswer::Overloaded,
                mpsc::error::TrySendError::Closed(_) => NoAnswer::Stopped,
            })
        })?;
        answer.await.map_err(|_| Unavailable::new(NoAnswer::Stopped))?
    }

    async fn forget_notes(&self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        let mut tx = self.database.begin().await?;
        let forgotten = query(
            "DELETE FROM tombstones WHERE (event_id, order_id) IN \
             (SELECT event_id, order_id FROM tombstones WHERE left_us < ? ORDER BY left_us LIMIT ?)",
        )
        .bind(before.as_micros())
        .bind(limit)
        .execute(&mut tx)
        .await?;
        let released_before = self.clock.now().minus(RELEASES_KNOWN_FOR);
        let released = query(
            "DELETE FROM released WHERE (hold_id, seat_id) IN \
             (SELECT hold_id, seat_id FROM released WHERE at_us < ? ORDER BY at_us LIMIT ?)",
        )
        .bind(released_before.as_micros())
        .bind(limit)
        .execute(&mut tx)
        .await?;
        tx.commit_lazily().await?;
        Ok(forgotten.max(released))
    }
}

#[async_trait]
impl SeatStore for SqlSeats {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        self.execute(|reply| WriterCommand::Install(meta, reply)).await
    }

    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        self.execute(|reply| WriterCommand::Hold(Box::new(command), reply)).await
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        self.execute(|reply| WriterCommand::Extend(Box::new(command), reply)).await
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        self.execute(|reply| WriterCommand::ReleaseHold(Box::new(command), reply)).await
    }

    async fn seats_of(&self, event: EventId, hold: HoldId) -> Result<Vec<(SeatId, Seat)>, SnapshotError> {
        self.execute(|reply| WriterCommand::ById(ByIdCommand::SeatsOf(event, hold, reply))).await
    }

    async fn release_reservation(&self, command: ReleaseReservation) -> Result<Released, SeatError> {
        self.execute(|reply| WriterCommand::ById(ByIdCommand::Release(Box::new(command), reply))).await
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        self.execute(|reply| WriterCommand::Claim(Box::new(command), reply)).await
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        self.execute(|reply| WriterCommand::Unclaim(command, reply)).await
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        self.execute(|reply| WriterCommand::Confirm(Box::new((command, replies)), reply)).await
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        self.execute(|answer| WriterCommand::Release(Box::new((command, reply)), answer)).await
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        self.execute(|answer| WriterCommand::Correct(Box::new((command, reply)), answer)).await
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        self.execute(|answer| WriterCommand::Answer(Box::new(reply), answer)).await
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        self.execute(|reply| WriterCommand::Snapshot(event, reply)).await
    }
}

#[async_trait]
impl SeatSweeper for SqlSeats {
    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable> {
        self.execute(|reply| WriterCommand::Expire(limit, reply)).await
    }

    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        let before = self.clock.now().minus(keep);
        self.forget_notes(before, limit).await.map_err(Unavailable::new)
    }

    async fn remove(&self, event: EventId) -> Result<bool, Unavailable> {
        self.execute(|reply| WriterCommand::Remove(event, reply)).await
    }
}

#[async_trait]
impl SeatRecovery for SqlSeats {
    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.execute(|reply| WriterCommand::Recovery(RecoveryCommand::Known(reply))).await
    }

    async fn prepare(&self, event: EventId, force: bool) -> Result<Preparation, Unavailable> {
        self.execute(|reply| WriterCommand::Recovery(RecoveryCommand::Prepare(event, force, reply))).await
    }

    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        self.execute(|reply| WriterCommand::Recovery(RecoveryCommand::Restore(Box::new(restoration), reply)))
            .await
    }

    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.execute(|reply| WriterCommand::Recovery(RecoveryCommand::Records(event, after, limit, reply)))
            .await
    }

    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        self.execute(|reply| WriterCommand::Recovery(RecoveryCommand::Amend(event, amendments, reply))).await
    }
}

#[async_trait]
impl SeatEngine for SqlSeats {
    fn outbox(&self) -> Arc<dyn Outbox> {
        self.outbox.clone()
    }

    async fn check(&self) -> Result<(), Unavailable> {
        if self.queue.is_closed() {
            return Err(Unavailable::new(NoAnswer::Stopped));
        }
        self.database.ping().await.map_err(Unavailable::new)
    }
}
