//! The meter of all instances, beside the seats of the event.

use std::sync::Arc;

use async_trait::async_trait;
use primitives::EventId;

use super::codec::micros;
use super::store::RedisSeats;
use crate::adapters::local_meter::LocalMeter;
use crate::domain::meter::{AHEAD_MAX, interval};
use crate::ports::{OpenMeter, Unavailable};

/// What this process alone would refuse is not passed on, so that a crowd costs Redis no more than the rate.
pub struct RedisMeter {
    seats: Arc<RedisSeats>,
    sieve: LocalMeter,
}

impl RedisMeter {
    #[must_use]
    pub fn new(seats: Arc<RedisSeats>, sieve: LocalMeter) -> Self {
        Self { seats, sieve }
    }
}

#[async_trait]
impl OpenMeter for RedisMeter {
    async fn admit(&self, event: EventId, per_second: u32) -> Result<bool, Unavailable> {
        if !self.sieve.admit(event, per_second).await? {
            return Ok(false);
        }
        let runner = &self.seats.runner;
        let call = runner.call_on(&runner.scripts.meter, event);
        let used_until = call.keys.named("open");
        let call = call.others([used_until]).args([micros(interval(per_second)), micros(AHEAD_MAX)]);
        Ok(runner.run(&call).await?.word == "ADMITTED")
    }
}
