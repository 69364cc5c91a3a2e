//! Converts messages to Kafka records and back.
//!
//! The payload is the envelope; headers carry what is needed without decoding it. A foreign record may lack them: it becomes a message all the
//! same, so that a consumer that cannot decode it sends it to the dead letters, and the partition goes on.

use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};
use rdkafka::message::{BorrowedMessage, Header, Headers, Message as _, OwnedHeaders};
use serde::Deserialize;
use uuid::Uuid;

use crate::message::Message;
use crate::ports::{Delivery, LogPosition};

pub(crate) const ID: &str = "id";
const TRACEPARENT: &str = "traceparent";
const OCCURRED: &str = "occurred-us";

pub(crate) fn headers(message: &Message) -> OwnedHeaders {
    let headers = OwnedHeaders::new_with_capacity(3)
        .insert(Header { key: ID, value: Some(&message.id.to_string()) })
        .insert(Header { key: OCCURRED, value: Some(&message.occurred_at.as_micros().to_string()) });
    match &message.traceparent {
        Some(traceparent) => headers.insert(Header { key: TRACEPARENT, value: Some(traceparent) }),
        None => headers,
    }
}

/// The text of the last header of this name.
pub(crate) fn header<'a>(record: &'a BorrowedMessage<'_>, name: &str) -> Option<&'a str> {
    let headers = record.headers()?;
    let found = (0..headers.count()).rev().filter_map(|index| headers.try_get(index));
    found.filter(|header| header.key == name).find_map(|header| std::str::from_utf8(header.value?).ok())
}

pub(crate) fn delivery(record: &BorrowedMessage<'_>, topic: Topic) -> Delivery {
    let position = LogPosition {
        topic,
        partition: u32::try_from(record.partition()).unwrap_or_default(),
        offset: u64::try_from(record.offset()).unwrap_or_default(),
    };
    Delivery { position, message: message(record, topic) }
}

pub(crate) fn message(record: &BorrowedMessage<'_>, topic: Topic) -> Message {
    let payload = String::from_utf8_lossy(record.payload().unwrap_or_default()).into_owned();
    let id = header(record, ID).and_then(|id| id.parse().ok());
    let occurred = header(record, OCCURRED).and_then(|micros| micros.parse().ok());
    Message {
        id: id.unwrap_or_else(|| fallback_id(record, &payload)),
        topic,
        key: String::from_utf8_lossy(record.key().unwrap_or_default()).into_owned(),
        occurred_at: Timestamp::from_micros(occurred.unwrap_or_else(|| appended_us(record))),
        traceparent: header(record, TRACEPARENT).map(str::to_owned),
        payload,
    }
}

pub(crate) fn appended_us(record: &BorrowedMessage<'_>) -> i64 {
    record.timestamp().to_millis().unwrap_or_default().saturating_mul(1_000)
}

/// The envelope's own id, or one made of the record's position: the same each time that it is delivered.
fn fallback_id(record: &BorrowedMessage<'_>, payload: &str) -> MessageId {
    #[derive(Deserialize)]
    struct Named {
        id: Uuid,
    }
    if let Ok(Named { id }) = serde_json::from_str(payload) {
        return MessageId::from_uuid(id);
    }
    let mut bytes = [0_u8; 16];
    let place = record.partition().to_be_bytes().into_iter().chain(record.offset().to_be_bytes());
    let topic = record.topic().bytes().fold(0_u32, |hash, byte| hash.rotate_left(5) ^ u32::from(byte));
    for (to, from) in bytes.iter_mut().zip(topic.to_be_bytes().into_iter().chain(place)) {
        *to = from;
    }
    MessageId::from_uuid(Uuid::new_v8(bytes))
}
