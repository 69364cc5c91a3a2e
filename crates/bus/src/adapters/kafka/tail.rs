//! Follows a topic from its end, without a consumer group.

use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use futures::FutureExt;
use rdkafka::consumer::{Consumer as _, StreamConsumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{Offset, TopicPartitionList};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::client_health::ClientHealth;
use super::config::KafkaConfig;
use super::groupless::{Groupless, bounds, partitions};
use super::record;
use super::run_blocking::{drop_blocking, run_blocking};
use crate::message::Message;
use crate::ports::{BusError, Tail};

const BATCH: usize = 1_024;
const POLL_EVERY: Duration = Duration::from_secs(1);

pub(crate) struct TopicTail {
    topic: Topic,
    client: Option<StreamConsumer<Groupless>>,
}

impl TopicTail {
    /// The end of each partition is known when it returns, so all that is published from then on is seen.
    pub(crate) async fn begin(
        config: &KafkaConfig,
        topic: Topic,
        health: &ClientHealth,
    ) -> Result<Self, BusError> {
        let (settings, name) = (config.tail_settings()?, config.name_of(topic.name()));
        let (context, runtime) = (Groupless(health.monitor(config.replace_client_after)), Handle::current());
        let client = run_blocking("kafka-tail", move || {
            // The client keeps a timer on the runtime.
            let _runtime = runtime.enter();
            let client: StreamConsumer<Groupless> =
                settings.create_with_context(context).map_err(BusError::new)?;
            client.assign(&ends(&client, &name)?).map_err(BusError::new)?;
            Ok(client)
        });
        Ok(Self { topic, client: Some(client.await?) })
    }

    /// The client recovers from an outage by itself; not from messages that are gone before they were read.
    fn check(&self, error: &KafkaError) -> Result<(), BusError> {
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange) => {
                Err(BusError::new(error.clone()))
            }
            Some(_) | None => {
                let error = error as &dyn std::error::Error;
                tracing::debug!(topic = %self.topic, error, "a tail had an error and continues");
                Ok(())
            }
        }
    }
}

fn ends(client: &StreamConsumer<Groupless>, name: &str) -> Result<TopicPartitionList, BusError> {
    let mut ends = TopicPartitionList::new();
    for partition in partitions(client, name)? {
        let (_, end) = bounds(client, name, partition)?;
        ends.add_partition_offset(name, partition, Offset::Offset(end)).map_err(BusError::new)?;
    }
    Ok(ends)
}

#[async_trait]
impl Tail for TopicTail {
    async fn next(&mut self) -> Result<Vec<Message>, BusError> {
        let client = self.client.as_ref().ok_or_else(|| BusError::new("the tail is closed"))?;
        loop {
            client.context().0.check()?;
            let receive = async { client.recv().await.map(|record| record::message(&record, self.topic)) };
            let mut messages = match timeout(POLL_EVERY, receive).await {
                Ok(Ok(first)) => vec![first],
                Ok(Err(error)) => {
                    self.check(&error)?;
                    continue;
                }
                Err(_) => continue,
            };
            while messages.len() < BATCH {
                match client.recv().now_or_never() {
                    Some(Ok(record)) => messages.push(record::message(&record, self.topic)),
                    Some(Err(error)) => {
                        self.check(&error)?;
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
            drop_blocking(client);
        }
    }
}
