//! The messages of one partition of a consumer: some in flight, the rest waiting, and a watermark that skips none.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem;

use tokio::time::Instant;

use crate::batch::{BatchSize, HeldFor, QueuedMessage};
use crate::held_keys::HeldKeys;

/// So many messages may be in flight or complete above the watermark: no more of them are delivered again after a crash. A key that hangs
/// keeps the watermark where it is; its partition goes on for so many messages of other keys, which is minutes of a busy one.
const ABOVE_WATERMARK_MAX: usize = 4_096;
/// Backpressure: with this many messages queued a partition is paused, and resumed when it has as few as this. What was fetched with the
/// same read may come on top.
const PAUSE_AT: usize = 1_024;
const RESUME_AT: usize = 512;
/// The same for messages that have failed, or wait behind one that has. They are counted by themselves: only so many of them stop the others.
const PAUSE_AT_FAILED: usize = 4_096;
const RESUME_AT_FAILED: usize = 2_048;

#[derive(Default)]
pub(crate) struct PartitionQueue {
    /// A message of it is complete, and with it the parking has been read since the partition was assigned.
    pub(crate) has_read_parking: bool,
    is_paused: bool,
    /// By offset.
    queued: BTreeMap<u64, QueuedMessage>,
    /// How many of them are fresh.
    fresh: usize,
    /// Those among them that may be handled with others: few, where most have failed.
    together: BTreeSet<u64>,
    /// Those among them that are handled alone.
    held: HeldKeys,
    /// Their keys.
    in_flight: BTreeMap<u64, String>,
    /// Complete, but above the watermark: an earlier message is not.
    completed_ahead: BTreeSet<u64>,
}

