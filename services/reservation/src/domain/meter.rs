//! Letting so many through in a second, evenly: what is not used is not saved up.

use std::time::Duration;

use primitives::Timestamp;

/// So much of the rate may be used at once.
pub const AHEAD_MAX: Duration = Duration::from_millis(100);

/// Between two that are let through.
#[must_use]
pub fn interval(per_second: u32) -> Duration {
    Duration::from_secs(1) / per_second.max(1)
}

/// Until when the rate is used up with one more. None: it is used up already. More than can be used ahead was used before the clock was set back,
/// or at a lower rate, and does not count.
#[must_use]
pub fn admitted(used_until: Option<Timestamp>, per_second: u32, now: Timestamp) -> Option<Timestamp> {
    let ahead_max = AHEAD_MAX + interval(per_second);
    let begun = used_until.filter(|until| until.since(now) <= ahead_max).map_or(now, |until| until.max(now));
    (begun.since(now) <= AHEAD_MAX).then(|| begun.plus(interval(per_second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_let_through_as_the_rate_says_and_nothing_is_saved_up() {
        let at = |millis| Timestamp::from_micros(0).plus(Duration::from_millis(millis));
        let mut used = None;
        let mut count = |millis, tries: u32| {
            let mut through = 0;
            for _ in 0..tries {
                if let Some(until) = admitted(used, 10, at(millis)) {
                    (used, through) = (Some(until), through + 1);
                }
            }
            through
        };
        assert_eq!(count(0, 100), 2, "one, and what may be used ahead");
        assert_eq!((1..=100).map(|tenth| count(tenth * 100, 5)).sum::<u32>(), 100);
        assert_eq!(count(3_600_000, 100), 2, "an hour later too");
        assert_eq!(count(60_000, 100), 2, "the clock was set back");
    }
}
