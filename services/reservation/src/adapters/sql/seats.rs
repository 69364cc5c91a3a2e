//! The port, put on the writer's queue.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::adapters::sql::{SqlOutbox, SqlParking};
use bus::{Message, Outbox, Parking};
use lifecycle::Lifecycle;
use primitives::{Clock, EventId, IdSource, SeatId, Timestamp};
use sql::{Database, DbError, query};
use tokio::sync::{mpsc, oneshot};

use super::MIGRATOR;
use super::events::Events;
use super::queue::{Asked, Rebuilding, Reply};
use super::writer::Writer;
use crate::domain::Seat;
use crate::ports::{
    Amendment, ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold,
    HoldError, HoldSeats, InstallError, KnownEvent, OrderCommand, Preparation, ReleaseHold, Reservation,
    Restoration, RestoreError, SeatError, SeatStore, Settled, Snapshot, SnapshotError, Swept, Unavailable,
    UnclaimOrder,
};

/// Beyond this many waiting commands the store is overloaded, and says so rather than letting everybody wait.
const QUEUE_MAX: usize = 4_096;

/// The embedded seat store. One process has it: the writer keeps a copy in memory and trusts that nobody else writes.
pub struct SqlSeats {
    queue: mpsc::Sender<Asked>,
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
    /// Opens or creates the database and starts the writer, which lives until the lifecycle's workers are told to stop.
    pub async fn open(
        path: &Path,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        lifecycle: &Lifecycle,
    ) -> Result<Self, DbError> {
        let database = Database::open(path, &MIGRATOR).await?;
        Ok(Self::on(database, clock, ids, lifecycle))
    }

    /// On a database that is open already and has this store's tables.
    #[must_use]
    pub fn on(
        database: Database,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        lifecycle: &Lifecycle,
    ) -> Self {
        let (queue, asked) = mpsc::channel(QUEUE_MAX);
        let outbox = Arc::new(SqlOutbox::new(database.clone(), clock.clone()));
        let writer = Writer {
            queue: asked,
            events: Events::new(database.clone()),
            database: database.clone(),
            clock: clock.clone(),
            ids,
        };
        lifecycle.tasks().spawn(writer.run(lifecycle.worker_stop()));
        Self { queue, database, outbox, clock }
    }

    /// Where a consumer of the same service may keep what it cannot read.
    #[must_use]
    pub fn parking(&self, consumer: &'static str) -> Arc<dyn Parking> {
        Arc::new(SqlParking::new(self.database.clone(), consumer, self.clock.clone()))
    }

    async fn ask<T, E: From<Unavailable>>(&self, asked: impl FnOnce(Reply<T, E>) -> Asked) -> Result<T, E> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(asked(reply)).map_err(|refused| {
            Unavailable::new(match refused {
                mpsc::error::TrySendError::Full(_) => NoAnswer::Overloaded,
                mpsc::error::TrySendError::Closed(_) => NoAnswer::Stopped,
            })
        })?;
        answer.await.map_err(|_| Unavailable::new(NoAnswer::Stopped))?
    }

    async fn forget_tombstones(&self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        let mut tx = self.database.begin().await?;
        let forgotten = query(
            "DELETE FROM tombstones WHERE (event_id, order_id) IN \
             (SELECT event_id, order_id FROM tombstones WHERE left_us < ? ORDER BY left_us LIMIT ?)",
        )
        .bind(before.as_micros())
        .bind(limit)
        .execute(&mut tx)
        .await?;
        tx.commit_lazily().await?;
        Ok(forgotten)
    }
}

#[async_trait]
impl SeatStore for SqlSeats {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        self.ask(|reply| Asked::Install(meta, reply)).await
    }

    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        self.ask(|reply| Asked::Hold(Box::new(command), reply)).await
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        self.ask(|reply| Asked::Extend(Box::new(command), reply)).await
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        self.ask(|reply| Asked::ReleaseHold(Box::new(command), reply)).await
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        self.ask(|reply| Asked::Claim(Box::new(command), reply)).await
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        self.ask(|reply| Asked::Unclaim(command, reply)).await
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        self.ask(|reply| Asked::Confirm(Box::new((command, replies)), reply)).await
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        self.ask(|answer| Asked::Release(Box::new((command, reply)), answer)).await
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        self.ask(|answer| Asked::Correct(Box::new((command, reply)), answer)).await
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        self.ask(|answer| Asked::Answer(Box::new(reply), answer)).await
    }

    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable> {
        self.ask(|reply| Asked::Expire(limit, reply)).await
    }

    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        let before = self.clock.now().minus(keep);
        self.forget_tombstones(before, limit).await.map_err(Unavailable::new)
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        self.ask(|reply| Asked::Snapshot(event, reply)).await
    }

    fn outbox(&self) -> Arc<dyn Outbox> {
        self.outbox.clone()
    }

    async fn check(&self) -> Result<(), Unavailable> {
        if self.queue.is_closed() {
            return Err(Unavailable::new(NoAnswer::Stopped));
        }
        self.database.ping().await.map_err(Unavailable::new)
    }

    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.ask(|reply| Asked::Rebuilding(Rebuilding::Known(reply))).await
    }

    async fn prepare(&self, event: EventId, anyhow: bool) -> Result<Preparation, Unavailable> {
        self.ask(|reply| Asked::Rebuilding(Rebuilding::Prepare(event, anyhow, reply))).await
    }

    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        self.ask(|reply| Asked::Rebuilding(Rebuilding::Restore(Box::new(restoration), reply))).await
    }

    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.ask(|reply| Asked::Rebuilding(Rebuilding::Records(event, after, limit, reply))).await
    }

    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        self.ask(|reply| Asked::Rebuilding(Rebuilding::Amend(event, amendments, reply))).await
    }
}
