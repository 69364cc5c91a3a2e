//! Trying again what others stood in the way of: a few times, each after a little longer, and not all at the same moment.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

const TRIES_MAX: u32 = 8;
const FIRST: Duration = Duration::from_millis(2);
const LONGEST: Duration = Duration::from_millis(100);

/// The tries of one unit of work. For work that has left nothing behind; whether it has, whoever tries knows.
#[derive(Debug)]
pub struct Tries {
    made: u32,
    spread: RandomState,
}

impl Default for Tries {
    fn default() -> Self {
        Self { made: 1, spread: RandomState::new() }
    }
}

impl Tries {
    /// Waits, and says whether to try again. False: it has been tried often enough.
    pub async fn again(&mut self) -> bool {
        if self.made >= TRIES_MAX {
            return false;
        }
        tokio::time::sleep(self.pause()).await;
        self.made += 1;
        true
    }

    /// Anything up to the whole: those who met once shall not meet again.
    fn pause(&self) -> Duration {
        let longest = FIRST.saturating_mul(2_u32.saturating_pow(self.made - 1)).min(LONGEST);
        let share = u32::try_from(self.spread.hash_one(self.made) % 1_024).unwrap_or(0);
        longest * share / 1_024
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tries_end() {
        let mut tries = Tries::default();
        let mut made = 1;
        while tries.again().await {
            made += 1;
        }
        assert_eq!(made, TRIES_MAX);
    }

    #[test]
    fn those_who_met_do_not_meet_again() {
        let pauses: Vec<Duration> = (0..20).map(|_| Tries { made: 6, ..Tries::default() }.pause()).collect();
        let mut different = pauses.clone();
        different.sort_unstable();
        different.dedup();
        assert!(different.len() > 10, "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= LONGEST));
    }
}
