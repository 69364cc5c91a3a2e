//! How everything about an event that is over is deleted.

use primitives::{EventId, SeatId};
use redis::Value;

use super::codec::{KeyScope, text};
use super::store::RedisSeats;
use crate::ports::Unavailable;

/// How many seats one script deletes.
const SEATS_PER_STEP: u32 = 500;

impl RedisSeats {
    /// Its meta goes last, so that the next call begins again where this one is interrupted.
    pub(super) async fn remove_event(&self, event: EventId) -> Result<bool, Unavailable> {
        let seats = self.seat_count(event).await?;
        let mut first = 1;
        while first <= seats {
            let last = first.saturating_add(SEATS_PER_STEP - 1).min(seats);
            if !self.remove_step(event, first..last + 1).await? {
                return Ok(false);
            }
            first = last + 1;
        }
        let is_removed = self.remove_step(event, 0..0).await?;
        if is_removed {
            self.runner.unregister(event).await?;
        }
        Ok(is_removed)
    }

    async fn seat_count(&self, event: EventId) -> Result<u32, Unavailable> {
        let keys = self.runner.keys(KeyScope::Event(event));
        let mut pipeline = redis::pipe();
        pipeline.cmd("HGET").arg(keys.named("meta")).arg("seats");
        let (answers, _) = self.runner.pipeline(keys.slot, &pipeline).await?;
        let seats = answers.into_iter().next().filter(|seats| *seats != Value::Nil);
        Ok(seats.and_then(text).and_then(|seats| seats.parse().ok()).unwrap_or_default())
    }

    async fn remove_step(&self, event: EventId, numbers: std::ops::Range<u32>) -> Result<bool, Unavailable> {
        let call = self.runner.call_on(&self.runner.scripts.remove, event);
        let mut keys = vec![call.keys.named("lease"), call.keys.named("rebuild")];
        let seats = numbers.filter_map(|number| SeatId::new(i64::from(number)).ok());
        keys.extend(seats.map(|seat| call.keys.seat(seat)));
        let answer = self.runner.run(&call.others(keys)).await?;
        match answer.word.as_str() {
            "REMOVED" => Ok(true),
            "LIVE" => Ok(false),
            _ => Err(answer.unexpected()),
        }
    }
}