impl PartitionQueue {
    /// Also for what comes back from a batch that failed.
    pub(crate) fn push(&mut self, mut message: QueuedMessage) {
        let offset = message.delivery.position.offset;
        self.in_flight.remove(&offset);
        if message.is_alone() && !self.held.has(message.key()) {
            self.isolate(message.key());
        } else if self.held.has(message.key()) {
            message.isolate(HeldFor::Suspected);
        }
        if message.is_alone() {
            self.held.add(message.key(), offset, message.retry_at);
            self.together.remove(&offset);
        } else {
            self.together.insert(offset);
        }
        self.fresh += usize::from(message.is_fresh());
        if let Some(same) = self.queued.insert(offset, message) {
            // It was delivered twice.
            self.fresh -= usize::from(same.is_fresh());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.queued.len()
    }

    /// True when it has just become too long.
    pub(crate) fn pauses(&mut self) -> bool {
        let is_long = self.fresh >= PAUSE_AT || self.failed() >= PAUSE_AT_FAILED;
        is_long && !mem::replace(&mut self.is_paused, true)
    }

    /// True when it has just become short enough.
    pub(crate) fn resumes(&mut self) -> bool {
        let is_short = self.fresh <= RESUME_AT && self.failed() <= RESUME_AT_FAILED;
        is_short && mem::take(&mut self.is_paused)
    }

    fn failed(&self) -> usize {
        self.queued.len() - self.fresh
    }

    /// What may start now in a batch of that size. Of one key there may be several, in their order; where one has to stay, all behind it stay.
    pub(crate) fn take_together(
        &mut self,
        size: &mut BatchSize,
        only_fresh: bool,
        now: Instant,
    ) -> Vec<QueuedMessage> {
        let (mut room, first) = (self.room_above_watermark(), self.first_incomplete());
        let mut blocked: HashSet<&str> = self.in_flight.values().map(String::as_str).collect();
        let mut chosen = Vec::new();
        for offset in &self.together {
            if size.is_full() || (room == 0 && first != Some(*offset)) {
                break;
            }
            let Some(message) = self.queued.get(offset).filter(|message| !blocked.contains(message.key()))
            else {
                continue;
            };
            let is_left_out = only_fresh && !message.is_fresh();
            if is_left_out || !message.is_due(now) || !size.admits(message) {
                blocked.insert(message.key());
                continue;
            }
            size.count(message);
            chosen.push(*offset);
            room = room.saturating_sub(1);
        }
        chosen.into_iter().filter_map(|offset| self.begin(offset, now)).collect()
    }

    /// A message that is handled alone and may start now: first one that has not failed alone before. Later ones have to be allowed.
    pub(crate) fn take_alone(&mut self, may_retry: bool, now: Instant) -> Option<QueuedMessage> {
        let (room, first) = (self.room_above_watermark(), self.first_incomplete());
        let may_start = |offset: &u64| {
            let message = self.queued.get(offset)?;
            let is_allowed = may_retry || message.retry_at.is_none();
            let has_room = room > 0 || first == Some(*offset);
            let is_free = !self.in_flight.values().any(|key| key == message.key());
            (is_allowed && has_room && is_free).then_some(*offset)
        };
        let offset = self.held.due(now).find_map(|offset| may_start(&offset))?;
        self.begin(offset, now)
    }

    /// Of the messages that may start now the one that has failed in the fewest attempts, and so is the least likely to be at fault itself:
    /// how much company it may have, and its offset.
    pub(crate) fn least_suspect(&self, now: Instant) -> Option<(usize, u64)> {
        let (room, first) = (self.room_above_watermark(), self.first_incomplete());
        let mut seen: HashSet<&str> = self.in_flight.values().map(String::as_str).collect();
        let next_of_keys = self.queued.iter().filter(|(_, message)| seen.insert(message.key()));
        let may_start = next_of_keys
            .filter(|(offset, message)| message.is_due(now) && (room > 0 || first == Some(**offset)));
        may_start.map(|(offset, message)| (message.batch_max, *offset)).max()
    }

    pub(crate) fn begin(&mut self, offset: u64, now: Instant) -> Option<QueuedMessage> {
        let mut message = self.queued.remove(&offset)?;
        self.held.remove(message.key(), offset);
        self.together.remove(&offset);
        self.fresh -= usize::from(message.is_fresh());
        self.in_flight.insert(offset, message.key().to_owned());
        message.begun_at.get_or_insert(now);
        Some(message)
    }

    /// Those in flight count too, and the oldest always finds room: so nothing waits for ever.
    fn room_above_watermark(&self) -> usize {
        ABOVE_WATERMARK_MAX.saturating_sub(self.in_flight.len() + self.completed_ahead.len())
    }

    fn first_incomplete(&self) -> Option<u64> {
        let in_flight = self.in_flight.first_key_value().map(|(offset, _)| *offset);
        let queued = self.queued.first_key_value().map(|(offset, _)| *offset);
        in_flight.into_iter().chain(queued).min()
    }

    /// When the next message is due that waits for its retry. What is due already waits for something else.
    pub(crate) fn next_retry(&self, now: Instant) -> Option<Instant> {
        self.held.next_retry(now)
    }

    /// Why each key is held back that is.
    pub(crate) fn held_for(&self) -> impl Iterator<Item = HeldFor> {
        self.held.heads().filter_map(|offset| self.queued.get(&offset)?.held_for)
    }

    /// All queued messages of this key are handled alone from now on.
    pub(crate) fn isolate(&mut self, key: &str) {
        self.together.retain(|offset| {
            let message = self.queued.get_mut(offset).filter(|message| message.key() == key);
            let Some(message) = message else { return true };
            self.fresh -= usize::from(message.is_fresh());
            message.isolate(HeldFor::Suspected);
            self.held.add(key, *offset, message.retry_at);
            false
        });
    }

    /// A message of this key was handled. Those behind it that have not failed themselves are as good as any.
    pub(crate) fn release(&mut self, key: &str) {
        for offset in self.held.of_key(key) {
            if let Some(message) = self.queued.get_mut(&offset).filter(|message| message.retry_at.is_none()) {
                message.absolve();
                self.fresh += 1;
                self.together.insert(offset);
                self.held.remove(key, offset);
            }
        }
    }

    /// These messages are complete. Gives the watermark, if that has advanced.
    pub(crate) fn complete(&mut self, offsets: &[u64]) -> Option<u64> {
        self.has_read_parking = true;
        for offset in offsets {
            self.in_flight.remove(offset);
            self.completed_ahead.insert(*offset);
        }
        let ahead = self.first_incomplete().map(|first| self.completed_ahead.split_off(&first));
        mem::replace(&mut self.completed_ahead, ahead.unwrap_or_default()).pop_last()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contracts::topics::Topic;
    use primitives::{MessageId, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::message::Message;
    use crate::ports::{Delivery, LogPosition};

    fn message(offset: u64, key: &str) -> QueuedMessage {
        let message = Message {
            id: MessageId::from_uuid(Uuid::from_u128(offset.into())),
            topic: Topic::ORDER_EVENTS,
            key: key.to_owned(),
            occurred_at: Timestamp::from_micros(0),
            payload: String::new(),
            traceparent: None,
        };
        let position = LogPosition { topic: message.topic, partition: 0, offset };
        QueuedMessage::new(Delivery { position, message })
    }

    fn queue_of(keys: &[&str]) -> PartitionQueue {
        let mut queue = PartitionQueue::default();
        (0..).zip(keys).for_each(|(offset, key)| queue.push(message(offset, key)));
        queue
    }

    fn take(queue: &mut PartitionQueue) -> Vec<QueuedMessage> {
        queue.take_together(&mut BatchSize::default(), false, Instant::now())
    }

    fn offsets(batch: &[QueuedMessage]) -> Vec<u64> {
        batch.iter().map(|message| message.delivery.position.offset).collect()
    }

    #[test]
    fn a_key_is_in_flight_in_one_batch_and_the_watermark_skips_nothing() {
        let mut queue = queue_of(&["a", "a", "b"]);
        assert_eq!(offsets(&take(&mut queue)), [0, 1, 2]);
        (3..).zip(["a", "c", "b"]).for_each(|(offset, key)| queue.push(message(offset, key)));
        assert_eq!(offsets(&take(&mut queue)), [4], "a message overtook one of its key");
        assert_eq!(queue.complete(&[4]), None, "earlier ones are in flight");
        assert_eq!(queue.complete(&[0, 1, 2]), Some(2), "the next one is queued");
        assert_eq!(offsets(&take(&mut queue)), [3, 5]);
        assert_eq!(queue.complete(&[3, 5]), Some(5));
    }

    #[test]
    fn what_comes_back_starts_in_its_place_and_in_smaller_batches() {
        let mut queue = queue_of(&["a", "a", "b", "a"]);
        for mut failed in take(&mut queue) {
            failed.halve(4);
            queue.push(failed);
        }
        queue.push(message(4, "new"));
        assert_eq!(offsets(&take(&mut queue)), [0, 1]);
        assert_eq!(offsets(&take(&mut queue)), [2, 4], "the key is in flight");
    }

    #[test]
    fn a_message_that_waits_for_its_retry_holds_back_its_key_alone() {
        let (mut queue, now) = (queue_of(&["a"]), Instant::now());
        let mut failed = take(&mut queue).remove(0);
        failed.failed_alone(HeldFor::Unavailable, now);
        queue.push(failed);
        (1..).zip(["a", "b"]).for_each(|(offset, key)| queue.push(message(offset, key)));
        assert_eq!(offsets(&take(&mut queue)), [2]);
        assert!(queue.take_alone(true, now).is_none(), "it was retried without a pause");
        let due = queue.next_retry(now).unwrap();
        assert_eq!(offsets(queue.take_alone(true, due).as_slice()), [0]);
        assert_eq!(queue.complete(&[0]), Some(0));
        queue.release("a");
        assert_eq!(offsets(&take(&mut queue)), [1]);
    }

    #[test]
    fn what_is_due_and_has_to_wait_hides_no_later_retry() {
        let (mut queue, now) = (queue_of(&["a", "b"]), Instant::now());
        let later = now + Duration::from_secs(1);
        for (mut failed, at) in take(&mut queue).into_iter().zip([now, later]) {
            failed.failed_alone(HeldFor::Unavailable, at);
            queue.push(failed);
        }
        assert!(queue.next_retry(later).is_some_and(|at| at > later));
    }

    #[test]
    fn messages_far_above_the_watermark_wait_for_the_oldest_and_not_for_ever() {
        let now = Instant::now();
        let others: Vec<String> = (0..2 * ABOVE_WATERMARK_MAX).map(|number| number.to_string()).collect();
        let keys: Vec<&str> = ["slow", "slow"].into_iter().chain(others.iter().map(String::as_str)).collect();
        let mut queue = queue_of(&keys);
        let mut slow = queue.begin(0, now).unwrap();
        slow.failed_alone(HeldFor::Unavailable, now);
        queue.push(slow);
        loop {
            let started = offsets(&take(&mut queue));
            if started.is_empty() {
                break;
            }
            assert_eq!(queue.complete(&started), None);
        }
        assert_eq!(queue.completed_ahead.len(), ABOVE_WATERMARK_MAX);
        let slow = queue.take_alone(true, queue.next_retry(now).unwrap()).unwrap();
        assert_eq!(queue.complete(&offsets(&[slow])), Some(0));
        queue.release("slow");
        assert_eq!(offsets(&take(&mut queue)), [1], "there is room for the oldest alone");
        let end = u64::try_from(ABOVE_WATERMARK_MAX).unwrap() + 1;
        assert_eq!(queue.complete(&[1]), Some(end));
    }

    #[test]
    fn what_has_failed_pauses_its_partition_at_a_bound_of_its_own() {
        let (mut queue, now) = (PartitionQueue::default(), Instant::now());
        for offset in 1..PAUSE_AT_FAILED as u64 {
            let mut failed = message(offset, &offset.to_string());
            failed.failed_alone(HeldFor::TimedOut, now);
            queue.push(failed);
        }
        let healthy = PAUSE_AT_FAILED as u64;
        queue.push(message(healthy, "healthy"));
        assert!(!queue.pauses());
        queue.push(message(healthy + 1, "1"));
        assert_eq!(offsets(&take(&mut queue)), [healthy], "a message overtook one of its key");
        assert!(queue.pauses() && !queue.resumes());
        assert_eq!(queue.held_for().filter(|why| *why == HeldFor::TimedOut).count(), PAUSE_AT_FAILED - 1);
        let later = now + Duration::from_secs(9);
        while queue.failed() > RESUME_AT_FAILED {
            let retried = queue.take_alone(true, later).unwrap();
            queue.complete(&offsets(&[retried]));
        }
        assert!(queue.resumes());
    }

    #[test]
    fn while_all_fails_only_what_has_not_failed_goes_together() {
        let mut queue = queue_of(&["a", "b"]);
        for mut failed in take(&mut queue) {
            failed.halve(64);
            queue.push(failed);
        }
        (2..).zip(["a", "c"]).for_each(|(offset, key)| queue.push(message(offset, key)));
        let fresh = queue.take_together(&mut BatchSize::default(), true, Instant::now());
        assert_eq!(offsets(&fresh), [3], "a message overtook one of its key");
        assert_eq!(offsets(&take(&mut queue)), [0, 1, 2]);
    }

    #[test]
    fn what_was_never_tried_alone_goes_before_the_retries() {
        let (mut queue, now) = (PartitionQueue::default(), Instant::now());
        let mut failed = message(0, "failed");
        failed.failed_alone(HeldFor::Unavailable, now);
        let mut suspect = message(1, "suspect");
        suspect.isolate(HeldFor::Suspected);
        [failed, suspect].into_iter().for_each(|message| queue.push(message));
        let later = queue.next_retry(now).unwrap();
        assert_eq!(offsets(queue.take_alone(false, later).as_slice()), [1]);
        assert!(queue.take_alone(false, later).is_none(), "a retry was started that is not allowed");
        assert_eq!(offsets(queue.take_alone(true, later).as_slice()), [0]);
    }

    #[test]
    fn a_batch_is_bounded_by_its_bytes_and_a_larger_message_goes_alone() {
        let mut queue = PartitionQueue::default();
        for (offset, kilobytes) in (0..).zip([100, 100, 100, 300, 1]) {
            let mut message = message(offset, &offset.to_string());
            let mut delivery = (*message.delivery).clone();
            delivery.message.payload = "x".repeat(kilobytes * 1_024);
            message.delivery = delivery.into();
            queue.push(message);
        }
        let batches: Vec<_> = (0..3).map(|_| offsets(&take(&mut queue))).collect();
        assert_eq!(batches, [vec![0, 1, 4], vec![2], vec![3]]);
    }
}
