//! The messages of each partition of a consumer: a few in flight, never two of one key, and a bounded queue behind them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::mem;
use std::sync::Arc;

use contracts::topics::Topic;
use futures::FutureExt;
use futures::future::{AbortHandle, Abortable, BoxFuture};
use futures::stream::{FuturesUnordered, StreamExt};

use crate::message_processor::{Completion, MessageProcessor};
use crate::ports::{Consumer, Delivery, LogPosition};

/// In flight, of one partition. They mostly wait for the disk, whose syncs they share.
const CONCURRENCY: usize = 4;
/// So many messages may be in flight or complete above the watermark: no more of them are delivered again after a crash.
const ABOVE_WATERMARK_MAX: usize = 256;
/// How far back in the queue to look for a message whose key is free.
const LOOK_BACK: usize = 64;
/// Backpressure: with this many messages queued a partition is paused, and resumed when it has as few as this. What was fetched with the
/// same read may come on top.
const PAUSE_AT: usize = 256;
const RESUME_AT: usize = 64;

type Running = FuturesUnordered<BoxFuture<'static, Completion>>;

pub(crate) struct PartitionQueues {
    processor: Arc<MessageProcessor>,
    running: Running,
    queues: HashMap<(Topic, u32), PartitionQueue>,
}

#[derive(Default)]
struct PartitionQueue {
    /// Its first message is complete, which has looked at the parking for all of them.
    has_read_parking: bool,
    is_paused: bool,
    in_flight: Vec<InFlight>,
    queued: VecDeque<Delivery>,
    /// Complete, but above the watermark: an earlier message is not.
    completed_ahead: BTreeSet<u64>,
}

struct InFlight {
    offset: u64,
    key: String,
    processing: AbortHandle,
}

impl PartitionQueues {
    pub(crate) fn new(processor: MessageProcessor) -> Self {
        Self { processor: Arc::new(processor), running: FuturesUnordered::new(), queues: HashMap::new() }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until one of the messages in flight is complete.
    pub(crate) async fn next_completion(&mut self) -> Option<Completion> {
        self.running.next().await
    }

    pub(crate) fn push(&mut self, delivery: Delivery, consumer: &mut dyn Consumer) {
        let LogPosition { topic, partition, .. } = delivery.position;
        let queue = self.queues.entry((topic, partition)).or_default();
        queue.queued.push_back(delivery);
        queue.start_next(&self.processor, &self.running);
        if queue.queued.len() >= PAUSE_AT && !queue.is_paused {
            queue.is_paused = true;
            consumer.pause(topic, partition);
        }
    }

    /// This message is complete. Gives the watermark of its partition, if that has advanced: everything up to there is complete.
    pub(crate) fn complete(&mut self, position: LogPosition) -> Option<LogPosition> {
        let queue = self.queues.get_mut(&(position.topic, position.partition))?;
        let offset = queue.complete(position.offset)?;
        Some(LogPosition { offset, ..position })
    }

    /// Starts what waited for a message that is complete.
    pub(crate) fn start_next(&mut self, topic: Topic, partition: u32, consumer: &mut dyn Consumer) {
        let Some(queue) = self.queues.get_mut(&(topic, partition)) else { return };
        queue.start_next(&self.processor, &self.running);
        if queue.is_paused && queue.queued.len() <= RESUME_AT {
            queue.is_paused = false;
            consumer.resume(topic, partition);
        }
    }

    /// Another process owns this partition now. What is in flight is aborted in the middle, as by a crash; what is queued is delivered to the
    /// other process.
    pub(crate) fn revoke(&mut self, topic: Topic, partition: u32) {
        if let Some(queue) = self.queues.remove(&(topic, partition)) {
            queue.abort();
        }
    }

    pub(crate) fn revoke_all(&mut self) {
        self.queues.drain().for_each(|(_, queue)| queue.abort());
    }

    /// How many messages are queued behind those in flight.
    pub(crate) fn queued(&self) -> usize {
        self.queues.values().map(|queue| queue.queued.len()).sum()
    }
}

impl PartitionQueue {
    fn start_next(&mut self, processor: &Arc<MessageProcessor>, running: &Running) {
        while let Some(delivery) = self.next() {
            let (offset, key) = (delivery.position.offset, delivery.message.key.clone());
            let processor = Arc::clone(processor);
            let processing = if self.has_read_parking {
                start(processor.process(delivery), running)
            } else {
                start(processor.process_first(delivery), running)
            };
            self.in_flight.push(InFlight { offset, key, processing });
        }
    }

