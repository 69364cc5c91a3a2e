//! Retrying a unit of work that lost against another one: a few attempts, each after a longer pause with jitter.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::Backoff;

const ATTEMPTS_MAX: u32 = 8;
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(2), Duration::from_millis(100));

/// The attempts of one unit of work, which must have left nothing behind when it is retried: only the caller knows whether it has.
#[derive(Debug)]
pub struct ContentionRetry {
    attempts: u32,
    jitter: RandomState,
}

impl Default for ContentionRetry {
    fn default() -> Self {
        Self { attempts: 1, jitter: RandomState::new() }
    }
}

impl ContentionRetry {
    /// Waits, and returns whether to retry. False: the attempts are used up.
    pub async fn again(&mut self) -> bool {
        if self.attempts >= ATTEMPTS_MAX {
            return false;
        }
        tokio::time::sleep(self.pause()).await;
        self.attempts += 1;
        true
    }

    /// Full jitter, anything up to the whole: those that met once shall not meet again.
    fn pause(&self) -> Duration {
        let share = u32::try_from(self.jitter.hash_one(self.attempts) % 1_024).unwrap_or(0);
        BACKOFF.delay(self.attempts) * share / 1_024
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_attempts_end() {
        let mut retry = ContentionRetry::default();
        let mut attempts = 1;
        while retry.again().await {
            attempts += 1;
        }
        assert_eq!(attempts, ATTEMPTS_MAX);
    }

    #[test]
    fn units_that_met_do_not_meet_again() {
        let pauses: Vec<Duration> =
            (0..20).map(|_| ContentionRetry { attempts: 6, ..ContentionRetry::default() }.pause()).collect();
        let mut different = pauses.clone();
        different.sort_unstable();
        different.dedup();
        assert!(different.len() > 10, "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= BACKOFF.longest));
    }
}
