//! The partitions of a consumer. Each has a few messages at hand, never two of one key, and a short queue behind them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::mem;
use std::sync::Arc;

use contracts::topics::Topic;
use futures::FutureExt;
use futures::future::{AbortHandle, Abortable, BoxFuture};
use futures::stream::{FuturesUnordered, StreamExt};

use crate::work::{Settled, Worker};
use crate::{Consumer, Delivery, LogPosition};

/// Of one partition. They mostly wait for the disk, whose syncs they share.
const AT_ONCE: usize = 4;
/// So many messages may be settled or at hand before an earlier one is settled: no more of them come again after a crash.
const AHEAD_MAX: usize = 256;
/// How far back in the queue a message is looked for whose key is free.
const LOOK_BACK: usize = 64;
/// With this many messages waiting a partition is paused, and goes on when it has as few as this. What was fetched with the
/// same reading may come on top.
const PAUSED_AT: usize = 256;
const RESUMED_AT: usize = 64;

type Running = FuturesUnordered<BoxFuture<'static, Settled>>;

pub(crate) struct Lanes {
    worker: Arc<Worker>,
    running: Running,
    lanes: HashMap<(Topic, u32), Lane>,
}

#[derive(Default)]
struct Lane {
    /// Its first message is settled, which has looked at the parking for all of them.
    is_open: bool,
    is_paused: bool,
    at_hand: Vec<AtHand>,
    waiting: VecDeque<Delivery>,
    /// Settled before an earlier message, so that nobody may be told yet.
    ahead: BTreeSet<u64>,
}

struct AtHand {
    offset: u64,
    key: String,
    work: AbortHandle,
}

impl Lanes {
    pub(crate) fn new(worker: Worker) -> Self {
        Self { worker: Arc::new(worker), running: FuturesUnordered::new(), lanes: HashMap::new() }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until one of the messages at hand is settled.
    pub(crate) async fn settled(&mut self) -> Option<Settled> {
        self.running.next().await
    }

    pub(crate) fn take(&mut self, delivery: Delivery, consumer: &mut dyn Consumer) {
        let LogPosition { topic, partition, .. } = delivery.position;
        let lane = self.lanes.entry((topic, partition)).or_default();
        lane.waiting.push_back(delivery);
        lane.go_on(&self.worker, &self.running);
        if lane.waiting.len() >= PAUSED_AT && !lane.is_paused {
            lane.is_paused = true;
            consumer.pause(topic, partition);
        }
    }

    /// This message is settled. Up to where everything of its partition is, if that is further than it was.
    pub(crate) fn settle(&mut self, position: LogPosition) -> Option<LogPosition> {
        let lane = self.lanes.get_mut(&(position.topic, position.partition))?;
        let offset = lane.settle(position.offset)?;
        Some(LogPosition { offset, ..position })
    }

    /// Begins what waited for the message that is settled.
    pub(crate) fn go_on(&mut self, topic: Topic, partition: u32, consumer: &mut dyn Consumer) {
        let Some(lane) = self.lanes.get_mut(&(topic, partition)) else { return };
        lane.go_on(&self.worker, &self.running);
        if lane.is_paused && lane.waiting.len() <= RESUMED_AT {
            lane.is_paused = false;
            consumer.resume(topic, partition);
        }
    }

    /// Another process works on this partition now. Whatever of it is at hand is given up in the middle, as a crash would; what
    /// waits comes to the other one.
    pub(crate) fn forget(&mut self, topic: Topic, partition: u32) {
        if let Some(lane) = self.lanes.remove(&(topic, partition)) {
            lane.give_up();
        }
    }

    /// All partitions are somebody else's.
    pub(crate) fn forget_all(&mut self) {
        self.lanes.drain().for_each(|(_, lane)| lane.give_up());
    }

    /// How many messages wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.lanes.values().map(|lane| lane.waiting.len()).sum()
    }
}

impl Lane {
    fn go_on(&mut self, worker: &Arc<Worker>, running: &Running) {
        while let Some(delivery) = self.next() {
            let (offset, key) = (delivery.position.offset, delivery.message.key.clone());
            let worker = Arc::clone(worker);
            let work = if self.is_open {
                begin(worker.work(delivery), running)
            } else {
                begin(worker.begin(delivery), running)
            };
            self.at_hand.push(AtHand { offset, key, work });
        }
    }

