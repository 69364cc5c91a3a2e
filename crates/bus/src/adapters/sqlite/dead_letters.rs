//! Messages that could not be decoded, kept for an operator.

use contracts::topics::Topic;
use primitives::Timestamp;
use sql::{Database, DbError, query};

use super::rows::{number, signed};
use crate::message::Message;
use crate::ports::{BusError, DeadLetter, Delivery, LogPosition};

#[derive(sqlx::FromRow)]
struct DeadLetterRow {
    part: i64,
    position: i64,
    message_id: String,
    aggregate_key: String,
    payload: String,
    traceparent: Option<String>,
    occurred_us: i64,
    reason: String,
    buried_us: i64,
}

impl DeadLetterRow {
    fn letter(self, topic: Topic) -> Result<DeadLetter, BusError> {
        Ok(DeadLetter {
            position: LogPosition { topic, partition: number(self.part)?, offset: number(self.position)? },
            message: Message {
                id: self.message_id.parse().map_err(BusError::new)?,
                topic,
                key: self.aggregate_key,
                occurred_at: Timestamp::from_micros(self.occurred_us),
                payload: self.payload,
                traceparent: self.traceparent,
            },
            reason: self.reason,
            since: Timestamp::from_micros(self.buried_us),
        })
    }
}

/// A message that is there already is not added again.
pub(crate) async fn add(
    db: &Database,
    delivery: &Delivery,
    reason: &str,
    now: Timestamp,
) -> Result<(), BusError> {
    let (position, message) = (delivery.position, &delivery.message);
    let mut tx = db.begin().await.map_err(BusError::new)?;
    let added = query(
        "INSERT INTO dead_letter (topic, part, position, message_id, aggregate_key, payload, traceparent, occurred_us, \
         reason, buried_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(position.topic.dead_letters())
    .bind(position.partition)
    .bind(signed(position.offset))
    .bind(message.id.to_string())
    .bind(&message.key)
    .bind(&message.payload)
    .bind(&message.traceparent)
    .bind(message.occurred_at.as_micros())
    .bind(reason)
    .bind(now.as_micros())
    .execute(&mut tx)
    .await;
    match added {
        Ok(_) | Err(DbError::Duplicate(_)) => tx.commit().await.map_err(BusError::new),
        Err(error) => Err(BusError::new(error)),
    }
}

pub(crate) async fn list(db: &Database, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
    let mut reader = db.reader().await.map_err(BusError::new)?;
    let rows: Vec<DeadLetterRow> = query(
        "SELECT part, position, message_id, aggregate_key, payload, traceparent, occurred_us, reason, buried_us \
         FROM dead_letter WHERE topic = ? ORDER BY part, position LIMIT ?",
    )
    .bind(topic.dead_letters())
    .bind(limit)
    .fetch_all(&mut reader)
    .await
    .map_err(BusError::new)?;
    rows.into_iter().map(|row| row.letter(topic)).collect()
}

pub(crate) async fn find(db: &Database, position: LogPosition) -> Result<Option<DeadLetter>, BusError> {
    let mut reader = db.reader().await.map_err(BusError::new)?;
    let row: Option<DeadLetterRow> = query(
        "SELECT part, position, message_id, aggregate_key, payload, traceparent, occurred_us, reason, buried_us \
         FROM dead_letter WHERE topic = ? AND part = ? AND position = ?",
    )
    .bind(position.topic.dead_letters())
    .bind(position.partition)
    .bind(signed(position.offset))
    .fetch_optional(&mut reader)
    .await
    .map_err(BusError::new)?;
    row.map(|row| row.letter(position.topic)).transpose()
}

pub(crate) async fn remove(db: &Database, position: LogPosition) -> Result<(), BusError> {
    let mut tx = db.begin().await.map_err(BusError::new)?;
    query("DELETE FROM dead_letter WHERE topic = ? AND part = ? AND position = ?")
        .bind(position.topic.dead_letters())
        .bind(position.partition)
        .bind(signed(position.offset))
        .execute(&mut tx)
        .await
        .map_err(BusError::new)?;
    tx.commit().await.map_err(BusError::new)
}

pub(crate) async fn prune(db: &Database, before: Timestamp, limit: u32) -> Result<(), BusError> {
    let mut tx = db.begin().await.map_err(BusError::new)?;
    query(
        "DELETE FROM dead_letter WHERE (topic, part, position) IN \
         (SELECT topic, part, position FROM dead_letter WHERE buried_us < ? ORDER BY buried_us LIMIT ?)",
    )
    .bind(before.as_micros())
    .bind(limit)
    .execute(&mut tx)
    .await
    .map_err(BusError::new)?;
    tx.commit_lazily().await.map_err(BusError::new)
}
