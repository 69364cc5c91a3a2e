//! How long to wait before the next attempt: exponential up to a limit, with jitter, so that callers that failed together do not retry
//! together.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    pub first: Duration,
    pub longest: Duration,
}

impl Backoff {
    #[must_use]
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// The wait after the given number of failures in a row, without jitter; 1 is the first.
    #[must_use]
    pub fn delay(&self, failures: u32) -> Duration {
        self.unlimited(failures).min(self.longest)
    }

    /// The same with jitter: anything from a half to the whole. The same seed and number give the same wait.
    #[must_use]
    pub fn jittered(&self, failures: u32, seed: impl Hash) -> Duration {
        self.delay(failures).mul_f64(0.5 + fraction((seed, failures)) / 2.0)
    }

    fn unlimited(&self, failures: u32) -> Duration {
        self.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)))
    }
}

/// Evenly spread over `[0, 1)`.
fn fraction(seed: impl Hash) -> f64 {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    f64::from(u32::try_from(hasher.finish() >> 32).unwrap_or(0)) / (f64::from(u32::MAX) + 1.0)
}

/// Failures in a row of something that is retried without end, and how much of that is worth a line in the log: an outage of an hour must not
/// be an hour of lines.
#[derive(Debug)]
pub struct FailureStreak {
    backoff: Backoff,
    seed: u64,
    failures: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct Pause {
    pub length: Duration,
    /// The pauses still grow: log the cause.
    pub is_news: bool,
    pub failures: u32,
}

impl FailureStreak {
    /// `what` is retried; it seeds the jitter.
    #[must_use]
    pub fn of(what: impl Hash, backoff: Backoff) -> Self {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        Self { backoff, seed: hasher.finish(), failures: 0 }
    }

    pub fn failed(&mut self) -> Pause {
        self.failures = self.failures.saturating_add(1);
        Pause {
            length: self.backoff.jittered(self.failures, self.seed),
            is_news: self.backoff.unlimited(self.failures) < self.backoff.longest * 2,
            failures: self.failures,
        }
    }

    pub fn succeeded(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(5));

    #[test]
    fn pauses_grow_to_a_limit_and_stop_being_news() {
        let mut streak = FailureStreak::of("a message", BACKOFF);
        let pauses: Vec<Pause> = (0..40).map(|_| streak.failed()).collect();
        for (index, pause) in pauses.iter().enumerate() {
            let longest = BACKOFF.delay(u32::try_from(index).unwrap() + 1);
            assert!(pause.length <= longest && pause.length >= longest / 2, "{index}: {pause:?}");
        }
        assert_eq!(pauses.iter().filter(|pause| pause.is_news).count(), 8);
        streak.succeeded();
        assert!(streak.failed().length <= BACKOFF.first);
    }

    #[test]
    fn delays_double_up_to_the_longest_however_often_it_fails() {
        let millis: Vec<u128> =
            [1, 2, 3, 7, 8, u32::MAX].map(|failures| BACKOFF.delay(failures).as_millis()).into();
        assert_eq!(millis, [50, 100, 200, 3_200, 5_000, 5_000]);
    }

    #[test]
    fn those_that_failed_together_do_not_come_back_together() {
        let lengths: std::collections::BTreeSet<_> =
            (0..100).map(|what| FailureStreak::of(what, BACKOFF).failed().length).collect();
        assert!(lengths.len() > 50, "{} different pauses among 100", lengths.len());
    }
}
