//! Follows a topic from its end, without a group.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use futures::FutureExt;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{Consumer as _, ConsumerContext, StreamConsumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{Offset, Statistics, TopicPartitionList};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::aside::{aside, drop_aside};
use super::line::Line;
use super::record;
use super::vitals::{Vitals, pass_on};
use super::{KafkaConfig, client_settings};
use crate::{BusError, Message, Tail};

const SLICE: usize = 1_024;
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// For each question to the brokers.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(100);

pub(crate) struct TopicTail {
    topic: Topic,
    client: Option<StreamConsumer<Follower>>,
}

/// A client that belongs to no group.
pub(crate) struct Follower(pub(crate) Arc<Line>);

impl ClientContext for Follower {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        pass_on(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.0.look_at(&statistics);
    }

    fn error(&self, error: KafkaError, _reason: &str) {
        self.0.heard(&error);
    }
}

impl ConsumerContext for Follower {}

impl TopicTail {
    /// Where each partition ends is known when it returns, so whatever is published from then on is seen.
    pub(crate) async fn begin(
        config: &KafkaConfig,
        topic: Topic,
        vitals: &Arc<Vitals>,
    ) -> Result<Self, BusError> {
        let (settings, name) = (client_settings::tail(config)?, config.name_of(topic.name()));
        let (context, runtime) =
            (Follower(Line::new(vitals, config.replace_client_after)), Handle::current());
        let client = aside("kafka-tail", move || {
            // The client keeps a timer on the runtime.
            let _runtime = runtime.enter();
            let client: StreamConsumer<Follower> =
                settings.create_with_context(context).map_err(BusError::new)?;
            client.assign(&ends(&client, &name)?).map_err(BusError::new)?;
            Ok(client)
        });
        Ok(Self { topic, client: Some(client.await?) })
    }

    /// The client gets over an outage by itself; not over messages that are gone before they were read.
    fn judge(&self, error: &KafkaError) -> Result<(), BusError> {
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange) => {
                Err(BusError::new(error.clone()))
            }
            Some(_) | None => {
                let error = error as &dyn std::error::Error;
                tracing::debug!(topic = %self.topic, error, "a tail is in trouble and goes on");
                Ok(())
            }
        }
    }
}

fn ends(client: &StreamConsumer<Follower>, name: &str) -> Result<TopicPartitionList, BusError> {
    let mut ends = TopicPartitionList::new();
    for partition in partitions(client, name)? {
        let (_, end) = bounds(client, name, partition)?;
        ends.add_partition_offset(name, partition, Offset::Offset(end)).map_err(BusError::new)?;
    }
    Ok(ends)
}

/// Where a partition begins and ends. Asked again for a while: right after an election not every broker knows who leads.
pub(crate) fn bounds<C: ConsumerContext>(
    client: &impl rdkafka::consumer::Consumer<C>,
    name: &str,
    partition: i32,
) -> Result<(i64, i64), BusError> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    loop {
        match client.fetch_watermarks(name, partition, ANSWER_WITHIN) {
            Ok(bounds) => return Ok(bounds),
            Err(error) if Instant::now() > deadline => return Err(BusError::new(error)),
            Err(_) => thread::sleep(ASK_AGAIN_AFTER),
        }
    }
}

/// All of a topic's partitions, also where it was given more than it is declared with.
pub(crate) fn partitions<C: ConsumerContext>(
    client: &impl rdkafka::consumer::Consumer<C>,
    name: &str,
) -> Result<BTreeSet<i32>, BusError> {
    let metadata = client.fetch_metadata(Some(name), ANSWER_WITHIN).map_err(BusError::new)?;
    let found = metadata.topics().iter().filter(|topic| topic.name() == name);
    let partitions: BTreeSet<i32> =
        found.flat_map(|topic| topic.partitions()).map(rdkafka::metadata::MetadataPartition::id).collect();
    if partitions.is_empty() {
        return Err(BusError::new(format!("there is no topic {name}: --create-topics makes it")));
    }
    Ok(partitions)
}

#[async_trait]
impl Tail for TopicTail {
    async fn next(&mut self) -> Result<Vec<Message>, BusError> {
        let client = self.client.as_ref().ok_or_else(|| BusError::new("the tail is closed"))?;
        loop {
            client.context().0.check()?;
            let receive = async { client.recv().await.map(|record| record::message(&record, self.topic)) };
            let mut messages = match timeout(LOOK_EVERY, receive).await {
                Ok(Ok(first)) => vec![first],
                Ok(Err(error)) => {
                    self.judge(&error)?;
                    continue;
                }
                Err(_) => continue,
            };
            while messages.len() < SLICE {
                match client.recv().now_or_never() {
                    Some(Ok(record)) => messages.push(record::message(&record, self.topic)),
                    Some(Err(error)) => {
                        self.judge(&error)?;
                        break;
                    }
                    None => break,
                }
            }
            return Ok(messages);
        }
    }
}

impl Drop for TopicTail {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop_aside(client);
        }
    }
}
