//! The partitions of a consumer, each with at most one message being worked on and a short queue behind it.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use contracts::topics::Topic;
use futures::FutureExt;
use futures::future::{AbortHandle, Abortable, BoxFuture};
use futures::stream::{FuturesUnordered, StreamExt};

use crate::work::{Settled, Worker};
use crate::{Consumer, Delivery};

/// With this many messages waiting a partition is paused, and goes on when it has as few as this. What was fetched with the
/// same reading may come on top.
const PAUSED_AT: usize = 256;
const RESUMED_AT: usize = 64;

pub(crate) struct Lanes {
    worker: Arc<Worker>,
    running: FuturesUnordered<BoxFuture<'static, Settled>>,
    lanes: HashMap<(Topic, u32), Lane>,
}

#[derive(Default)]
struct Lane {
    /// Gives up the message at hand; nothing while the lane is idle.
    at_hand: Option<AbortHandle>,
    is_paused: bool,
    waiting: VecDeque<Delivery>,
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
        let position = delivery.position;
        let lane = match self.lanes.entry((position.topic, position.partition)) {
            Entry::Occupied(lane) => lane.into_mut(),
            Entry::Vacant(free) => {
                let first = Arc::clone(&self.worker).begin(delivery);
                free.insert(Lane { at_hand: Some(begin(first, &self.running)), ..Lane::default() });
                return;
            }
        };
        if lane.at_hand.is_none() {
            lane.at_hand = Some(begin(Arc::clone(&self.worker).work(delivery), &self.running));
            return;
        }
        lane.waiting.push_back(delivery);
        if lane.waiting.len() >= PAUSED_AT && !lane.is_paused {
            lane.is_paused = true;
            consumer.pause(position.topic, position.partition);
        }
    }

    /// The message at hand of this partition is done: the next one begins.
    pub(crate) fn go_on(&mut self, topic: Topic, partition: u32, consumer: &mut dyn Consumer) {
        let Some(lane) = self.lanes.get_mut(&(topic, partition)) else { return };
        let next = lane.waiting.pop_front();
        lane.at_hand = next.map(|next| begin(Arc::clone(&self.worker).work(next), &self.running));
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
    fn give_up(self) {
        if let Some(at_hand) = self.at_hand {
            at_hand.abort();
        }
    }
}

fn begin(
    work: impl Future<Output = Settled> + Send + 'static,
    running: &FuturesUnordered<BoxFuture<'static, Settled>>,
) -> AbortHandle {
    let (handle, registration) = AbortHandle::new_pair();
    let work = Abortable::new(work, registration);
    running.push(work.map(|settled| settled.unwrap_or(Settled::LeftUndone)).boxed());
    handle
}
