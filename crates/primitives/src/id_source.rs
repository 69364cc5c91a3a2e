//! Where new ids and every other random choice come from.

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

use crate::{EventId, HoldId, MessageId, Timestamp};

pub trait IdSource: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);

    /// A UUIDv7: sorted by its time, and otherwise unpredictable.
    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.as_micros() / 1_000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn hold_id(&self, event: EventId) -> HoldId {
        let mut random = [0; 8];
        self.fill(&mut random);
        HoldId::at(event, u64::from_le_bytes(random))
    }

    fn message_id(&self, now: Timestamp) -> MessageId {
        MessageId::from_uuid(self.uuid(now))
    }

    /// Evenly spread over `[0, 1)`.
    fn fraction(&self) -> f64 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Seeded by the operating system.
#[derive(Debug)]
pub struct RandomIds(Mutex<StdRng>);

impl Default for RandomIds {
    fn default() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it from the system")]
        let mut seed = rand::rng();
        Self(Mutex::new(StdRng::from_rng(&mut seed)))
    }
}

impl IdSource for RandomIds {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().fill_bytes(bytes);
    }
}

/// The same seed gives the same ids: for tests.
#[derive(Debug)]
pub struct SeededIds(Mutex<StdRng>);

impl SeededIds {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl IdSource for SeededIds {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_of_their_making() {
        let ids = SeededIds::new(1);
        let early = ids.uuid(Timestamp::from_micros(1_000_000));
        let late = ids.uuid(Timestamp::from_micros(2_000_000));
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }

    #[test]
    fn a_fraction_is_below_one() {
        let ids = SeededIds::new(2);
        assert!((0..1_000).map(|_| ids.fraction()).all(|fraction| (0.0..1.0).contains(&fraction)));
    }
}
