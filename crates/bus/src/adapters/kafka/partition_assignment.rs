//! Which partitions are assigned to a member of a group, and which have just been revoked.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::sync::Arc;

use contracts::topics::Topic;
use metrics::{counter, gauge};
use parking_lot::{Mutex, MutexGuard};
use primitives::failpoint;
use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::statistics::Partition;
use rdkafka::{Statistics, TopicPartitionList};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::client_log;
use super::connection_monitor::ConnectionMonitor;
use super::consumer_health::ConsumerHealth;

pub(crate) struct PartitionAssignment {
    group: &'static str,
    /// The topics by the names that the brokers know.
    topics: BTreeMap<String, Topic>,
    begun_at: Instant,
    state: Mutex<State>,
    revocation: Notify,
    connection: Arc<ConnectionMonitor>,
}

struct State {
    assigned: HashSet<(Topic, u32)>,
    /// Not taken by the consumer loop yet.
    revoked: Vec<(Topic, u32)>,
    /// More was revoked since the consumer was last interrupted for it.
    is_news: bool,
    has_joined: bool,
    polled_at: Instant,
}

impl PartitionAssignment {
    pub(crate) fn new(
        group: &'static str,
        topics: BTreeMap<String, Topic>,
        connection: Arc<ConnectionMonitor>,
    ) -> Self {
        let begun_at = Instant::now();
        let state = State {
            assigned: HashSet::new(),
            revoked: Vec::new(),
            is_news: false,
            has_joined: false,
            polled_at: begun_at,
        };
        let (state, revocation) = (Mutex::new(state), Notify::new());
        Self { group, topics, begun_at, state, revocation, connection }
    }

    pub(crate) fn topic(&self, name: &str) -> Option<Topic> {
        self.topics.get(name).copied()
    }

    /// The name that the brokers know.
    pub(crate) fn name_of(&self, topic: Topic) -> Option<&str> {
        self.topics.iter().find(|(_, known)| **known == topic).map(|(name, _)| name.as_str())
    }

    /// False also for a partition that was revoked and came back, until the consumer loop has taken the revocation: a commit before that
    /// belongs to the earlier assignment.
    pub(crate) fn owns(&self, topic: Topic, partition: u32) -> bool {
        let state = self.state();
        state.assigned.contains(&(topic, partition)) && !state.revoked.contains(&(topic, partition))
    }

    pub(crate) fn has_revocation(&self) -> bool {
        self.state().is_news
    }

    /// True once for each revocation, so that a consumer that never takes them is not interrupted for ever.
    pub(crate) fn acknowledge_revocation(&self) -> bool {
        std::mem::take(&mut self.state().is_news)
    }

    pub(crate) fn take_revoked(&self) -> Vec<(Topic, u32)> {
        std::mem::take(&mut self.state().revoked)
    }

    /// Returns when partitions were revoked; sometimes without reason.
    pub(crate) async fn revocation(&self) {
        self.revocation.notified().await;
    }

    pub(crate) fn connection(&self) -> &ConnectionMonitor {
        &self.connection
    }

    pub(crate) fn polled(&self) {
        self.state().polled_at = Instant::now();
    }

    pub(crate) fn health(&self) -> ConsumerHealth {
        let state = self.state();
        ConsumerHealth {
            group: self.group.to_owned(),
            since_last_poll: state.polled_at.elapsed(),
            partitions: state.assigned.len(),
            has_joined: state.has_joined,
            since_begin: self.begun_at.elapsed(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    fn known(&self, partitions: &TopicPartitionList) -> Vec<(Topic, u32)> {
        let known = partitions.elements().into_iter().filter_map(|element| {
            Some((self.topic(element.topic())?, u32::try_from(element.partition()).ok()?))
        });
        known.collect()
    }

    fn assign(&self, partitions: &TopicPartitionList) {
        let mut state = self.state();
        state.has_joined = true;
        state.assigned.extend(self.known(partitions));
        self.report(&state);
    }

    fn revoke(&self, partitions: &TopicPartitionList) {
        failpoint!("group.revoked");
        let mut state = self.state();
        for partition in self.known(partitions) {
            if state.assigned.remove(&partition) && !state.revoked.contains(&partition) {
                state.revoked.push(partition);
            }
            state.is_news = true;
        }
        self.report(&state);
        self.revocation.notify_one();
    }

    fn report(&self, state: &State) {
        let count = state.assigned.len();
        gauge!("holdfast_bus_assigned_partitions", "group" => self.group).set(count as f64);
        tracing::info!(group = self.group, partitions = count, "a rebalance of a consumer group");
    }

    /// The consumer lag of this member in its partitions.
    fn report_lag(&self, statistics: &Statistics) {
        for (name, topic) in &self.topics {
            let Some(found) = statistics.topics.get(name) else { continue };
            let lag: i64 = found.partitions.values().map(lag).sum();
            let labels = [("group", self.group), ("topic", topic.name())];
            gauge!("holdfast_bus_unread_messages", &labels).set(lag as f64);
        }
    }
}

/// Behind the offset stored here, where there is one; otherwise behind the one that the group had committed.
fn lag(partition: &Partition) -> i64 {
    let lag = if partition.consumer_lag_stored >= 0 {
        partition.consumer_lag_stored
    } else {
        partition.consumer_lag
    };
    lag.max(0)
}

impl ClientContext for PartitionAssignment {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client_log::forward(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.connection.on_statistics(&statistics);
        self.report_lag(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.connection.on_error(&error, reason);
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        self.connection.token()
    }
}

impl ConsumerContext for PartitionAssignment {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => self.assign(partitions),
            Rebalance::Revoke(partitions) => self.revoke(partitions),
            Rebalance::Error(error) => {
                tracing::warn!(
                    group = self.group,
                    error = error as &dyn std::error::Error,
                    "a rebalance of a consumer group failed"
                );
            }
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _: &TopicPartitionList) {
        let Err(error) = result else { return };
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::NoOffset) {
            counter!("holdfast_bus_commit_failures_total", "group" => self.group).increment(1);
            let error = &error as &dyn std::error::Error;
            tracing::debug!(
                group = self.group,
                error,
                "offsets were not committed, messages may be delivered again"
            );
        }
    }
}
