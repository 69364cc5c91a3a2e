//! Seats on a Redis, with names of keys that no other test uses, and with records to be built up from.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Tasks;
use primitives::{Clock, EventId, FakeClock, IdSource, RandomIds, SystemClock, Timestamp};
use reservation::adapters::redis::{RedisConfig, RedisSeats};
use reservation::app::{Limits, Reservations};
use reservation::ports::SeatStore;

use crate::records::Records;
use crate::seat_store_contract::Bench;

pub(crate) struct Rig {
    pub(crate) reservations: Reservations,
    pub(crate) records: Arc<Records>,
    pub(crate) config: RedisConfig,
    pub(crate) clock: Arc<FakeClock>,
}

impl Rig {
    /// Seats obey a clock that stands still.
    pub(crate) fn new(url: &str) -> Self {
        let ids = RandomIds::default();
        let prefix = format!("test-{}:", ids.uuid(Timestamp::from_micros(0)));
        let config = RedisConfig::at(url).unwrap().with_prefix(prefix);
        Self::on(config, Arc::default(), Arc::default())
    }

    pub(crate) fn with_lease(self, lease: Duration) -> Self {
        Self::on(self.config.with_lease(lease), self.records, self.clock)
    }

    pub(crate) fn with_outbox_max(self, messages: u64) -> Self {
        Self::on(self.config.with_outbox_max(messages), self.records, self.clock)
    }

    pub(crate) fn key_of_seat(&self, event: EventId, seat: i64) -> String {
        format!("{}{{{event}}}:seat:{seat}", self.config.prefix())
    }

    /// As another process on the same Redis and the same records would have them.
    pub(crate) fn another(&self) -> Self {
        Self::on(self.config.clone(), self.records.clone(), self.clock.clone())
    }

    fn on(config: RedisConfig, records: Arc<Records>, clock: Arc<FakeClock>) -> Self {
        telemetry::init_for_tests();
        let ids = Arc::new(RandomIds::default());
        let tasks = Tasks::default();
        let seats = RedisSeats::connect_on_clock(&config, ids.clone(), tasks.clone(), clock.clone());
        let reservations = reservations(seats, ids, &records, tasks);
        Self { reservations, records, config, clock }
    }

    /// The same seats by the clock of Redis.
    pub(crate) fn in_real_time(&self) -> Reservations {
        let ids = Arc::new(RandomIds::default());
        let tasks = Tasks::default();
        let seats = RedisSeats::connect(&self.config, ids.clone(), tasks.clone());
        reservations(seats, ids, &self.records, tasks)
    }
}

fn reservations(
    seats: RedisSeats,
    ids: Arc<RandomIds>,
    records: &Arc<Records>,
    tasks: Tasks,
) -> Reservations {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let reservations = Reservations::new(Arc::new(seats), clock, ids, Limits::default());
    reservations.healed_by(records.clone(), records.clone(), tasks)
}

#[async_trait]
impl Bench for Rig {
    fn store(&self) -> Arc<dyn SeatStore> {
        self.reservations.store().clone()
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}
