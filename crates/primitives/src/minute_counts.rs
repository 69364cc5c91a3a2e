//! How often something has come from each of any number of callers in the last minute, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use parking_lot::Mutex;

use crate::Timestamp;

/// One counts for so long, and for as long again at most.
const COUNTED_FOR: Duration = Duration::from_secs(60);
/// Callers beyond these are not counted by themselves in that minute: some megabytes.
const CALLERS_MAX: usize = 100_000;

#[derive(Debug)]
pub struct MinuteCounts<K>(Mutex<Minutes<K>>);

/// The current one, and the one before.
#[derive(Debug)]
struct Minutes<K> {
    since: Timestamp,
    current: Minute<K>,
    previous: Minute<K>,
}

#[derive(Debug)]
struct Minute<K> {
    counts: HashMap<K, u32>,
    total: u32,
}

impl<K: Eq + Hash> MinuteCounts<K> {
    /// Of this caller: in the current minute or in the one before, whichever is more.
    pub fn of(&self, caller: &K, now: Timestamp) -> u32 {
        self.more(now, |minute| minute.counts.get(caller).copied().unwrap_or(0))
    }

    /// Of all.
    pub fn total(&self, now: Timestamp) -> u32 {
        self.more(now, |minute| minute.total)
    }

    pub fn note(&self, caller: K, now: Timestamp) {
        let mut minutes = self.0.lock();
        minutes.turn(now);
        let Minute { counts, total } = &mut minutes.current;
        *total = total.saturating_add(1);
        if counts.len() < CALLERS_MAX || counts.contains_key(&caller) {
            *counts.entry(caller).or_default() += 1;
        }
    }

    fn more(&self, now: Timestamp, count: impl Fn(&Minute<K>) -> u32) -> u32 {
        let mut minutes = self.0.lock();
        minutes.turn(now);
        count(&minutes.current).max(count(&minutes.previous))
    }
}

impl<K> Default for MinuteCounts<K> {
    fn default() -> Self {
        let since = Timestamp::from_micros(0);
        Self(Mutex::new(Minutes { since, current: Minute::default(), previous: Minute::default() }))
    }
}

impl<K> Default for Minute<K> {
    fn default() -> Self {
        Self { counts: HashMap::new(), total: 0 }
    }
}

impl<K> Minutes<K> {
    fn turn(&mut self, now: Timestamp) {
        let age = now.since(self.since);
        if age < COUNTED_FOR {
            return;
        }
        let ended = std::mem::take(&mut self.current);
        self.previous = if age < 2 * COUNTED_FOR { ended } else { Minute::default() };
        self.since = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_counts_for_a_minute_or_two_and_a_flood_of_callers_takes_no_more_memory() {
        let counts = MinuteCounts::default();
        let at = |seconds| Timestamp::from_micros(0).plus(Duration::from_secs(seconds));
        counts.note(1, at(1_000));
        counts.note(1, at(1_059));
        assert_eq!((counts.of(&1, at(1_060)), counts.of(&2, at(1_060))), (2, 0));
        counts.note(1, at(1_061));
        assert_eq!(counts.of(&1, at(1_119)), 2, "the minute before counts");
        assert_eq!(counts.of(&1, at(1_121)), 1);
        assert_eq!((counts.of(&1, at(1_500)), counts.total(at(1_500))), (0, 0));
        let many = u32::try_from(CALLERS_MAX).unwrap() + 1;
        (1..=many).for_each(|number| counts.note(number, at(2_000)));
        counts.note(1, at(2_000));
        assert_eq!((counts.of(&1, at(2_000)), counts.of(&many, at(2_000))), (2, 0));
        assert_eq!(counts.total(at(2_000)), many + 1, "all of them count in the sum");
    }
}