    /// The first that waits for nothing but its turn.
    fn next(&mut self) -> Option<Delivery> {
        let most = if self.is_open { AT_ONCE } else { 1 };
        // Those at hand count too: so there is room for the next in line whenever the oldest is settled.
        if self.at_hand.len() >= most || self.at_hand.len() + self.ahead.len() >= AHEAD_MAX {
            return None;
        }
        let is_at_hand = |key: &str| self.at_hand.iter().any(|other| other.key == key);
        let mut near = self.waiting.iter().take(LOOK_BACK);
        let free = near.position(|delivery| !is_at_hand(&delivery.message.key))?;
        self.waiting.remove(free)
    }

    /// The last message before which all are settled, if that is news.
    fn settle(&mut self, offset: u64) -> Option<u64> {
        self.is_open = true;
        self.at_hand.retain(|message| message.offset != offset);
        self.ahead.insert(offset);
        let waiting = self.waiting.front().map(|delivery| delivery.position.offset);
        let first_left = self.at_hand.iter().map(|message| message.offset).chain(waiting).min();
        let ahead = first_left.map(|first| self.ahead.split_off(&first)).unwrap_or_default();
        mem::replace(&mut self.ahead, ahead).pop_last()
    }

    fn give_up(self) {
        self.at_hand.into_iter().for_each(|message| message.work.abort());
    }
}

fn begin(work: impl Future<Output = Settled> + Send + 'static, running: &Running) -> AbortHandle {
    let (handle, registration) = AbortHandle::new_pair();
    let work = Abortable::new(work, registration);
    running.push(work.map(|settled| settled.unwrap_or(Settled::LeftUndone)).boxed());
    handle
}

#[cfg(test)]
mod tests {
    use primitives::{MessageId, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::Message;

    fn lane(keys: &[&str]) -> Lane {
        let waiting = (0..).zip(keys).map(|(offset, key)| {
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
        Lane { is_open: true, waiting: waiting.collect(), ..Lane::default() }
    }

    /// The offsets of what begins now.
    fn begun(lane: &mut Lane) -> Vec<u64> {
        let mut begun = Vec::new();
        while let Some(Delivery { position, message }) = lane.next() {
            let (work, _) = AbortHandle::new_pair();
            lane.at_hand.push(AtHand { offset: position.offset, key: message.key, work });
            begun.push(position.offset);
        }
        begun
    }

    #[test]
    fn a_key_is_at_hand_once_and_what_is_told_leaves_nothing_out() {
        let mut lane = lane(&["a", "a", "b", "c", "d", "e"]);
        assert_eq!(begun(&mut lane), [0, 2, 3, 4]);
        assert_eq!(lane.settle(2), None, "an earlier one is at hand");
        assert_eq!(begun(&mut lane), [5]);
        assert_eq!(lane.settle(0), Some(0), "the next one waits");
        assert_eq!(begun(&mut lane), [1]);
        assert_eq!(lane.settle(1), Some(2));
    }

    #[test]
    fn whoever_is_far_ahead_waits_for_the_oldest_and_not_for_ever() {
        let others: Vec<String> = (0..2 * AHEAD_MAX).map(|number| number.to_string()).collect();
        let keys: Vec<&str> = ["slow", "slow"].into_iter().chain(others.iter().map(String::as_str)).collect();
        let mut lane = lane(&keys);
        begun(&mut lane);
        while let Some(other) = lane.at_hand.iter().map(|message| message.offset).find(|offset| *offset > 0) {
            assert_eq!(lane.settle(other), None);
            begun(&mut lane);
        }
        assert_eq!(lane.ahead.len(), AHEAD_MAX - 1);
        assert_eq!(lane.settle(0), Some(0));
        assert_eq!(begun(&mut lane).first(), Some(&1), "the second of the slow key was left waiting");
        assert_eq!(lane.settle(1), Some(u64::try_from(AHEAD_MAX).unwrap()));
    }
}
