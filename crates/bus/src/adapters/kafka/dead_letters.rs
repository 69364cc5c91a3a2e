//! Messages that nobody could read, in a topic of their own, with where they stood and why in the headers.
//!
//! A topic can only grow. So one that was replayed is followed by a note that says so, and a reader puts the two together.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Header, OwnedHeaders};
use rdkafka::{Offset, TopicPartitionList};
use tokio::time::Instant;
use uuid::Uuid;

use super::aside::aside;
use super::line::Line;
use super::outgoing::Outgoing;
use super::record::{self, header};
use super::tail::{Follower, bounds, partitions};
use super::vitals::Vitals;
use super::{KafkaConfig, client_settings};
use crate::{BusError, DeadLetter, Delivery, LogPosition};

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
) -> Outgoing<'a> {
    let message = &delivery.message;
    let headers = with_position(record::headers(message), delivery.position);
    Outgoing {
        topic: config.name_of(&delivery.position.topic.dead_letters()),
        id: message.id,
        key: &message.key,
        payload: Some(&message.payload),
        headers: headers.insert(Header { key: REASON, value: Some(reason) }),
        at_ms: now.as_micros() / 1_000,
    }
}

/// The note behind a letter that was replayed.
pub(crate) fn replayed<'a>(config: &KafkaConfig, letter: &'a DeadLetter, now: Timestamp) -> Outgoing<'a> {
    let headers = with_position(OwnedHeaders::new(), letter.position);
    Outgoing {
        topic: config.name_of(&letter.position.topic.dead_letters()),
        // Another one than the letter's, which is on its way to the same topic when it is buried.
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

/// The letters of a topic, or the one that stood there, by where they stood.
pub(crate) async fn read(
    config: &KafkaConfig,
    topic: Topic,
    only: Option<LogPosition>,
    vitals: &Arc<Vitals>,
) -> Result<Vec<DeadLetter>, BusError> {
    let mut settings = client_settings::tail(config)?;
    settings.set("enable.partition.eof", "true").set("auto.offset.reset", "earliest");
    let (name, context) =
        (config.name_of(&topic.dead_letters()), Follower(Line::new(vitals, config.replace_client_after)));
    let reading = move || {
        let client: BaseConsumer<Follower> = settings.create_with_context(context).map_err(BusError::new)?;
        let mut open = begin(&client, &name)?;
        let mut letters = BTreeMap::new();
        let deadline = Instant::now() + READ_WITHIN;
        while open > 0 {
            match client.poll(Duration::from_millis(100)) {
                Some(Ok(record)) => sort_in(&mut letters, &record, topic, only),
                Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
                Some(Err(_)) | None if Instant::now() < deadline => {}
                Some(Err(error)) => return Err(BusError::new(error)),
                None => return Err(BusError::new("the dead letters could not be read in time")),
            }
        }
        Ok(letters.into_values().collect())
    };
    aside("kafka-dead-letters", reading).await
}

/// Says how many partitions there are to read.
fn begin(client: &BaseConsumer<Follower>, name: &str) -> Result<usize, BusError> {
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

fn sort_in(
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
        buried_at: Timestamp::from_micros(record::appended_us(record)),
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
