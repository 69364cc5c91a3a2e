//! How long to wait before the next try: longer each time up to a limit, and for each of many a little different.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(5);

/// Tries without end. Which of them are worth a line in the log it says itself, so that an outage of an hour is not an hour of
/// lines.
#[derive(Debug)]
pub(crate) struct Backoff {
    seed: u64,
    tries: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause {
    pub(crate) length: Duration,
    /// The pauses still grow: say what is wrong.
    pub(crate) is_news: bool,
    /// How often it has failed so far.
    pub(crate) tries: u32,
}

impl Backoff {
    /// What is tried tells the seed, so that not all who wait for the same thing come back at once.
    pub(crate) fn of(what: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        Self { seed: hasher.finish(), tries: 0 }
    }

    /// It failed again.
    pub(crate) fn failed(&mut self) -> Pause {
        let unspread = FIRST.saturating_mul(2_u32.saturating_pow(self.tries));
        let is_news = unspread < LONGEST * 2;
        self.tries = self.tries.saturating_add(1);
        // Anything from a half to the whole.
        let mut hasher = DefaultHasher::new();
        (self.seed, self.tries).hash(&mut hasher);
        let share = 256 + u32::try_from(hasher.finish() % 257).unwrap_or(0);
        Pause { length: unspread.min(LONGEST) * share / 512, is_news, tries: self.tries }
    }

    pub(crate) fn worked(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_stop_being_news() {
        let mut backoff = Backoff::of("a message");
        let pauses: Vec<Pause> = (0..40).map(|_| backoff.failed()).collect();
        for (index, pause) in pauses.iter().enumerate() {
            let longest = LONGEST.min(FIRST * 2_u32.saturating_pow(u32::try_from(index).unwrap()));
            assert!(pause.length <= longest && pause.length >= longest / 2, "{index}: {pause:?}");
        }
        assert_eq!(pauses.iter().filter(|pause| pause.is_news).count(), 8);
        backoff.worked();
        assert!(backoff.failed().length <= FIRST);
    }

    #[test]
    fn those_who_wait_together_do_not_come_back_together() {
        let lengths: std::collections::BTreeSet<_> =
            (0..100).map(|what| Backoff::of(what).failed().length).collect();
        assert!(lengths.len() > 50, "{} different pauses among 100", lengths.len());
    }
}
