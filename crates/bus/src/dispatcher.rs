//! Decides which messages are handled together, and what becomes of a batch that is finished.
//!
//! A batch starts as soon as there is a slot, with whatever is ready. One that fails goes back to its queues, and its messages are tried in
//! smaller ones, down to the message at fault. That one alone waits for its retry, parks its key or is buried; it delays no other key.

use std::collections::BTreeMap;
use std::error::Error;

use contracts::topics::Topic;
use metrics::{counter, gauge, histogram};
use tokio::time::Instant;

use crate::batch::{HeldFor, QueuedMessage};
use crate::batch_processor::{Completion, Failure, FailureKind, Outcome};
use crate::outage_brake::OutageBrake;
use crate::partition_queues::PartitionQueues;
use crate::ports::{Consumer, Delivery, LogPosition};
use crate::running_batches::{FinishedBatch, RunningBatches};

pub(crate) struct Dispatcher {
    group: &'static str,
    queues: PartitionQueues,
    running: RunningBatches,
    brake: OutageBrake,
}

impl Dispatcher {
    pub(crate) fn new(group: &'static str, queues: PartitionQueues, running: RunningBatches) -> Self {
        Self { group, queues, running, brake: OutageBrake::new(group) }
    }

    pub(crate) fn push(&mut self, delivery: Delivery, consumer: &mut dyn Consumer) {
        let LogPosition { topic, partition, .. } = delivery.position;
        if self.queues.push(QueuedMessage::new(delivery)) {
            consumer.pause(topic, partition);
        }
    }

    /// How many messages wait behind those in flight.
    pub(crate) fn queued(&self) -> usize {
        self.queues.len()
    }

    /// For operators: the keys that are held back, of these topics.
    pub(crate) fn report(&self, topics: &[Topic]) {
        let (held, parked) = (self.queues.held_for(), self.queues.parked());
        for topic in topics {
            let report = |reason: &'static str, keys: usize| {
                let labels = [("group", self.group), ("topic", topic.name()), ("reason", reason)];
                gauge!("holdfast_bus_held_back_keys", &labels).set(keys as f64);
            };
            for reason in HeldFor::ALL {
                report(reason.label(), held.get(&(*topic, reason)).copied().unwrap_or(0));
            }
            report("parked", parked.get(topic).copied().unwrap_or(0));
        }
    }

    /// Starts all that may start now. Gives the time at which there may be more, if nothing else happens before.
    pub(crate) fn start_ready(&mut self, consumer: &mut dyn Consumer) -> Option<Instant> {
        let now = Instant::now();
        while let Some(messages) = self.take(now) {
            let reads_parking = self.queues.reads_parking(&messages);
            self.running.start(messages, reads_parking, now);
        }
        for (topic, partition) in self.queues.resumed() {
            consumer.resume(topic, partition);
        }
        if self.queues.len() == 0 {
            return None;
        }
        let brake = self.brake.next_attempt().filter(|at| *at > now);
        let wakes = [self.queues.next_retry(now), self.running.next_free_slot(now), brake];
        wakes.into_iter().flatten().min()
    }

    fn take(&mut self, now: Instant) -> Option<Vec<QueuedMessage>> {
        let is_outage = self.brake.is_on();
        if self.running.has_free_slot(now) {
            let together = self.queues.take_together(is_outage, now);
            if !together.is_empty() {
                return Some(together);
            }
        }
        if is_outage {
            let probe = self.brake.allows(now).then(|| self.queues.take_least_suspect(now)).flatten()?;
            self.brake.probes(probe.delivery.message.id, now);
            return Some(vec![probe]);
        }
        let may_retry = self.running.has_room_for_retry();
        let alone =
            self.running.has_room_beside().then(|| self.queues.take_alone(may_retry, now)).flatten()?;
        Some(vec![alone])
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_idle()
    }

    pub(crate) async fn next_finished(&mut self) -> Option<FinishedBatch> {
        self.running.next_finished().await
    }

    pub(crate) fn finish(&mut self, finished: FinishedBatch, consumer: &mut dyn Consumer) {
        let FinishedBatch { mut messages, outcome } = finished;
        match outcome {
            Outcome::Complete(completion) => {
                self.brake.succeeded(Instant::now());
                self.complete(&messages, completion, consumer);
            }
            Outcome::FoundParked => self.queues.put_back(messages),
            Outcome::Failed(failure) => {
                self.fail(&mut messages, &failure);
                self.queues.put_back(messages);
            }
        }
    }

    fn complete(&mut self, messages: &[QueuedMessage], completion: Completion, consumer: &mut dyn Consumer) {
        let mut offsets = BTreeMap::<(Topic, u32), Vec<u64>>::new();
        for message in messages {
            let LogPosition { topic, partition, offset } = message.delivery.position;
            offsets.entry((topic, partition)).or_default().push(offset);
            match completion {
                Completion::Parked => self.queues.isolate(topic, partition, message.key()),
                Completion::Handled | Completion::Buried => {
                    self.queues.release(topic, partition, message.key());
                }
            }
            let labels = [("group", self.group), ("topic", topic.name()), ("outcome", completion.label())];
            counter!("holdfast_bus_handled_messages_total", &labels).increment(1);
            if let Some(begun_at) = message.begun_at {
                histogram!("holdfast_bus_handle_seconds", "group" => self.group).record(begun_at.elapsed());
            }
        }
        for ((topic, partition), offsets) in offsets {
            if let Some(offset) = self.queues.complete(topic, partition, &offsets) {
                consumer.commit(LogPosition { topic, partition, offset });
            }
        }
    }

    fn fail(&mut self, messages: &mut [QueuedMessage], failure: &Failure) {
        let (now, failed) = (Instant::now(), messages.len());
        if failure.kind != FailureKind::Poison {
            let was_alone = messages.iter().all(QueuedMessage::is_alone);
            self.brake.failed(was_alone, now);
            if let [message] = &*messages {
                self.brake.one_failed(message.delivery.message.id, now);
            }
            counter!("holdfast_bus_retried_messages_total", "group" => self.group).increment(failed as u64);
        }
        let (group, error) = (self.group, failure.cause.as_ref() as &dyn Error);
        if let [message] = messages {
            let reason = match failure.kind {
                FailureKind::TimedOut => HeldFor::TimedOut,
                FailureKind::Poison | FailureKind::Transient => HeldFor::Unavailable,
            };
            if let Some(tries) = message.failed_alone(reason, now) {
                let id = message.delivery.message.id;
                failure.span.in_scope(
                    || tracing::warn!(group, message = %id, error, tries, "cannot process a message now, will retry"),
                );
            }
            return;
        }
        tracing::debug!(
            group,
            messages = failed,
            error,
            "a batch failed, its messages are tried in smaller ones"
        );
        for message in messages {
            match failure.kind {
                // Halves would hang as long, one after the other.
                FailureKind::TimedOut => message.isolate(HeldFor::Suspected),
                FailureKind::Poison | FailureKind::Transient => message.halve(failed),
            }
        }
    }

    /// Another process owns this partition now. What is in flight is aborted in the middle, as by a crash; what is queued is delivered to the
    /// other process. Messages of other partitions that shared a batch with it are handled again.
    pub(crate) fn revoke(&mut self, topic: Topic, partition: u32) {
        self.queues.remove(topic, partition);
        let aborted = self.running.abort(topic, partition);
        self.queues.put_back(aborted);
    }

    pub(crate) fn revoke_all(&mut self) {
        self.running.abort_all();
        self.queues.clear();
    }
}
