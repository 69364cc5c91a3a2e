//! The member of a consumer group.
//!
//! Offsets are stored in the client behind the processing and committed by it in the background. A rebalance happens while it is
//! polled for messages; the poll reports revoked partitions before anything else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use futures::FutureExt;
use metrics::counter;
use primitives::failpoint;
use rdkafka::consumer::{CommitMode, Consumer as _, StreamConsumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{Offset, TopicPartitionList};
use tokio::time::timeout;

use super::client_health::ClientHealth;
use super::config::KafkaConfig;
use super::partition_assignment::PartitionAssignment;
use super::run_blocking::{drop_blocking, run_blocking};
use super::{client_settings, record};
use crate::ports::{BusError, Consumer, Delivery, Fenced, LogPosition};

const BATCH: usize = 256;
/// The client may forget to wake its reader, so the reader polls, too.
const POLL_EVERY: Duration = Duration::from_secs(1);
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct GroupConsumer {
    group: &'static str,
    assignment: Arc<PartitionAssignment>,
    /// Absent once it is closed.
    client: Option<StreamConsumer<PartitionAssignment>>,
}

/// Why there is no message.
enum NoMessage {
    Revocation,
    Timeout,
    Error(KafkaError),
}

impl GroupConsumer {
    /// Needs no broker.
    pub(crate) fn join(
        config: &KafkaConfig,
        group: &'static str,
        topics: &[Topic],
        health: &ClientHealth,
    ) -> Result<Self, BusError> {
        let names: BTreeMap<String, Topic> =
            topics.iter().map(|topic| (config.name_of(topic.name()), *topic)).collect();
        let connection = health.monitor(config.replace_client_after);
        let context = PartitionAssignment::new(group, names.clone(), connection);
        let settings = config.member_settings(group)?;
        client_settings::log(&settings, "consumer");
        let client: StreamConsumer<PartitionAssignment> =
            settings.create_with_context(context).map_err(BusError::new)?;
        client.subscribe(&names.keys().map(String::as_str).collect::<Vec<_>>()).map_err(BusError::new)?;
        let assignment = Arc::clone(client.context());
        health.add_consumer(&assignment);
        Ok(Self { group, assignment, client: Some(client) })
    }

    fn client(&self) -> Result<&StreamConsumer<PartitionAssignment>, BusError> {
        self.client.as_ref().ok_or_else(|| BusError::new("the consumer is closed"))
    }

    async fn first(&self) -> Result<Result<Delivery, NoMessage>, BusError> {
        let client = self.client()?;
        let receive = async { client.recv().await.map(|record| self.delivery(&record)) };
        Ok(tokio::select! {
            biased;
            () = self.assignment.revocation() => Err(NoMessage::Revocation),
            received = timeout(POLL_EVERY, receive) => match received {
                Ok(Ok(Some(delivery))) => Ok(delivery),
                Ok(Ok(None)) | Err(_) => Err(NoMessage::Timeout),
                Ok(Err(error)) => Err(NoMessage::Error(error)),
            },
        })
    }

    /// What has been fetched already besides the first.
    fn fetched(&self, deliveries: &mut Vec<Delivery>) -> Result<(), BusError> {
        while deliveries.len() < BATCH && !self.assignment.has_revocation() {
            match self.client()?.recv().now_or_never() {
                Some(Ok(record)) => deliveries.extend(self.delivery(&record)),
                Some(Err(error)) => {
                    self.check(&error)?;
                    break;
                }
                None => break,
            }
        }
        // Read before the revocation was known: the new owner reads it again.
        deliveries
            .retain(|Delivery { position, .. }| self.assignment.owns(position.topic, position.partition));
        Ok(())
    }

    fn delivery(&self, record: &rdkafka::message::BorrowedMessage<'_>) -> Option<Delivery> {
        use rdkafka::Message as _;
        Some(record::delivery(record, self.assignment.topic(record.topic())?))
    }

    /// The client recovers from all errors but a fatal one by itself.
    fn check(&self, error: &KafkaError) -> Result<(), BusError> {
        let group = self.group;
        if let Some((_, reason)) = self.client()?.client().fatal_error() {
            return Err(BusError::new(Fenced { group: group.to_owned(), reason }));
        }
        counter!("holdfast_bus_consumer_troubles_total", "group" => group).increment(1);
        let error = error as &dyn std::error::Error;
        tracing::debug!(group, error, "a kafka consumer had an error and continues");
        Ok(())
    }

    fn apply(&self, topic: Topic, partition: u32, what: &'static str, act: Act) {
        let (Some(client), Some(name)) = (&self.client, self.assignment.name_of(topic)) else { return };
        let mut partitions = TopicPartitionList::new();
        partitions.add_partition(name, i32::try_from(partition).unwrap_or(i32::MAX));
        if let Err(error) = act(client, &partitions) {
            // It was revoked in between.
            let error = &error as &dyn std::error::Error;
            tracing::debug!(group = self.group, %topic, partition, error, what, "a partition is not assigned any more");
        }
    }
}

type Act = fn(&StreamConsumer<PartitionAssignment>, &TopicPartitionList) -> Result<(), KafkaError>;

#[async_trait]
impl Consumer for GroupConsumer {
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError> {
        loop {
            if self.assignment.acknowledge_revocation() {
                return Ok(Vec::new());
            }
            self.assignment.polled();
            self.assignment.connection().check()?;
            match self.first().await? {
                Ok(first) => {
                    let mut deliveries = vec![first];
                    self.fetched(&mut deliveries)?;
                    return Ok(deliveries);
                }
                Err(NoMessage::Error(error)) => self.check(&error)?,
                Err(NoMessage::Revocation | NoMessage::Timeout) => {}
            }
        }
    }

    fn revoked(&mut self) -> Vec<(Topic, u32)> {
        self.assignment.take_revoked()
    }

    fn commit(&mut self, watermark: LogPosition) {
        let LogPosition { topic, partition, offset } = watermark;
        let (Some(client), Some(name)) = (&self.client, self.assignment.name_of(topic)) else { return };
        if !self.assignment.owns(topic, partition) {
            return;
        }
        failpoint!("offset.before_store");
        if let Err(error) = store(client, name, partition, offset) {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(group = self.group, %topic, partition, error, "an offset cannot be stored any more");
        }
        failpoint!("offset.after_store");
    }

    fn pause(&mut self, topic: Topic, partition: u32) {
        self.apply(topic, partition, "pause", |client, partitions| client.pause(partitions));
    }

    fn resume(&mut self, topic: Topic, partition: u32) {
        self.apply(topic, partition, "resume", |client, partitions| client.resume(partitions));
    }

    async fn close(mut self: Box<Self>) -> Result<(), BusError> {
        let Some(client) = self.client.take() else { return Ok(()) };
        let closing = run_blocking("kafka-close", move || {
            let stored = match client.commit_consumer_state(CommitMode::Sync) {
                Err(error) if error.rdkafka_error_code() != Some(RDKafkaErrorCode::NoOffset) => Err(error),
                Ok(()) | Err(_) => Ok(()),
            };
            drop(client);
            stored.map_err(BusError::new)
        });
        timeout(CLOSE_WITHIN, closing)
            .await
            .unwrap_or_else(|_| Err(BusError::new("kafka took too long to close the consumer")))
    }
}

/// The client stores the offset that the group wants next.
fn store(
    client: &StreamConsumer<PartitionAssignment>,
    name: &str,
    partition: u32,
    offset: u64,
) -> Result<(), KafkaError> {
    let (partition, next) = (i32::try_from(partition), i64::try_from(offset.saturating_add(1)));
    let mut offsets = TopicPartitionList::new();
    let next = Offset::Offset(next.unwrap_or(i64::MAX));
    offsets.add_partition_offset(name, partition.unwrap_or(i32::MAX), next)?;
    client.store_offsets(&offsets)
}

impl Drop for GroupConsumer {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop_blocking(client);
        }
    }
}
