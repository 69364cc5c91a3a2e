//! The member of a group.
//!
//! Positions are stored in the client behind the work and committed by it in the background. Partitions come and go while it is
//! asked for messages; whoever asks is told of losses before anything else.

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

use super::aside::{aside, drop_aside};
use super::line::Line;
use super::membership::Membership;
use super::record;
use super::vitals::Vitals;
use super::{KafkaConfig, client_settings};
use crate::{BusError, Consumer, Delivery, Fenced, LogPosition};

const SLICE: usize = 256;
/// The client may forget to wake its reader, so the reader looks by itself, too.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct GroupConsumer {
    group: &'static str,
    membership: Arc<Membership>,
    /// Absent once it is closed.
    client: Option<StreamConsumer<Membership>>,
}

/// Why no message came.
enum Silence {
    Lost,
    Nothing,
    Trouble(KafkaError),
}

impl GroupConsumer {
    /// Needs no broker.
    pub(crate) fn join(
        config: &KafkaConfig,
        group: &'static str,
        topics: &[Topic],
        vitals: &Arc<Vitals>,
    ) -> Result<Self, BusError> {
        let names: BTreeMap<String, Topic> =
            topics.iter().map(|topic| (config.name_of(topic.name()), *topic)).collect();
        let context = Membership::new(group, names.clone(), Line::new(vitals, config.replace_client_after));
        let settings = client_settings::member(config, group)?;
        client_settings::tell(&settings, "consumer");
        let client: StreamConsumer<Membership> =
            settings.create_with_context(context).map_err(BusError::new)?;
        client.subscribe(&names.keys().map(String::as_str).collect::<Vec<_>>()).map_err(BusError::new)?;
        let membership = Arc::clone(client.context());
        vitals.watch(&membership);
        Ok(Self { group, membership, client: Some(client) })
    }

    fn client(&self) -> Result<&StreamConsumer<Membership>, BusError> {
        self.client.as_ref().ok_or_else(|| BusError::new("the consumer is closed"))
    }

    async fn first(&self) -> Result<Result<Delivery, Silence>, BusError> {
        let client = self.client()?;
        let receive = async { client.recv().await.map(|record| self.delivery(&record)) };
        Ok(tokio::select! {
            biased;
            () = self.membership.losing() => Err(Silence::Lost),
            received = timeout(LOOK_EVERY, receive) => match received {
                Ok(Ok(Some(delivery))) => Ok(delivery),
                Ok(Ok(None)) | Err(_) => Err(Silence::Nothing),
                Ok(Err(error)) => Err(Silence::Trouble(error)),
            },
        })
    }

    /// What is there already besides the first.
    fn rest(&self, deliveries: &mut Vec<Delivery>) -> Result<(), BusError> {
        while deliveries.len() < SLICE && !self.membership.has_lost() {
            match self.client()?.recv().now_or_never() {
                Some(Ok(record)) => deliveries.extend(self.delivery(&record)),
                Some(Err(error)) => {
                    self.judge(&error)?;
                    break;
                }
                None => break,
            }
        }
        // Read before the loss showed: others read it again.
        deliveries
            .retain(|Delivery { position, .. }| self.membership.holds(position.topic, position.partition));
        Ok(())
    }

    fn delivery(&self, record: &rdkafka::message::BorrowedMessage<'_>) -> Option<Delivery> {
        use rdkafka::Message as _;
        Some(record::delivery(record, self.membership.topic(record.topic())?))
    }

    /// The client gets over whatever it can get over by itself.
    fn judge(&self, error: &KafkaError) -> Result<(), BusError> {
        let group = self.group;
        if let Some((_, reason)) = self.client()?.client().fatal_error() {
            return Err(BusError::new(Fenced { group: group.to_owned(), reason }));
        }
        counter!("holdfast_bus_consumer_troubles_total", "group" => group).increment(1);
        let error = error as &dyn std::error::Error;
        tracing::debug!(group, error, "a kafka consumer is in trouble and goes on");
        Ok(())
    }

    fn with(&self, topic: Topic, partition: u32, what: &'static str, act: Act) {
        let (Some(client), Some(name)) = (&self.client, self.membership.name_of(topic)) else { return };
        let mut partitions = TopicPartitionList::new();
        partitions.add_partition(name, i32::try_from(partition).unwrap_or(i32::MAX));
        if let Err(error) = act(client, &partitions) {
            // It was lost in between.
            let error = &error as &dyn std::error::Error;
            tracing::debug!(group = self.group, %topic, partition, error, what, "a partition is not ours any more");
        }
    }
}

type Act = fn(&StreamConsumer<Membership>, &TopicPartitionList) -> Result<(), KafkaError>;

#[async_trait]
impl Consumer for GroupConsumer {
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError> {
        loop {
            if self.membership.tell_loss() {
                return Ok(Vec::new());
            }
            self.membership.polled();
            self.membership.line().check()?;
            match self.first().await? {
                Ok(first) => {
                    let mut deliveries = vec![first];
                    self.rest(&mut deliveries)?;
                    return Ok(deliveries);
                }
                Err(Silence::Trouble(error)) => self.judge(&error)?,
                Err(Silence::Lost | Silence::Nothing) => {}
            }
        }
    }

    fn revoked(&mut self) -> Vec<(Topic, u32)> {
        self.membership.take_lost()
    }

    fn commit(&mut self, watermark: LogPosition) {
        let LogPosition { topic, partition, offset } = watermark;
        let (Some(client), Some(name)) = (&self.client, self.membership.name_of(topic)) else { return };
        if !self.membership.holds(topic, partition) {
            return;
        }
        failpoint!("offset.before_store");
        if let Err(error) = store(client, name, partition, offset) {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(group = self.group, %topic, partition, error, "a position cannot be stored any more");
        }
        failpoint!("offset.after_store");
    }

    fn pause(&mut self, topic: Topic, partition: u32) {
        self.with(topic, partition, "pause", |client, partitions| client.pause(partitions));
    }

    fn resume(&mut self, topic: Topic, partition: u32) {
        self.with(topic, partition, "resume", |client, partitions| client.resume(partitions));
    }

    async fn close(mut self: Box<Self>) -> Result<(), BusError> {
        let Some(client) = self.client.take() else { return Ok(()) };
        let closing = aside("kafka-close", move || {
            let stored = match client.commit_consumer_state(CommitMode::Sync) {
                Err(error) if error.rdkafka_error_code() != Some(RDKafkaErrorCode::NoOffset) => Err(error),
                Ok(()) | Err(_) => Ok(()),
            };
            drop(client);
            stored.map_err(BusError::new)
        });
        timeout(CLOSE_WITHIN, closing)
            .await
            .unwrap_or_else(|_| Err(BusError::new("kafka took too long to let the consumer go")))
    }
}

/// The client stores what it is told: the position that the group wants next.
fn store(
    client: &StreamConsumer<Membership>,
    name: &str,
    partition: u32,
    offset: u64,
) -> Result<(), KafkaError> {
    let (partition, next) = (i32::try_from(partition), i64::try_from(offset.saturating_add(1)));
    let mut positions = TopicPartitionList::new();
    let next = Offset::Offset(next.unwrap_or(i64::MAX));
    positions.add_partition_offset(name, partition.unwrap_or(i32::MAX), next)?;
    client.store_offsets(&positions)
}

impl Drop for GroupConsumer {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop_aside(client);
        }
    }
}
