//! How long holds take, of the last seconds.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

const COUNTED_FOR: Duration = Duration::from_secs(5);
/// Of more the oldest are left out.
const TIMES_MAX: usize = 2_048;

#[derive(Default)]
pub(super) struct HoldTimes(Mutex<VecDeque<(Instant, Duration)>>);

impl HoldTimes {
    pub(super) fn note(&self, took: Duration, now: Instant) {
        let mut times = self.0.lock();
        if times.len() >= TIMES_MAX {
            times.pop_front();
        }
        times.push_back((now, took));
    }

    /// Nineteen of twenty were no slower. None: there were none.
    pub(super) fn p95(&self, now: Instant) -> Option<Duration> {
        let mut recent: Vec<Duration> = {
            let mut times = self.0.lock();
            times.retain(|(at, _)| now.duration_since(*at) < COUNTED_FOR);
            times.iter().map(|(_, took)| *took).collect()
        };
        recent.sort_unstable();
        let last = (recent.len() * 95).div_ceil(100).checked_sub(1)?;
        recent.get(last).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_hold_of_twenty_is_no_slow_sale_and_two_are() {
        let (times, now) = (HoldTimes::default(), Instant::now());
        let (quick, slow) = (Duration::from_millis(5), Duration::from_secs(1));
        assert_eq!(times.p95(now), None);
        (0..19).for_each(|_| times.note(quick, now));
        times.note(slow, now);
        assert_eq!(times.p95(now), Some(quick));
        times.note(slow, now);
        assert_eq!(times.p95(now), Some(slow));
        assert_eq!(times.p95(now + COUNTED_FOR), None, "long ago");
        (0..3 * TIMES_MAX).for_each(|_| times.note(quick, now));
        assert_eq!(times.0.lock().len(), TIMES_MAX);
    }
}
