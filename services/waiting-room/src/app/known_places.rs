//! The places of visitors who have asked of late without a ticket, so that asking again costs the store nothing.

use std::collections::HashMap;

use parking_lot::Mutex;
use primitives::{EventId, VisitorId};

use crate::domain::JoinIndex;

/// Of each of two generations: a few megabytes.
const GENERATION_MAX: usize = 100_000;

/// A place is known by its room too: one that is opened anew has others.
pub(super) type PlaceKey = (EventId, u64, VisitorId);

#[derive(Default)]
pub(super) struct KnownPlaces(Mutex<Generations>);

/// What is asked for stays; the rest is forgotten when as many others have come.
#[derive(Default)]
struct Generations {
    young: HashMap<PlaceKey, JoinIndex>,
    old: HashMap<PlaceKey, JoinIndex>,
}

impl KnownPlaces {
    pub(super) fn get(&self, key: &PlaceKey) -> Option<JoinIndex> {
        let mut generations = self.0.lock();
        if let Some(index) = generations.young.get(key) {
            return Some(*index);
        }
        let index = generations.old.remove(key)?;
        generations.insert(*key, index);
        Some(index)
    }

    pub(super) fn insert(&self, key: PlaceKey, index: JoinIndex) {
        self.0.lock().insert(key, index);
    }
}

impl Generations {
    fn insert(&mut self, key: PlaceKey, index: JoinIndex) {
        if self.young.len() >= GENERATION_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(visitor: u128) -> PlaceKey {
        (EventId::new(4).unwrap(), 1, VisitorId(visitor))
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let known = KnownPlaces::default();
        let others = |from: u128| {
            (from..from + GENERATION_MAX as u128)
                .for_each(|visitor| known.insert(key(visitor), JoinIndex(0)));
        };
        known.insert(key(1), JoinIndex(5));
        known.insert(key(2), JoinIndex(6));
        others(1_000_000);
        assert_eq!(known.get(&key(1)), Some(JoinIndex(5)));
        others(2_000_000);
        assert_eq!((known.get(&key(1)), known.get(&key(2))), (Some(JoinIndex(5)), None));
        assert_eq!(known.get(&(EventId::new(4).unwrap(), 2, VisitorId(1))), None, "another room");
    }
}
