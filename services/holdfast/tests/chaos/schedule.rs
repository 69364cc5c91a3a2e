//! What goes wrong and when, all of it drawn from a seed before anything begins: the same seed is the same schedule of faults. What
//! threads make of it is another matter.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use contracts::services::{ALL, IDENTITY};

use crate::seeded_random::SeededRandom;

/// One part of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Instance(&'static str, usize),
    /// All of it.
    Identity,
    Redis,
    MariaDb,
    Kafka,
    /// Between the services and Redis.
    WayToRedis,
    WayToMariaDb,
    WayToKafka,
}

/// Whose primary it is, where the seats are in a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shard {
    /// The one that has the seats that all buyers want.
    Arena,
    /// The one that knows which events there are.
    Events,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// kill -9, and it comes back when the trouble is over.
    Killed,
    /// It stands still, and then goes on as if nothing had happened.
    Paused,
    /// A server of Redis stands still, and answers again when the trouble is over: in a cluster its replica has been promoted by then.
    Silent(Shard),
    /// It comes back at once, with a clock that is wrong until the end of the trouble.
    ClockAhead {
        millis: i64,
    },
    /// Its clock steps in the middle of what it does, and back again at the end of the trouble.
    ClockStepped {
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
    /// A partition.
    Parted,
    /// The records of orders are backed up, and restored at the end of the trouble, by the runbook.
    Restored,
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

const GAP: Range<u64> = 800..4_000;
const CLOCK_WRONG_BY: i64 = 5_000;
const CLOCK_STEPS_BY: Range<u64> = 60_000..120_000;
/// Not as long as an access token lives.
const IDENTITY_AWAY_FOR: Duration = Duration::from_secs(6);

/// In the order of time, over so long a time. Nothing is put between the services and a cluster, whose servers name each other. No part has two
/// troubles at once; each that begins also ends, the last ones behind it. Once in every run there is no identity.
pub(crate) fn draw(random: &mut SeededRandom, over: Duration, is_cluster: bool) -> Vec<Act> {
    let away = over * 2 / 5..over * 2 / 5 + IDENTITY_AWAY_FOR;
    let leaves = Act { at: away.start, part: Part::Identity, trouble: Trouble::Killed, begins: true };
    let mut acts = vec![leaves, Act { at: away.end, begins: false, ..leaves }];
    let mut busy = BTreeMap::<Part, Duration>::new();
    let mut at = Duration::from_millis(random.below(GAP.end));
    while at < over {
        let (part, trouble, lasts) = trouble(random);
        let taken = taken(part, trouble);
        let is_free = taken.iter().all(|part| busy.get(part).is_none_or(|until| *until < at));
        let ends = at + lasts;
        let is_spared = is_of_identity(part) && at <= away.end && away.start <= ends;
        if is_free && !is_spared && !(is_cluster && part == Part::WayToRedis) {
            busy.extend(taken.iter().map(|part| (*part, ends)));
            acts.push(Act { at, part, trouble, begins: true });
            acts.push(Act { at: ends, part, trouble, begins: false });
        }
        at += Duration::from_millis(GAP.start + random.below(GAP.end - GAP.start));
    }
    acts.sort_by_key(|act| act.at);
    acts
}

fn is_of_identity(part: Part) -> bool {
    matches!(part, Part::Instance(service, _) if service == IDENTITY.name)
}

/// The parts that have to be well but for this.
fn taken(part: Part, trouble: Trouble) -> Vec<Part> {
    if trouble == Trouble::Restored {
        return vec![Part::MariaDb, Part::WayToMariaDb, Part::Redis];
    }
    vec![part]
}

/// The furthest that a clock is wrong.
pub(crate) fn clock_wrong_by(schedule: &[Act]) -> Duration {
    let wrong = schedule.iter().filter_map(|act| {
        let (Trouble::ClockAhead { millis } | Trouble::ClockStepped { millis }) = act.trouble else {
            return None;
        };
        Some(millis.unsigned_abs())
    });
    Duration::from_millis(wrong.max().unwrap_or(0))
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
        |random: &mut SeededRandom| [Part::WayToRedis, Part::WayToMariaDb, Part::WayToKafka][random.index(3)];
    match random.below(100) {
        0..20 => (instance(random), Trouble::Killed, seconds(random, 0, 6)),
        20..30 => (instance(random), Trouble::Paused, seconds(random, 1, 22)),
        30..35 => {
            let millis = i64::try_from(random.below(2 * CLOCK_WRONG_BY.unsigned_abs())).unwrap_or(0);
            let trouble = Trouble::ClockAhead { millis: millis - CLOCK_WRONG_BY };
            (instance(random), trouble, seconds(random, 5, 20))
        }
        35..41 => (instance(random), clock_step(random), seconds(random, 5, 20)),
        41..45 => (Part::Redis, Trouble::Killed, seconds(random, 0, 4)),
        45..51 => {
            let shard = [Shard::Arena, Shard::Arena, Shard::Events][random.index(3)];
            (Part::Redis, Trouble::Silent(shard), seconds(random, 1, 10))
        }
        51..55 => (Part::Redis, Trouble::Flushed, Duration::ZERO),
        55..57 => (Part::Redis, Trouble::ScriptsFlushed, Duration::ZERO),
        57..62 => (Part::MariaDb, Trouble::Killed, seconds(random, 0, 4)),
        62..66 => (Part::Kafka, Trouble::Killed, seconds(random, 0, 8)),
        66..75 => (way(random), Trouble::Cut, Duration::ZERO),
        75..83 => {
            let by = Duration::from_millis(5 + random.below(60));
            (way(random), Trouble::Slow { by }, seconds(random, 2, 8))
        }
        83..88 => (way(random), Trouble::Stalled, seconds(random, 1, 6)),
        88..96 => (way(random), Trouble::Parted, seconds(random, 2, 12)),
        _ => (Part::MariaDb, Trouble::Restored, seconds(random, 3, 15)),
    }
}

/// Forwards or backwards, by minutes.
fn clock_step(random: &mut SeededRandom) -> Trouble {
    let by = CLOCK_STEPS_BY.start + random.below(CLOCK_STEPS_BY.end - CLOCK_STEPS_BY.start);
    let by = i64::try_from(by).unwrap_or(0);
    Trouble::ClockStepped { millis: if random.below(2) == 0 { by } else { -by } }
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
        let drawn = |seed| draw(&mut SeededRandom::new(seed), LONG, false);
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
    }

    #[test]
    fn whatever_begins_ends_before_the_same_part_has_the_next_trouble() {
        for seed in 0..50 {
            let mut open = BTreeMap::new();
            for act in draw(&mut SeededRandom::new(seed), LONG, seed % 2 == 0) {
                match act.begins {
                    true => assert_eq!(open.insert(act.part, act.trouble), None, "{act}"),
                    false => assert_eq!(open.remove(&act.part), Some(act.trouble), "{act}"),
                }
            }
            assert!(open.is_empty());
        }
    }

    #[test]
    fn while_records_are_restored_what_has_them_and_the_seats_has_no_other_trouble() {
        for seed in 0..50 {
            let mut restores = 0;
            for act in draw(&mut SeededRandom::new(seed), LONG, false) {
                let is_taken = taken(Part::MariaDb, Trouble::Restored).contains(&act.part);
                match (act.trouble, act.begins) {
                    (Trouble::Restored, true) => restores += 1,
                    (Trouble::Restored, false) => restores -= 1,
                    _ => assert!(!is_taken || restores == 0, "{act}"),
                }
            }
        }
    }

    #[test]
    fn once_in_every_run_identity_is_away_and_no_part_of_it_has_another_trouble() {
        for seed in 0..50 {
            let (mut times, mut is_away, mut in_trouble) = (0, false, 0);
            for act in draw(&mut SeededRandom::new(seed), LONG, false) {
                match (act.part, act.begins) {
                    (Part::Identity, begins) => (times, is_away) = (times + 1, begins),
                    (part, true) if is_of_identity(part) => in_trouble += 1,
                    (part, false) if is_of_identity(part) => in_trouble -= 1,
                    _ => {}
                }
                assert!(!is_away || in_trouble == 0, "{act}");
            }
            assert_eq!(times, 2);
        }
    }

    #[test]
    fn five_minutes_have_a_partition_a_silent_redis_a_clock_that_steps_and_a_restore() {
        let kinds: [fn(&Act) -> bool; 4] = [
            |act| act.trouble == Trouble::Parted,
            |act| matches!(act.trouble, Trouble::Silent(_)),
            |act| matches!(act.trouble, Trouble::ClockStepped { .. }),
            |act| act.trouble == Trouble::Restored,
        ];
        for seed in 21..26 {
            let schedule = draw(&mut SeededRandom::new(seed), LONG, seed % 2 == 0);
            assert!(kinds.iter().all(|kind| schedule.iter().any(kind)), "seed {seed}");
        }
    }
}
