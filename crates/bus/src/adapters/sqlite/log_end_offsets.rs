//! Where the log of each partition ends: the offset of the next message, and up to where readers may read.

use std::collections::HashMap;

use contracts::topics::Topic;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::ports::LogPosition;

/// The end of one topic's partitions.
#[derive(Debug, Default)]
struct EndOffsets {
    /// The offset of the next message. Advances inside the transaction that appends, so in the order of commits; a transaction
    /// that fails leaves a gap, which means nothing.
    next: Vec<u64>,
    /// Everything before is committed and may be read.
    readable: Vec<u64>,
}

pub(crate) struct LogEndOffsets {
    topics: Mutex<HashMap<Topic, (EndOffsets, watch::Sender<()>)>>,
    /// What earlier processes wrote: topic, partition, and the offset behind the last message.
    found: Vec<(String, u32, u64)>,
}

impl LogEndOffsets {
    pub(crate) fn new(found: Vec<(String, u32, u64)>) -> Self {
        Self { topics: Mutex::default(), found }
    }

    /// Allocates the position of the next message with this key.
    pub(crate) fn allocate(&self, topic: Topic, key: &str) -> LogPosition {
        let partition = partition_of(key, topic.partitions());
        self.with(topic, |ends, _| {
            let next = ends.next.get_mut(partition as usize);
            let offset = next.map_or(0, |next| std::mem::replace(next, *next + 1));
            LogPosition { topic, partition, offset }
        })
    }

    /// These are committed now: the readers of their topics are woken.
    pub(crate) fn make_readable(&self, positions: &[LogPosition]) {
        let mut grown: Vec<Topic> = Vec::new();
        for position in positions {
            self.with(position.topic, |ends, _| {
                if let Some(readable) = ends.readable.get_mut(position.partition as usize) {
                    *readable = (*readable).max(position.offset + 1);
                }
            });
            if !grown.contains(&position.topic) {
                grown.push(position.topic);
            }
        }
        for topic in grown {
            self.with(topic, |_, growth| growth.send_replace(()));
        }
    }

    /// The offset behind the last message that may be read.
    pub(crate) fn readable(&self, topic: Topic, partition: u32) -> u64 {
        self.with(topic, |ends, _| ends.readable.get(partition as usize).copied().unwrap_or(0))
    }

    pub(crate) fn growth(&self, topic: Topic) -> watch::Receiver<()> {
        self.with(topic, |_, growth| growth.subscribe())
    }

    fn with<T>(&self, topic: Topic, act: impl FnOnce(&mut EndOffsets, &watch::Sender<()>) -> T) -> T {
        let mut topics = self.topics.lock();
        let (ends, growth) = topics.entry(topic).or_insert_with(|| {
            let end = |partition| {
                let known =
                    self.found.iter().find(|(name, part, _)| name == topic.name() && *part == partition);
                known.map_or(0, |(_, _, end)| *end)
            };
            let ends: Vec<u64> = (0..topic.partitions()).map(end).collect();
            (EndOffsets { next: ends.clone(), readable: ends }, watch::Sender::new(()))
        });
        act(ends, growth)
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
