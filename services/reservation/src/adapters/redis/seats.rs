//! The port, carried out by scripts.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{Message, Outbox};
use lifecycle::Tasks;
use primitives::{Clock, EventId, IdSource, SeatId, Timestamp};
use uuid::Uuid;

use super::asking::Asking;
use super::config::RedisConfig;
use super::connection::Redis;
use super::events::Events;
use super::holds::Holds;
use super::keys::Place;
use super::outbox::StreamOutbox;
use crate::domain::Seat;
use crate::ports::{
    Amendment, ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold,
    HoldError, HoldSeats, InstallError, KnownEvent, OrderCommand, Preparation, ReleaseHold, Reservation,
    Restoration, RestoreError, SeatError, SeatStore, Settled, Snapshot, SnapshotError, Swept, Unavailable,
    UnclaimOrder,
};

/// The seat store at scale. Any number of processes may have one on the same Redis; they share nothing else.
pub struct RedisSeats {
    asking: Arc<Asking>,
    holds: Arc<Holds>,
    outbox: Arc<StreamOutbox>,
    ids: Arc<dyn IdSource>,
}

impl RedisSeats {
    /// Asks nothing of Redis yet: it need not be up. Connections are made by `tasks`, and end with their runtime.
    #[must_use]
    pub fn connect(config: &RedisConfig, ids: Arc<dyn IdSource>, tasks: Tasks) -> Self {
        Self::build(config, ids, tasks, None)
    }

    /// Seats obey this clock instead of that of Redis. Not in release builds.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn connect_on_clock(
        config: &RedisConfig,
        ids: Arc<dyn IdSource>,
        tasks: Tasks,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self::build(config, ids, tasks, Some(clock))
    }

    fn build(
        config: &RedisConfig,
        ids: Arc<dyn IdSource>,
        tasks: Tasks,
        clock: Option<Arc<dyn Clock>>,
    ) -> Self {
        let redis = Redis::new(config, tasks.clone());
        let events = Events::new(&config.prefix);
        let asking = Arc::new(Asking { redis, events, prefix: config.prefix.clone(), clock });
        let holds = Arc::new(Holds::new(asking.clone(), tasks, config.outbox_max));
        let outbox =
            Arc::new(StreamOutbox::new(asking.clone(), new_id(ids.as_ref()).to_string(), config.lease));
        Self { asking, holds, outbox, ids }
    }

    fn told(&self, event: EventId) {
        self.outbox.wake(Place::Event(event));
    }
}

/// Nobody reads a time from it.
fn new_id(ids: &dyn IdSource) -> Uuid {
    ids.uuid(Timestamp::from_micros(0))
}

#[async_trait]
impl SeatStore for RedisSeats {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        self.asking.install(meta).await
    }

    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.event;
        let reservation = self.holds.hold(command).await?;
        self.told(event);
        Ok(reservation)
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        self.asking.extend(command).await
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        let event = command.event;
        self.asking.release_hold(command).await?;
        self.told(event);
        Ok(())
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        self.asking.claim(command).await
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        let event = command.event;
        self.asking.unclaim(command).await?;
        self.told(event);
        Ok(())
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        let event = command.event;
        let settled = self.asking.confirm(command, replies).await?;
        self.told(event);
        Ok(settled)
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        self.asking.release(command, &reply).await?;
        self.told(event);
        Ok(())
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        self.asking.correct(command, &reply).await?;
        self.told(event);
        Ok(())
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        self.asking.answer(&reply).await?;
        self.outbox.wake(Place::Nowhere);
        Ok(())
    }

    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable> {
        let (swept, freed_at) = self.asking.expire(limit).await?;
        freed_at.into_iter().for_each(|event| self.told(event));
        Ok(swept)
    }

    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        self.asking.forget(keep, limit).await
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        self.asking.snapshot(event).await
    }

    fn outbox(&self) -> Arc<dyn Outbox> {
        self.outbox.clone()
    }

    async fn check(&self) -> Result<(), Unavailable> {
        self.asking.check().await
    }

    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.asking.known().await
    }

    async fn prepare(&self, event: EventId, anyhow: bool) -> Result<Preparation, Unavailable> {
        self.asking.prepare(event, anyhow, new_id(self.ids.as_ref())).await
    }

    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        let event = restoration.meta.event;
        self.asking.restore(restoration).await?;
        self.told(event);
        Ok(())
    }

    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.asking.records(event, after, limit).await
    }

    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        let amended = self.asking.amend(event, amendments).await?;
        self.told(event);
        Ok(amended)
    }
}
