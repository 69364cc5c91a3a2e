//! How sessions end: what is measured of them, so that the line can follow.

use std::time::Duration;

use primitives::Timestamp;

use super::slot::SESSION_LASTS;

/// Fewer say nothing yet.
const MEASURED_FROM: u32 = 20;
/// From so many on all is halved, so that the last few hundred count.
const HALVED_FROM: u32 = 400;
/// In thousandths. Until it is measured, and at least.
const CONVERSION: u64 = 500;
const CONVERSION_MIN: u64 = 50;

/// How a place was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceEnd {
    Left,
    Bought,
}

/// Of the sessions that have ended of late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub ended: u32,
    pub bought: u32,
    /// How long they lasted, all together, in milliseconds.
    pub dwelt_ms: u64,
}

impl Tally {
    /// With one more session. `end`: when it would have ended at the latest.
    #[must_use]
    pub fn with(self, end: Timestamp, now: Timestamp, outcome: Option<PlaceEnd>) -> Self {
        let dwelt = now.since(end.minus(SESSION_LASTS)).min(SESSION_LASTS);
        Self {
            ended: self.ended + 1,
            bought: self.bought + u32::from(outcome == Some(PlaceEnd::Bought)),
            dwelt_ms: self.dwelt_ms + u64::try_from(dwelt.as_millis()).unwrap_or(0),
        }
    }

    /// At the end of a step, however many sessions have ended in it.
    #[must_use]
    pub fn bounded(self) -> Self {
        if self.ended < HALVED_FROM {
            return self;
        }
        Self { ended: self.ended / 2, bought: self.bought / 2, dwelt_ms: self.dwelt_ms / 2 }
    }

    /// How many of a thousand sessions buy.
    #[must_use]
    pub fn conversion(&self) -> u64 {
        if self.ended < MEASURED_FROM {
            return CONVERSION;
        }
        (u64::from(self.bought) * 1_000 / u64::from(self.ended)).max(CONVERSION_MIN)
    }

    /// How long a session lasts; None: too few have ended.
    #[must_use]
    pub fn dwell(&self) -> Option<Duration> {
        let mean = self.dwelt_ms.checked_div(u64::from(self.ended))?;
        (self.ended >= MEASURED_FROM).then(|| Duration::from_millis(mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_is_of_the_last_few_hundred_sessions() {
        let start = Timestamp::from_micros(1_000_000);
        let (end, now) = (start.plus(SESSION_LASTS), start.plus(Duration::from_secs(40)));
        let session = |tally: Tally, outcome| tally.with(end, now, outcome).bounded();
        let mut tally = Tally::default();
        assert_eq!((tally.conversion(), tally.dwell()), (500, None));
        for at in 0..20 {
            tally = session(tally, (at % 4 == 0).then_some(PlaceEnd::Bought));
        }
        assert_eq!((tally.conversion(), tally.dwell()), (250, Some(Duration::from_secs(40))));
        for _ in 0..2_000 {
            tally = session(tally, Some(PlaceEnd::Left));
        }
        assert!(tally.ended < 400);
        assert_eq!(tally.conversion(), 50, "never nothing");
        let late = Tally::default().with(end, end.plus(SESSION_LASTS), None);
        assert_eq!(late.dwelt_ms, 600_000, "no session lasts longer");
    }
}
