//! What goes wrong and when, all of it drawn from a seed before anything begins: the same seed is the same schedule of faults. What
//! threads make of it is another matter.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use contracts::services::ALL;

use crate::seeded_random::SeededRandom;

/// One part of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Instance(&'static str, usize),
    Redis,
    MariaDb,
    Kafka,
    /// Between the services and Redis.
    WayToRedis,
    WayToMariaDb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// kill -9, and it comes back when the trouble is over.
    Killed,
    /// It stands still, and then goes on as if nothing had happened.
    Paused,
    /// It comes back at once, with a clock that is wrong until the end of the trouble.
    ClockAhead {
        millis: i64,
    },
    /// Redis forgets everything, or the scripts alone.
    Flushed,
    ScriptsFlushed,
    /// All connections end once.
    Cut,
    Slow {
        by: Duration,
    },
    Stalled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Act {
    /// Since the beginning.
    pub(crate) at: Duration,
    pub(crate) part: Part,
    pub(crate) trouble: Trouble,
    /// Otherwise it ends.
    pub(crate) begins: bool,
}

const GAP: std::ops::Range<u64> = 800..4_000;
const CLOCK_WRONG_BY: i64 = 5_000;

/// In the order of time, over so long a time. No part has two troubles at once; each that begins also ends, the last ones behind it.
pub(crate) fn draw(random: &mut SeededRandom, over: Duration) -> Vec<Act> {
    let (mut acts, mut busy) = (Vec::new(), BTreeMap::<Part, Duration>::new());
    let mut at = Duration::from_millis(random.below(GAP.end));
    while at < over {
        let (part, trouble, lasts) = trouble(random);
        if busy.get(&part).is_none_or(|until| *until < at) {
            let ends = at + lasts;
            busy.insert(part, ends);
            acts.push(Act { at, part, trouble, begins: true });
            acts.push(Act { at: ends, part, trouble, begins: false });
        }
        at += Duration::from_millis(GAP.start + random.below(GAP.end - GAP.start));
    }
    acts.sort_by_key(|act| act.at);
    acts
}

fn trouble(random: &mut SeededRandom) -> (Part, Trouble, Duration) {
    let seconds = |random: &mut SeededRandom, least: u64, most: u64| {
        Duration::from_millis(least * 1_000 + random.below((most - least) * 1_000 + 1))
    };
    let instance = |random: &mut SeededRandom| {
        let service = ALL[random.index(ALL.len())].name;
        Part::Instance(service, random.index(2))
    };
    let way =
        |random: &mut SeededRandom| if random.below(2) == 0 { Part::WayToRedis } else { Part::WayToMariaDb };
    match random.below(100) {
        0..25 => (instance(random), Trouble::Killed, seconds(random, 0, 6)),
        25..38 => (instance(random), Trouble::Paused, seconds(random, 1, 22)),
        38..46 => {
            let millis = i64::try_from(random.below(2 * CLOCK_WRONG_BY.unsigned_abs())).unwrap_or(0);
            let trouble = Trouble::ClockAhead { millis: millis - CLOCK_WRONG_BY };
            (instance(random), trouble, seconds(random, 5, 20))
        }
        46..52 => (Part::Redis, Trouble::Killed, seconds(random, 0, 4)),
        52..57 => (Part::Redis, Trouble::Flushed, Duration::ZERO),
        57..60 => (Part::Redis, Trouble::ScriptsFlushed, Duration::ZERO),
        60..66 => (Part::MariaDb, Trouble::Killed, seconds(random, 0, 4)),
        66..71 => (Part::Kafka, Trouble::Killed, seconds(random, 0, 8)),
        71..83 => (way(random), Trouble::Cut, Duration::ZERO),
        83..93 => {
            let by = Duration::from_millis(5 + random.below(60));
            (way(random), Trouble::Slow { by }, seconds(random, 2, 8))
        }
        _ => (way(random), Trouble::Stalled, seconds(random, 1, 6)),
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.begins { "begins" } else { "ends" };
        write!(f, "{:>7.1} s  {:?}: {:?} {verb}", self.at.as_secs_f64(), self.part, self.trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(300);

    #[test]
    fn the_same_seed_is_the_same_schedule() {
        let drawn = |seed| draw(&mut SeededRandom::new(seed), LONG);
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
    }

    #[test]
    fn whatever_begins_ends_before_the_same_part_has_the_next_trouble() {
        for seed in 0..50 {
            let mut open = BTreeMap::new();
            for act in draw(&mut SeededRandom::new(seed), LONG) {
                match act.begins {
                    true => assert_eq!(open.insert(act.part, act.trouble), None, "{act}"),
                    false => assert_eq!(open.remove(&act.part), Some(act.trouble), "{act}"),
                }
            }
            assert!(open.is_empty());
        }
    }
}
