//! How far each group has come: in memory at once, in the database a little later.

use std::collections::{HashMap, HashSet};

use contracts::topics::Topic;
use parking_lot::{Mutex, MutexGuard};

/// Up to where a group has worked in one partition: the position that it wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) group: String,
    pub(crate) topic: String,
    pub(crate) partition: u32,
    pub(crate) next: u64,
}

#[derive(Debug, Clone, Copy)]
struct Standing {
    next: u64,
    is_stored: bool,
}

/// The groups of one partition.
type Groups = HashMap<String, Standing>;

#[derive(Default)]
struct State {
    topics: HashMap<String, HashMap<u32, Groups>>,
    members: HashSet<&'static str>,
}

impl State {
    fn groups(&mut self, topic: &str, partition: u32) -> &mut Groups {
        if !self.topics.contains_key(topic) {
            self.topics.insert(topic.to_owned(), HashMap::new());
        }
        self.topics.entry(topic.to_owned()).or_default().entry(partition).or_default()
    }

    fn groups_of(&self, topic: &str, partition: u32) -> Option<&Groups> {
        self.topics.get(topic)?.get(&partition)
    }
}

pub(crate) struct Progress(Mutex<State>);

impl Progress {
    pub(crate) fn new(found: Vec<Mark>) -> Self {
        let mut state = State::default();
        for mark in found {
            let standing = Standing { next: mark.next, is_stored: true };
            state.groups(&mark.topic, mark.partition).insert(mark.group, standing);
        }
        Self(Mutex::new(state))
    }

    /// False: the group has a member already.
    pub(crate) fn join(&self, group: &'static str) -> bool {
        self.state().members.insert(group)
    }

    pub(crate) fn leave(&self, group: &str) {
        self.state().members.remove(group);
    }

    pub(crate) fn position(&self, group: &str, topic: Topic, partition: u32) -> u64 {
        let state = self.state();
        let standing = state.groups_of(topic.name(), partition).and_then(|groups| groups.get(group));
        standing.map_or(0, |standing| standing.next)
    }

    /// Where a group stands that has never been here: at the oldest message kept. One that is known stays where it is.
    pub(crate) fn begin(&self, group: &str, topic: Topic, partition: u32, oldest: u64) {
        let standing = Standing { next: oldest, is_stored: false };
        self.state().groups(topic.name(), partition).entry(group.to_owned()).or_insert(standing);
    }

    pub(crate) fn done(&self, group: &str, topic: Topic, partition: u32, position: u64) {
        let mut state = self.state();
        let standing = state.groups(topic.name(), partition).get_mut(group);
        if let Some(standing) = standing.filter(|standing| standing.next <= position) {
            *standing = Standing { next: position.saturating_add(1), is_stored: false };
        }
    }

    /// What the group has done and the database does not know yet.
    pub(crate) fn unstored(&self, group: &str) -> Vec<Mark> {
        let state = self.state();
        let mut marks = Vec::new();
        for (topic, partitions) in &state.topics {
            for (partition, groups) in partitions {
                if let Some(standing) = groups.get(group).filter(|standing| !standing.is_stored) {
                    let (group, topic) = (group.to_owned(), topic.clone());
                    marks.push(Mark { group, topic, partition: *partition, next: standing.next });
                }
            }
        }
        marks
    }

    pub(crate) fn stored(&self, marks: &[Mark]) {
        let mut state = self.state();
        for mark in marks {
            let standing = state.groups(&mark.topic, mark.partition).get_mut(&mark.group);
            // Done more meanwhile: that is still to be stored.
            if let Some(standing) = standing.filter(|standing| standing.next == mark.next) {
                standing.is_stored = true;
            }
        }
    }

    /// Up to where all groups have worked, and the group that is the last; nothing where no group reads.
    pub(crate) fn slowest(&self, topic: &str, partition: u32) -> Option<(u64, String)> {
        let state = self.state();
        let groups = state.groups_of(topic, partition)?;
        groups
            .iter()
            .map(|(group, standing)| (standing.next, group))
            .min()
            .map(|(next, group)| (next, group.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}
