//! How far each consumer group has come: in memory at once, in the database a little later.

use std::collections::{HashMap, HashSet};

use contracts::topics::Topic;
use parking_lot::{Mutex, MutexGuard};

/// How far a group has come in one partition: the offset that it wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupOffset {
    pub(crate) group: String,
    pub(crate) topic: String,
    pub(crate) partition: u32,
    pub(crate) next: u64,
}

#[derive(Debug, Clone, Copy)]
struct Offset {
    next: u64,
    is_stored: bool,
}

/// The groups of one partition.
type Groups = HashMap<String, Offset>;

#[derive(Default)]
struct State {
    topics: HashMap<String, HashMap<u32, Groups>>,
    members: HashSet<&'static str>,
}

impl State {
    fn groups_mut(&mut self, topic: &str, partition: u32) -> &mut Groups {
        if !self.topics.contains_key(topic) {
            self.topics.insert(topic.to_owned(), HashMap::new());
        }
        self.topics.entry(topic.to_owned()).or_default().entry(partition).or_default()
    }

    fn groups(&self, topic: &str, partition: u32) -> Option<&Groups> {
        self.topics.get(topic)?.get(&partition)
    }
}

pub(crate) struct GroupOffsets(Mutex<State>);

impl GroupOffsets {
    pub(crate) fn new(stored: Vec<GroupOffset>) -> Self {
        let mut state = State::default();
        for GroupOffset { group, topic, partition, next } in stored {
            state.groups_mut(&topic, partition).insert(group, Offset { next, is_stored: true });
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

    pub(crate) fn next(&self, group: &str, topic: Topic, partition: u32) -> u64 {
        let state = self.state();
        let offset = state.groups(topic.name(), partition).and_then(|groups| groups.get(group));
        offset.map_or(0, |offset| offset.next)
    }

    /// Where a new group starts: at the oldest message retained. One that is known stays where it is.
    pub(crate) fn start(&self, group: &str, topic: Topic, partition: u32, oldest: u64) {
        let offset = Offset { next: oldest, is_stored: false };
        self.state().groups_mut(topic.name(), partition).entry(group.to_owned()).or_insert(offset);
    }

    pub(crate) fn commit(&self, group: &str, topic: Topic, partition: u32, watermark: u64) {
        let mut state = self.state();
        let offset = state.groups_mut(topic.name(), partition).get_mut(group);
        if let Some(offset) = offset.filter(|offset| offset.next <= watermark) {
            *offset = Offset { next: watermark.saturating_add(1), is_stored: false };
        }
    }

    /// What the group has committed and the database does not have yet.
    pub(crate) fn unstored(&self, group: &str) -> Vec<GroupOffset> {
        let state = self.state();
        let mut unstored = Vec::new();
        for (topic, partitions) in &state.topics {
            for (partition, groups) in partitions {
                if let Some(offset) = groups.get(group).filter(|offset| !offset.is_stored) {
                    let (group, topic) = (group.to_owned(), topic.clone());
                    unstored.push(GroupOffset { group, topic, partition: *partition, next: offset.next });
                }
            }
        }
        unstored
    }

    pub(crate) fn mark_stored(&self, offsets: &[GroupOffset]) {
        let mut state = self.state();
        for stored in offsets {
            let offset = state.groups_mut(&stored.topic, stored.partition).get_mut(&stored.group);
            // Committed more meanwhile: that is still to be stored.
            if let Some(offset) = offset.filter(|offset| offset.next == stored.next) {
                offset.is_stored = true;
            }
        }
    }

    /// How far all groups have come, and the group that is the last; None where no group reads.
    pub(crate) fn slowest(&self, topic: &str, partition: u32) -> Option<(u64, String)> {
        let state = self.state();
        let groups = state.groups(topic, partition)?;
        groups
            .iter()
            .map(|(group, offset)| (offset.next, group))
            .min()
            .map(|(next, group)| (next, group.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}
