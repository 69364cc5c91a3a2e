//! Messages that could not be decoded, in a topic of their own, with their position and the reason in the headers.
//!
//! A topic is append-only. So a dead letter that was replayed is followed by a tombstone, and a reader matches the two.

use std::collections::BTreeMap;
use std::time::Duration;

use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Header, OwnedHeaders};
use rdkafka::{Offset, TopicPartitionList};
use tokio::time::Instant;
use uuid::Uuid;

use super::client_health::ClientHealth;
use super::config::KafkaConfig;
use super::groupless::{Groupless, bounds, partitions};
use super::producer::OutgoingRecord;
use super::record::{self, header};
use super::run_blocking::run_blocking;
use crate::ports::{BusError, DeadLetter, Delivery, LogPosition};

const TOPIC: &str = "original-topic";
const PARTITION: &str = "original-partition";
const OFFSET: &str = "original-offset";
const REASON: &str = "error";
const REPLAYED: &str = "replayed";

const READ_WITHIN: Duration = Duration::from_secs(30);
/// A reader keeps no more than this.
const KEPT_MAX: usize = 10_000;

pub(crate) fn letter<'a>(
    config: &KafkaConfig,
    delivery: &'a Delivery,
    reason: &str,
    now: Timestamp,
) -> OutgoingRecord<'a> {
    let message = &delivery.message;
    let headers = with_position(record::headers(message), delivery.position);
    OutgoingRecord {
        topic: config.name_of(&delivery.position.topic.dead_letters()),
        id: message.id,
        key: &message.key,
        payload: Some(&message.payload),
        headers: headers.insert(Header { key: REASON, value: Some(reason) }),
        at_ms: now.as_micros() / 1_000,
    }
}

/// Follows a dead letter that was replayed.
pub(crate) fn tombstone<'a>(
    config: &KafkaConfig,
    letter: &'a DeadLetter,
    now: Timestamp,
) -> OutgoingRecord<'a> {
    let headers = with_position(OwnedHeaders::new(), letter.position);
    OutgoingRecord {
        topic: config.name_of(&letter.position.topic.dead_letters()),
        // Another one than the letter's, which may be in flight to the same topic.
        id: MessageId::from_uuid(Uuid::from_u128(!letter.message.id.as_uuid().as_u128())),
        key: &letter.message.key,
        payload: None,
        headers: headers.insert(Header { key: REPLAYED, value: Some("true") }),
        at_ms: now.as_micros() / 1_000,
    }
}

fn with_position(headers: OwnedHeaders, position: LogPosition) -> OwnedHeaders {
    headers
        .insert(Header { key: TOPIC, value: Some(position.topic.name()) })
        .insert(Header { key: PARTITION, value: Some(&position.partition.to_string()) })
        .insert(Header { key: OFFSET, value: Some(&position.offset.to_string()) })
}

/// The dead letters of a topic, or the one with this position, by position.
pub(crate) async fn read(
    config: &KafkaConfig,
    topic: Topic,
    only: Option<LogPosition>,
    health: &ClientHealth,
) -> Result<Vec<DeadLetter>, BusError> {
    let mut settings = config.tail_settings()?;
    settings.set("enable.partition.eof", "true").set("auto.offset.reset", "earliest");
    let (name, context) =
        (config.name_of(&topic.dead_letters()), Groupless(health.monitor(config.replace_client_after)));
    let reading = move || {
        let client: BaseConsumer<Groupless> = settings.create_with_context(context).map_err(BusError::new)?;
        let mut open = begin(&client, &name)?;
        let mut letters = BTreeMap::new();
        let deadline = Instant::now() + READ_WITHIN;
        while open > 0 {
            match client.poll(Duration::from_millis(100)) {
                Some(Ok(record)) => collect(&mut letters, &record, topic, only),
                Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
                Some(Err(_)) | None if Instant::now() < deadline => {}
                Some(Err(error)) => return Err(BusError::new(error)),
                None => return Err(BusError::new("the dead letters could not be read in time")),
            }
        }
        Ok(letters.into_values().collect())
    };
    run_blocking("kafka-dead-letters", reading).await
}

/// Says how many partitions there are to read.
fn begin(client: &BaseConsumer<Groupless>, name: &str) -> Result<usize, BusError> {
    let mut starts = TopicPartitionList::new();
    let mut open = 0;
    for partition in partitions(client, name)? {
        let (first, end) = bounds(client, name, partition)?;
        if first < end {
            starts.add_partition_offset(name, partition, Offset::Offset(first)).map_err(BusError::new)?;
            open += 1;
        }
    }
    client.assign(&starts).map_err(BusError::new)?;
    Ok(open)
}

fn collect(
    letters: &mut BTreeMap<LogPosition, DeadLetter>,
    record: &BorrowedMessage<'_>,
    topic: Topic,
    only: Option<LogPosition>,
) {
    let Some(position) = position(record, topic) else { return };
    if only.is_some_and(|only| only != position) {
        return;
    }
    if header(record, REPLAYED).is_some() {
        letters.remove(&position);
        return;
    }
    let letter = DeadLetter {
        position,
        message: record::message(record, topic),
        reason: header(record, REASON).unwrap_or_default().to_owned(),
        since: Timestamp::from_micros(record::appended_us(record)),
    };
    letters.insert(position, letter);
    if letters.len() > KEPT_MAX {
        letters.pop_last();
    }
}

fn position(record: &BorrowedMessage<'_>, topic: Topic) -> Option<LogPosition> {
    let (partition, offset) = (header(record, PARTITION)?, header(record, OFFSET)?);
    Some(LogPosition { topic, partition: partition.parse().ok()?, offset: offset.parse().ok()? })
}