    /// The first queued message that may start now.
    fn next(&mut self) -> Option<Delivery> {
        let concurrency = if self.has_read_parking { CONCURRENCY } else { 1 };
        // Those in flight count too: so there is room for the next in line whenever the oldest is complete.
        let above_watermark = self.in_flight.len() + self.completed_ahead.len();
        if self.in_flight.len() >= concurrency || above_watermark >= ABOVE_WATERMARK_MAX {
            return None;
        }
        let is_in_flight = |key: &str| self.in_flight.iter().any(|other| other.key == key);
        let mut near = self.queued.iter().take(LOOK_BACK);
        let free = near.position(|delivery| !is_in_flight(&delivery.message.key))?;
        self.queued.remove(free)
    }

    /// The new watermark, if it has advanced.
    fn complete(&mut self, offset: u64) -> Option<u64> {
        self.has_read_parking = true;
        self.in_flight.retain(|message| message.offset != offset);
        self.completed_ahead.insert(offset);
        let first_queued = self.queued.front().map(|delivery| delivery.position.offset);
        let first_left = self.in_flight.iter().map(|message| message.offset).chain(first_queued).min();
        let ahead = first_left.map(|first| self.completed_ahead.split_off(&first)).unwrap_or_default();
        mem::replace(&mut self.completed_ahead, ahead).pop_last()
    }

    fn abort(self) {
        self.in_flight.into_iter().for_each(|message| message.processing.abort());
    }
}

fn start(processing: impl Future<Output = Completion> + Send + 'static, running: &Running) -> AbortHandle {
    let (handle, registration) = AbortHandle::new_pair();
    let processing = Abortable::new(processing, registration);
    running.push(processing.map(|completion| completion.unwrap_or(Completion::Aborted)).boxed());
    handle
}

#[cfg(test)]
mod tests {
    use primitives::{MessageId, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::message::Message;

    fn queue_of(keys: &[&str]) -> PartitionQueue {
        let queued = (0..).zip(keys).map(|(offset, key)| {
            let message = Message {
                id: MessageId::from_uuid(Uuid::from_u128(offset.into())),
                topic: Topic::ORDER_EVENTS,
                key: (*key).to_owned(),
                occurred_at: Timestamp::from_micros(0),
                payload: String::new(),
                traceparent: None,
            };
            Delivery { position: LogPosition { topic: message.topic, partition: 0, offset }, message }
        });
        PartitionQueue { has_read_parking: true, queued: queued.collect(), ..PartitionQueue::default() }
    }

    /// The offsets of what starts now.
    fn started(queue: &mut PartitionQueue) -> Vec<u64> {
        let mut started = Vec::new();
        while let Some(Delivery { position, message }) = queue.next() {
            let (processing, _) = AbortHandle::new_pair();
            queue.in_flight.push(InFlight { offset: position.offset, key: message.key, processing });
            started.push(position.offset);
        }
        started
    }

    #[test]
    fn a_key_is_in_flight_once_and_the_watermark_skips_nothing() {
        let mut queue = queue_of(&["a", "a", "b", "c", "d", "e"]);
        assert_eq!(started(&mut queue), [0, 2, 3, 4]);
        assert_eq!(queue.complete(2), None, "an earlier one is in flight");
        assert_eq!(started(&mut queue), [5]);
        assert_eq!(queue.complete(0), Some(0), "the next one is queued");
        assert_eq!(started(&mut queue), [1]);
        assert_eq!(queue.complete(1), Some(2));
    }

    #[test]
    fn messages_far_above_the_watermark_wait_for_the_oldest_and_not_for_ever() {
        let others: Vec<String> = (0..2 * ABOVE_WATERMARK_MAX).map(|number| number.to_string()).collect();
        let keys: Vec<&str> = ["slow", "slow"].into_iter().chain(others.iter().map(String::as_str)).collect();
        let mut queue = queue_of(&keys);
        started(&mut queue);
        while let Some(other) =
            queue.in_flight.iter().map(|message| message.offset).find(|offset| *offset > 0)
        {
            assert_eq!(queue.complete(other), None);
            started(&mut queue);
        }
        assert_eq!(queue.completed_ahead.len(), ABOVE_WATERMARK_MAX - 1);
        assert_eq!(queue.complete(0), Some(0));
        assert_eq!(started(&mut queue).first(), Some(&1), "the second of the slow key was left in the queue");
        assert_eq!(queue.complete(1), Some(u64::try_from(ABOVE_WATERMARK_MAX).unwrap()));
    }
}
