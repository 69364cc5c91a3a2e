//! Seats on a Redis, with a key prefix that no other test uses, and with sales records to rebuild from.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Tasks;
use primitives::{Clock, EventId, FakeClock, IdSource, RandomIds, SystemClock, Timestamp};
use reservation::adapters::redis::{RedisConfig, RedisSeats, Scripts};
use reservation::app::{EventRetention, HoldLimits, Reservations};
use reservation::ports::{SeatEngine, SeatStore};

use crate::records::Records;
use crate::script_patches::Patch;
use crate::seat_store_contract::StoreUnderTest;

/// How long an event is kept behind its beginning.
pub(crate) const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) struct Rig {
    pub(crate) reservations: Reservations,
    pub(crate) records: Arc<Records>,
    pub(crate) config: RedisConfig,
    pub(crate) clock: Arc<FakeClock>,
    patch: Option<Patch>,
    engine: Arc<RedisSeats>,
}

impl Rig {
    /// Seats obey a clock that stands still.
    pub(crate) fn new(url: &str) -> Self {
        Self::on(new_config(url), Arc::default(), Arc::default(), None)
    }

    pub(crate) fn with_config(config: RedisConfig) -> Self {
        Self::on(config, Arc::default(), Arc::default(), None)
    }

    /// With scripts in which a rule is missing.
    pub(crate) fn with_patch(url: &str, patch: Patch) -> Self {
        Self::on(new_config(url), Arc::default(), Arc::default(), Some(patch))
    }

    pub(crate) fn with_lease(self, lease: Duration) -> Self {
        Self::on(self.config.with_lease(lease), self.records, self.clock, self.patch)
    }

    pub(crate) fn with_outbox_max(self, messages: u64) -> Self {
        Self::on(self.config.with_outbox_max(messages), self.records, self.clock, self.patch)
    }

    pub(crate) fn key_of_seat(&self, event: EventId, seat: i64) -> String {
        format!("{}{{{event}}}:seat:{seat}", self.config.prefix())
    }

    /// The store itself.
    pub(crate) fn redis(&self) -> &RedisSeats {
        &self.engine
    }

    pub(crate) fn seats(&self) -> Arc<RedisSeats> {
        self.engine.clone()
    }

    /// Another process on the same Redis and the same records.
    pub(crate) fn another(&self) -> Self {
        Self::on(self.config.clone(), self.records.clone(), self.clock.clone(), self.patch)
    }

    fn on(config: RedisConfig, records: Arc<Records>, clock: Arc<FakeClock>, patch: Option<Patch>) -> Self {
        telemetry::init_for_tests();
        let (ids, tasks) = (Arc::new(RandomIds::default()), Tasks::default());
        let scripts = patch.map_or_else(Scripts::default, Patch::scripts);
        let seats = RedisSeats::connect_for_test(&config, ids.clone(), tasks.clone(), scripts, clock.clone());
        let engine = Arc::new(seats);
        let reservations = reservations(engine.clone(), ids, &records, tasks);
        Self { reservations, records, config, clock, patch, engine }
    }

    /// The same seats by the clock of Redis.
    pub(crate) fn in_real_time(&self) -> Reservations {
        let (ids, tasks) = (Arc::new(RandomIds::default()), Tasks::default());
        let seats = RedisSeats::connect(&self.config, ids.clone(), tasks.clone());
        reservations(Arc::new(seats), ids, &self.records, tasks)
    }
}

fn new_config(url: &str) -> RedisConfig {
    let ids = RandomIds::default();
    let prefix = format!("test-{}:", ids.uuid(Timestamp::from_micros(0)));
    RedisConfig::at(url).unwrap().with_prefix(prefix)
}

fn reservations(
    engine: Arc<RedisSeats>,
    ids: Arc<RandomIds>,
    records: &Arc<Records>,
    tasks: Tasks,
) -> Reservations {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let reservations = Reservations::new(engine, clock.clone(), ids, HoldLimits::default());
    let events = EventRetention::new(records.clone(), clock, RETENTION);
    reservations.healed_by(records.clone(), events, tasks)
}

#[async_trait]
impl StoreUnderTest for Rig {
    fn store(&self) -> Arc<dyn SeatStore> {
        self.reservations.store().clone()
    }

    fn engine(&self) -> Arc<dyn SeatEngine> {
        self.engine.clone()
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}
