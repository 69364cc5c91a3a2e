//! How far each group has come: in memory at once, in the database a little later.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contracts::topics::Topic;

use super::shelf::Place;

/// Group, topic, partition.
pub(crate) type Mark = (String, String, u32);

#[derive(Default)]
struct State {
    next: BTreeMap<Mark, u64>,
    unstored: BTreeMap<Mark, u64>,
    members: HashSet<&'static str>,
}

pub(crate) struct Progress(Mutex<State>);

impl Progress {
    pub(crate) fn new(found: BTreeMap<Mark, u64>) -> Self {
        Self(Mutex::new(State { next: found, ..State::default() }))
    }

    /// False: the group has a member already.
    pub(crate) fn join(&self, group: &'static str) -> bool {
        self.state().members.insert(group)
    }

    pub(crate) fn leave(&self, group: &str) {
        self.state().members.remove(group);
    }

    pub(crate) fn position(&self, group: &str, topic: Topic, partition: u32) -> u64 {
        let mark = (group.to_owned(), topic.name().to_owned(), partition);
        self.state().next.get(&mark).copied().unwrap_or(0)
    }

    /// Where a group stands that has never been here: at the oldest message kept. One that is known stays where it is.
    pub(crate) fn begin(&self, group: &str, topic: Topic, partition: u32, oldest: u64) {
        let mark = (group.to_owned(), topic.name().to_owned(), partition);
        self.state().next.entry(mark).or_insert(oldest);
    }

    pub(crate) fn done(&self, group: &str, place: Place) {
        let mark = (group.to_owned(), place.topic.name().to_owned(), place.partition);
        let mut state = self.state();
        state.next.insert(mark.clone(), place.position + 1);
        state.unstored.insert(mark, place.position + 1);
    }

    /// What the group has done and the database does not know yet.
    pub(crate) fn unstored(&self, group: &str) -> Vec<(Mark, u64)> {
        let state = self.state();
        state
            .unstored
            .iter()
            .filter(|((name, ..), _)| name == group)
            .map(|(mark, next)| (mark.clone(), *next))
            .collect()
    }

    pub(crate) fn stored(&self, marks: &[(Mark, u64)]) {
        let mut state = self.state();
        for (mark, next) in marks {
            // Done more meanwhile: that is still to be stored.
            if state.unstored.get(mark) == Some(next) {
                state.unstored.remove(mark);
            }
        }
    }

    /// Whether a message at this place would be more than `unread_max` ahead of the slowest group of its topic.
    pub(crate) fn is_too_far_behind(&self, place: Place, unread_max: u64) -> bool {
        self.slowest(place.topic.name(), place.partition)
            .is_some_and(|next| place.position > next + unread_max)
    }

    /// Up to where all groups have read; nothing for a topic that no group reads.
    pub(crate) fn slowest(&self, topic: &str, partition: u32) -> Option<u64> {
        let state = self.state();
        let marks = state.next.iter().filter(|((_, name, part), _)| name == topic && *part == partition);
        marks.map(|(_, next)| *next).min()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
