//! How long it may take yet, and when to ask again.

use std::time::Duration;

use primitives::Timestamp;

const MINUTE: Duration = Duration::from_secs(60);
/// Shorter ones say more about chance than about the line.
const MEASURED_FOR_MIN: Duration = Duration::from_secs(5);
const ASK_MIN: Duration = Duration::from_secs(1);
const ASK_MAX: Duration = Duration::from_secs(60);
/// In thousandths of the interval, which is never made shorter by it.
const JITTER: u64 = 150;

/// How fast the line moves, measured over up to a minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallRate {
    from: (Timestamp, u32),
    last: (Timestamp, u32),
}

impl CallRate {
    #[must_use]
    pub fn since(now: Timestamp, serving: u32) -> Self {
        Self { from: (now, serving), last: (now, serving) }
    }

    /// The older half is forgotten once a minute has passed.
    #[must_use]
    pub fn noted(self, now: Timestamp, serving: u32) -> Self {
        let from = if now.since(self.from.0) > MINUTE { self.last } else { self.from };
        let last = if now.since(self.last.0) > MINUTE / 2 { (now, serving) } else { self.last };
        Self { from, last }
    }

    /// Until enough was measured, or while nothing moves, what is allowed at most counts.
    #[must_use]
    pub fn per_minute(&self, now: Timestamp, serving: u32, ceiling: u32) -> u32 {
        let (elapsed, moved) = (now.since(self.from.0), serving.saturating_sub(self.from.1));
        if elapsed < MEASURED_FOR_MIN || moved == 0 {
            return ceiling.max(1);
        }
        let per_minute =
            u64::from(moved) * 60_000 / u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
        u32::try_from(per_minute).unwrap_or(u32::MAX).clamp(1, ceiling.max(1))
    }
}

/// Between two polls of one visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub wait: Duration,
    pub ask_after: Duration,
}

impl Interval {
    /// A fifth of the wait, from a second to a minute; spread by the number, so that not all ask at once.
    #[must_use]
    pub fn of(ahead: u32, per_minute: u32, number: u32) -> Self {
        let wait = Duration::from_millis(u64::from(ahead) * 60_000 / u64::from(per_minute.max(1)));
        let ask = (wait / 5).clamp(ASK_MIN, ASK_MAX);
        let spread = u64::from(number.wrapping_mul(2_654_435_769) >> 16) % (JITTER + 1);
        let millis = u64::try_from(ask.as_millis()).unwrap_or(u64::MAX) * (1_000 + spread) / 1_000;
        Self { wait, ask_after: Duration::from_millis(millis).clamp(ASK_MIN, ASK_MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_asks_no_more_than_eighty_times_in_an_hour() {
        for number in [1, 77, 3_600] {
            // One is called each second, so the visitor waits as many seconds as there are others ahead.
            let (mut ahead, mut polls) = (3_600.0_f64, 0);
            while ahead > 5.0 {
                let interval = Interval::of(ahead as u32, 60, number);
                assert!((ASK_MIN..=ASK_MAX).contains(&interval.ask_after));
                ahead -= interval.ask_after.as_secs_f64();
                polls += 1;
            }
            assert!(polls <= 80, "{polls} polls");
        }
    }

    #[test]
    fn the_wait_follows_what_was_measured() {
        let at = |seconds| Timestamp::from_micros(0).plus(Duration::from_secs(seconds));
        let rate = CallRate::since(at(0), 100);
        assert_eq!(rate.per_minute(at(3), 130, 600), 600, "too short to say anything");
        assert_eq!(rate.per_minute(at(30), 130, 600), 60);
        assert_eq!(rate.per_minute(at(30), 100, 600), 600, "nothing moves");
        let later = (1..=200).fold(rate, |rate, second| rate.noted(at(second), 100 + second as u32 * 2));
        assert_eq!(later.per_minute(at(200), 500, 600), 120);
        assert_eq!(Interval::of(120, 60, 1).wait, Duration::from_secs(120));
    }
}
