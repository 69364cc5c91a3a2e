//! What a member of a group holds: which partitions, and which it has just lost.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use contracts::topics::Topic;
use metrics::{counter, gauge};
use parking_lot::{Mutex, MutexGuard};
use primitives::failpoint;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::statistics::Partition;
use rdkafka::{Statistics, TopicPartitionList};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::line::Line;
use super::vitals::{ConsumerHealth, pass_on, since};

pub(crate) struct Membership {
    group: &'static str,
    /// The topics by the names that the brokers know.
    topics: BTreeMap<String, Topic>,
    begun_at: Instant,
    held: Mutex<Held>,
    lost: Notify,
    line: Arc<Line>,
}

struct Held {
    partitions: HashSet<(Topic, u32)>,
    /// Not asked for yet.
    lost: Vec<(Topic, u32)>,
    /// More was lost since the consumer was told that something is.
    is_news: bool,
    has_joined: bool,
    polled_at: Instant,
}

impl Membership {
    pub(crate) fn new(group: &'static str, topics: BTreeMap<String, Topic>, line: Arc<Line>) -> Self {
        let begun_at = Instant::now();
        let held = Held {
            partitions: HashSet::new(),
            lost: Vec::new(),
            is_news: false,
            has_joined: false,
            polled_at: begun_at,
        };
        Self { group, topics, begun_at, held: Mutex::new(held), lost: Notify::new(), line }
    }

    pub(crate) fn topic(&self, name: &str) -> Option<Topic> {
        self.topics.get(name).copied()
    }

    /// The name that the brokers know.
    pub(crate) fn name_of(&self, topic: Topic) -> Option<&str> {
        self.topics.iter().find(|(_, known)| **known == topic).map(|(name, _)| name.as_str())
    }

    /// False also for a partition that was lost and came back, until the consumer has been told of the loss: what it says of the
    /// partition before that speaks of the time before.
    pub(crate) fn holds(&self, topic: Topic, partition: u32) -> bool {
        let held = self.held();
        held.partitions.contains(&(topic, partition)) && !held.lost.contains(&(topic, partition))
    }

    pub(crate) fn has_lost(&self) -> bool {
        self.held().is_news
    }

    /// True once for each loss, so that whoever never asks what it was is not told for ever.
    pub(crate) fn tell_loss(&self) -> bool {
        std::mem::take(&mut self.held().is_news)
    }

    pub(crate) fn take_lost(&self) -> Vec<(Topic, u32)> {
        std::mem::take(&mut self.held().lost)
    }

    /// Returns when partitions were lost; now and then for nothing.
    pub(crate) async fn losing(&self) {
        self.lost.notified().await;
    }

    pub(crate) fn line(&self) -> &Line {
        &self.line
    }

    pub(crate) fn polled(&self) {
        self.held().polled_at = Instant::now();
    }

    pub(crate) fn health(&self) -> ConsumerHealth {
        let held = self.held();
        ConsumerHealth {
            group: self.group.to_owned(),
            since_last_poll: since(held.polled_at),
            partitions: held.partitions.len(),
            has_joined: held.has_joined,
            since_begin: since(self.begun_at),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock()
    }

    fn known(&self, partitions: &TopicPartitionList) -> Vec<(Topic, u32)> {
        let known = partitions.elements().into_iter().filter_map(|element| {
            Some((self.topic(element.topic())?, u32::try_from(element.partition()).ok()?))
        });
        known.collect()
    }

    fn assigned(&self, partitions: &TopicPartitionList) {
        let mut held = self.held();
        held.has_joined = true;
        held.partitions.extend(self.known(partitions));
        self.report(&held);
    }

    fn revoked(&self, partitions: &TopicPartitionList) {
        failpoint!("group.revoked");
        let mut held = self.held();
        for partition in self.known(partitions) {
            if held.partitions.remove(&partition) && !held.lost.contains(&partition) {
                held.lost.push(partition);
            }
            held.is_news = true;
        }
        self.report(&held);
        self.lost.notify_one();
    }

    fn report(&self, held: &Held) {
        let count = held.partitions.len();
        gauge!("holdfast_bus_assigned_partitions", "group" => self.group).set(count as f64);
        tracing::info!(group = self.group, partitions = count, "the partitions of a group were dealt anew");
    }

    /// How much of its partitions this member has yet to work on.
    fn report_lag(&self, statistics: &Statistics) {
        for (name, topic) in &self.topics {
            let Some(found) = statistics.topics.get(name) else { continue };
            let unread: i64 = found.partitions.values().map(unread).sum();
            let labels = [("group", self.group), ("topic", topic.name())];
            gauge!("holdfast_bus_unread_messages", &labels).set(unread as f64);
        }
    }
}

/// Behind what is done, where something is; otherwise behind what the group had committed.
fn unread(partition: &Partition) -> i64 {
    let lag = if partition.consumer_lag_stored >= 0 {
        partition.consumer_lag_stored
    } else {
        partition.consumer_lag
    };
    lag.max(0)
}

impl ClientContext for Membership {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        pass_on(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.line.look_at(&statistics);
        self.report_lag(&statistics);
    }

    fn error(&self, error: KafkaError, _reason: &str) {
        self.line.heard(&error);
    }
}

impl ConsumerContext for Membership {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => self.assigned(partitions),
            Rebalance::Revoke(partitions) => self.revoked(partitions),
            Rebalance::Error(error) => {
                tracing::warn!(
                    group = self.group,
                    error = error as &dyn std::error::Error,
                    "a group cannot settle"
                );
            }
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _: &TopicPartitionList) {
        let Err(error) = result else { return };
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::NoOffset) {
            counter!("holdfast_bus_commit_failures_total", "group" => self.group).increment(1);
            let error = &error as &dyn std::error::Error;
            tracing::debug!(group = self.group, error, "positions were not stored, messages may come again");
        }
    }
}
