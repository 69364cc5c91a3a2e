//! The queues of all partitions of a consumer.

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::topics::Topic;
use tokio::time::Instant;

use crate::batch::{BatchSize, HeldFor, QueuedMessage};
use crate::parked_keys::ParkedKeys;
use crate::partition_queue::PartitionQueue;

pub(crate) struct PartitionQueues {
    parked: Arc<ParkedKeys>,
    queues: BTreeMap<(Topic, u32), PartitionQueue>,
    /// With which of them the next batch begins: each gets its turn.
    turn: usize,
}

impl PartitionQueues {
    pub(crate) fn new(parked: Arc<ParkedKeys>) -> Self {
        Self { parked, queues: BTreeMap::new(), turn: 0 }
    }

    /// True when its partition has become too long, and is to be paused.
    pub(crate) fn push(&mut self, mut message: QueuedMessage) -> bool {
        let position = message.delivery.position;
        self.isolate_parked(&mut message);
        let queue = self.queues.entry((position.topic, position.partition)).or_default();
        queue.push(message);
        queue.pauses()
    }

    /// Gives back messages of a batch, which start again where they were. Those of a partition that is gone are dropped.
    pub(crate) fn put_back(&mut self, messages: Vec<QueuedMessage>) {
        for mut message in messages {
            let position = message.delivery.position;
            self.isolate_parked(&mut message);
            if let Some(queue) = self.queues.get_mut(&(position.topic, position.partition)) {
                queue.push(message);
            }
        }
    }

    /// Each message of a parked key may find it released, so each is handled alone.
    fn isolate_parked(&self, message: &mut QueuedMessage) {
        if self.parked.are_known_to_have(&message.delivery) {
            message.isolate(HeldFor::Suspected);
        }
    }

    /// The messages of one batch: what is ready, of all partitions.
    pub(crate) fn take_together(&mut self, only_fresh: bool, now: Instant) -> Vec<QueuedMessage> {
        let mut size = BatchSize::default();
        let mut taken = Vec::new();
        for partition in self.in_turn() {
            if let Some(queue) = self.queues.get_mut(&partition) {
                taken.extend(queue.take_together(&mut size, only_fresh, now));
            }
            if size.is_full() {
                break;
            }
        }
        taken
    }

    /// One that has failed alone before has to be allowed.
    pub(crate) fn take_alone(&mut self, may_retry: bool, now: Instant) -> Option<QueuedMessage> {
        let mut partitions = self.in_turn().into_iter();
        partitions.find_map(|partition| self.queues.get_mut(&partition)?.take_alone(may_retry, now))
    }

    /// The one message that says most about whether the others can be handled.
    pub(crate) fn take_least_suspect(&mut self, now: Instant) -> Option<QueuedMessage> {
        let suspects = self.queues.values_mut().filter_map(|queue| Some((queue.least_suspect(now)?, queue)));
        let ((_, offset), queue) = suspects.max_by_key(|((batch_max, _), _)| *batch_max)?;
        queue.begin(offset, now)
    }

    /// How many keys of each topic are held back, and why.
    pub(crate) fn held_for(&self) -> BTreeMap<(Topic, HeldFor), usize> {
        let mut keys = BTreeMap::new();
        for ((topic, _), queue) in &self.queues {
            queue.held_for().for_each(|reason| *keys.entry((*topic, reason)).or_default() += 1);
        }
        keys
    }

    /// How many keys of each topic are parked, as far as this consumer knows.
    pub(crate) fn parked(&self) -> BTreeMap<Topic, usize> {
        self.parked.count()
    }

    fn in_turn(&mut self) -> Vec<(Topic, u32)> {
        let mut partitions: Vec<_> = self.queues.keys().copied().collect();
        self.turn = self.turn.wrapping_add(1);
        if let Some(first) = self.turn.checked_rem(partitions.len()) {
            partitions.rotate_left(first);
        }
        partitions
    }

    /// Whether one of them is among the first of its partition.
    pub(crate) fn reads_parking(&self, messages: &[QueuedMessage]) -> bool {
        messages.iter().any(|message| {
            let position = message.delivery.position;
            let queue = self.queues.get(&(position.topic, position.partition));
            queue.is_some_and(|queue| !queue.has_read_parking)
        })
    }

    /// These messages are complete. Gives the watermark of their partition, if that has advanced: everything up to there is complete.
    pub(crate) fn complete(&mut self, topic: Topic, partition: u32, offsets: &[u64]) -> Option<u64> {
        self.queues.get_mut(&(topic, partition))?.complete(offsets)
    }

    /// The key is parked.
    pub(crate) fn isolate(&mut self, topic: Topic, partition: u32, key: &str) {
        if let Some(queue) = self.queues.get_mut(&(topic, partition)) {
            queue.isolate(key);
        }
    }

    /// A message with this key was handled: those behind it may be handled with others again.
    pub(crate) fn release(&mut self, topic: Topic, partition: u32, key: &str) {
        if let Some(queue) = self.queues.get_mut(&(topic, partition)) {
            queue.release(key);
        }
    }

    /// The partitions that have become short enough to go on.
    pub(crate) fn resumed(&mut self) -> Vec<(Topic, u32)> {
        let resumed =
            self.queues.iter_mut().filter_map(|(partition, queue)| queue.resumes().then_some(*partition));
        resumed.collect()
    }

    pub(crate) fn next_retry(&self, now: Instant) -> Option<Instant> {
        self.queues.values().filter_map(|queue| queue.next_retry(now)).min()
    }

    pub(crate) fn len(&self) -> usize {
        self.queues.values().map(PartitionQueue::len).sum()
    }

    pub(crate) fn remove(&mut self, topic: Topic, partition: u32) {
        self.queues.remove(&(topic, partition));
    }

    pub(crate) fn clear(&mut self) {
        self.queues.clear();
    }
}
