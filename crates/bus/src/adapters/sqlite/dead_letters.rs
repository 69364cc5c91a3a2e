//! Messages that nobody could read, kept for a person.

use primitives::Timestamp;
use sql::{Database, DbError};

use super::rows::signed;
use crate::{BusError, Delivery};

/// A dead letter as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeadLetter {
    /// Where it stood in its topic.
    pub part: i64,
    pub position: i64,
    pub message_id: String,
    pub aggregate_key: String,
    pub payload: String,
    pub traceparent: Option<String>,
    pub reason: String,
    pub buried_us: i64,
}

/// Burying a message twice is burying it once.
pub(crate) async fn bury(
    db: &Database,
    delivery: &Delivery,
    reason: &str,
    now: Timestamp,
) -> Result<(), BusError> {
    let (position, message) = (delivery.position, &delivery.message);
    let mut tx = db.begin().await.map_err(BusError::new)?;
    let buried = sqlx::query(
        "INSERT INTO dead_letter (topic, part, position, message_id, aggregate_key, payload, traceparent, reason, \
         buried_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(position.topic.dead_letters())
    .bind(position.partition)
    .bind(signed(position.offset))
    .bind(message.id.to_string())
    .bind(&message.key)
    .bind(&message.payload)
    .bind(&message.traceparent)
    .bind(reason)
    .bind(now.as_micros())
    .execute(tx.conn())
    .await
    .map_err(DbError::from);
    match buried {
        Ok(_) | Err(DbError::Duplicate(_)) => tx.commit().await.map_err(BusError::new),
        Err(error) => Err(BusError::new(error)),
    }
}

pub(crate) async fn list(db: &Database, topic: &str, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
    let mut reader = db.reader().await.map_err(BusError::new)?;
    sqlx::query_as(
        "SELECT part, position, message_id, aggregate_key, payload, traceparent, reason, buried_us FROM dead_letter \
         WHERE topic = ? ORDER BY part, position LIMIT ?",
    )
    .bind(topic)
    .bind(limit)
    .fetch_all(reader.conn())
    .await
    .map_err(BusError::new)
}

pub(crate) async fn forget(db: &Database, before: Timestamp, limit: u32) -> Result<(), BusError> {
    let mut tx = db.begin().await.map_err(BusError::new)?;
    sqlx::query(
        "DELETE FROM dead_letter WHERE (topic, part, position) IN \
         (SELECT topic, part, position FROM dead_letter WHERE buried_us < ? ORDER BY buried_us LIMIT ?)",
    )
    .bind(before.as_micros())
    .bind(limit)
    .execute(tx.conn())
    .await
    .map_err(BusError::new)?;
    tx.commit_lazily().await.map_err(BusError::new)
}
