//! The batches in flight of one consumer.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use futures::FutureExt;
use futures::future::{AbortHandle, Abortable, BoxFuture};
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::Instant;

use crate::batch::QueuedMessage;
use crate::batch_processor::{BatchProcessor, Outcome};

/// While one commits, the next collects: so under load batches grow, and an idle consumer starts at once.
const SLOTS: usize = 2;
/// A batch that takes longer gives up its slot: what it waits for is not what the others wait for.
const SLOW: Duration = Duration::from_millis(100);
/// With the slow ones.
const TOGETHER_MAX: usize = 32;
/// Messages that are handled alone, beside the slots.
const ALONE_MAX: usize = 64;
/// Those among them that have failed alone before: what may only have been in bad company finds room beside them.
const RETRIES_MAX: usize = 48;

pub(crate) struct RunningBatches {
    processor: Arc<BatchProcessor>,
    results: FuturesUnordered<BoxFuture<'static, (u64, Option<Outcome>)>>,
    batches: HashMap<u64, RunningBatch>,
    next_id: u64,
}

struct RunningBatch {
    messages: Vec<QueuedMessage>,
    is_alone: bool,
    is_retry: bool,
    started_at: Instant,
    processing: AbortHandle,
}

pub(crate) struct FinishedBatch {
    pub(crate) messages: Vec<QueuedMessage>,
    pub(crate) outcome: Outcome,
}

impl RunningBatches {
    pub(crate) fn new(processor: BatchProcessor) -> Self {
        let (processor, results) = (Arc::new(processor), FuturesUnordered::new());
        Self { processor, results, batches: HashMap::new(), next_id: 0 }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.results.is_empty()
    }

    pub(crate) fn start(&mut self, messages: Vec<QueuedMessage>, reads_parking: bool, now: Instant) {
        let id = self.next_id;
        self.next_id += 1;
        let deliveries = messages.iter().map(|message| Arc::clone(&message.delivery)).collect();
        let (processing, registration) = AbortHandle::new_pair();
        let attempt = Arc::clone(&self.processor).process(deliveries, reads_parking);
        let attempt = Abortable::new(attempt, registration).map(move |outcome| (id, outcome.ok()));
        self.results.push(attempt.boxed());
        let is_alone = messages.iter().all(QueuedMessage::is_alone);
        let is_retry = messages.iter().any(|message| message.retry_at.is_some());
        self.batches.insert(id, RunningBatch { messages, is_alone, is_retry, started_at: now, processing });
    }

    /// Waits until one of them is finished; those that were aborted are left out. None when there are none.
    pub(crate) async fn next_finished(&mut self) -> Option<FinishedBatch> {
        while let Some((id, outcome)) = self.results.next().await {
            if let (Some(batch), Some(outcome)) = (self.batches.remove(&id), outcome) {
                return Some(FinishedBatch { messages: batch.messages, outcome });
            }
        }
        None
    }

    /// Aborts what has messages of this partition in it, as by a crash. Gives all messages of these batches.
    pub(crate) fn abort(&mut self, topic: Topic, partition: u32) -> Vec<QueuedMessage> {
        let is_of_partition = |message: &QueuedMessage| {
            let position = message.delivery.position;
            position.topic == topic && position.partition == partition
        };
        let aborted = self.batches.extract_if(|_, batch| batch.messages.iter().any(is_of_partition));
        aborted
            .flat_map(|(_, batch)| {
                batch.processing.abort();
                batch.messages
            })
            .collect()
    }

    pub(crate) fn abort_all(&mut self) {
        self.batches.drain().for_each(|(_, batch)| batch.processing.abort());
    }

    pub(crate) fn has_free_slot(&self, now: Instant) -> bool {
        self.prompt(now).count() < SLOTS && self.together().count() < TOGETHER_MAX
    }

    /// When a slot becomes free although nothing is finished.
    pub(crate) fn next_free_slot(&self, now: Instant) -> Option<Instant> {
        self.prompt(now).map(|batch| batch.started_at + SLOW).min()
    }

    pub(crate) fn has_room_beside(&self) -> bool {
        self.batches.values().filter(|batch| batch.is_alone).count() < ALONE_MAX
    }

    pub(crate) fn has_room_for_retry(&self) -> bool {
        self.batches.values().filter(|batch| batch.is_retry).count() < RETRIES_MAX
    }

    fn together(&self) -> impl Iterator<Item = &RunningBatch> {
        self.batches.values().filter(|batch| !batch.is_alone)
    }

    fn prompt(&self, now: Instant) -> impl Iterator<Item = &RunningBatch> {
        self.together().filter(move |batch| now < batch.started_at + SLOW)
    }
}
