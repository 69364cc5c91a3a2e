//! How long each partition is: where the next message goes, and up to where readers may read.

use std::collections::HashMap;

use contracts::topics::Topic;
use parking_lot::Mutex;
use tokio::sync::watch;

/// A position in a partition of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) topic: Topic,
    pub(crate) partition: u32,
    pub(crate) position: u64,
}

/// The ends of one topic's partitions.
#[derive(Debug, Default)]
struct Ends {
    /// Where the next message will go. Moves inside the unit of work that appends, so in the order of commits; a unit of work
    /// that fails leaves a gap, which means nothing.
    next: Vec<u64>,
    /// Everything before is committed and may be read.
    shown: Vec<u64>,
}

pub(crate) struct Shelf {
    topics: Mutex<HashMap<Topic, (Ends, watch::Sender<()>)>>,
    /// What earlier processes wrote: topic, partition, and the position behind the last message.
    found: Vec<(String, u32, u64)>,
}

impl Shelf {
    pub(crate) fn new(found: Vec<(String, u32, u64)>) -> Self {
        Self { topics: Mutex::default(), found }
    }

    /// The place of the next message with this key.
    pub(crate) fn next_place(&self, topic: Topic, key: &str) -> Place {
        let partition = partition_of(key, topic.partitions());
        self.with(topic, |ends, _| {
            let next = ends.next.get_mut(partition as usize);
            let position = next.map_or(0, |next| std::mem::replace(next, *next + 1));
            Place { topic, partition, position }
        })
    }

    /// These are committed now: whoever reads their topics is woken.
    pub(crate) fn show(&self, places: &[Place]) {
        let mut grown: Vec<Topic> = Vec::new();
        for place in places {
            self.with(place.topic, |ends, _| {
                if let Some(shown) = ends.shown.get_mut(place.partition as usize) {
                    *shown = (*shown).max(place.position + 1);
                }
            });
            if !grown.contains(&place.topic) {
                grown.push(place.topic);
            }
        }
        for topic in grown {
            self.with(topic, |_, grew| grew.send_replace(()));
        }
    }

    /// The position behind the last message that may be read.
    pub(crate) fn end(&self, topic: Topic, partition: u32) -> u64 {
        self.with(topic, |ends, _| ends.shown.get(partition as usize).copied().unwrap_or(0))
    }

    pub(crate) fn growth(&self, topic: Topic) -> watch::Receiver<()> {
        self.with(topic, |_, grew| grew.subscribe())
    }

    fn with<T>(&self, topic: Topic, act: impl FnOnce(&mut Ends, &watch::Sender<()>) -> T) -> T {
        let mut topics = self.topics.lock();
        let (ends, grew) = topics.entry(topic).or_insert_with(|| {
            let end = |partition| {
                let known =
                    self.found.iter().find(|(name, part, _)| name == topic.name() && *part == partition);
                known.map_or(0, |(_, _, end)| *end)
            };
            let ends: Vec<u64> = (0..topic.partitions()).map(end).collect();
            (Ends { next: ends.clone(), shown: ends }, watch::Sender::new(()))
        });
        act(ends, grew)
    }
}

/// FNV-1a, 64 bits: stable for ever, since it decides in which partition a key's earlier messages are.
pub(crate) fn partition_of(key: &str, partitions: u32) -> u32 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let hash = key.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    let partition = (hash ^ (hash >> 32)) % u64::from(partitions.max(1));
    u32::try_from(partition).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_in_its_partition_for_ever() {
        assert_eq!(["1", "2", "3", "4", "order"].map(|key| partition_of(key, 8)), EXPECTED);
        assert_eq!(partition_of("anything", 1), 0);
    }

    /// Written down once: other numbers would send a key's next messages to another partition than its earlier ones.
    const EXPECTED: [u32; 5] = [0, 1, 6, 7, 5];
}
