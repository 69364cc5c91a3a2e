//! The parking table: messages that a consumer cannot process, kept with where they came from.

use primitives::Timestamp;

use crate::database::Database;
use crate::error::DbError;
use crate::statement::query;
use crate::transaction::Transaction;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ParkedRow {
    pub message_id: String,
    pub topic: String,
    pub aggregate_key: String,
    pub payload: String,
    pub traceparent: Option<String>,
    pub log_partition: i64,
    pub log_offset: i64,
    pub reason: String,
}

/// Topics and keys of all that is parked for this consumer.
pub async fn keys(db: &Database, consumer: &str) -> Result<Vec<(String, String)>, DbError> {
    query("SELECT DISTINCT topic, aggregate_key FROM parked WHERE consumer = ?")
        .bind(consumer)
        .fetch_all(&mut *db.reader().await?)
        .await
}

/// Durable when it returns. Parking a message twice is parking it once.
pub async fn park(db: &Database, consumer: &str, row: &ParkedRow, now: Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    let inserted = query(
        "INSERT INTO parked (message_id, consumer, topic, aggregate_key, payload, traceparent, log_partition, \
         log_offset, reason, parked_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&row.message_id)
    .bind(consumer)
    .bind(&row.topic)
    .bind(&row.aggregate_key)
    .bind(&row.payload)
    .bind(&row.traceparent)
    .bind(row.log_partition)
    .bind(row.log_offset)
    .bind(&row.reason)
    .bind(now.as_micros())
    .execute(&mut tx)
    .await;
    match inserted {
        Ok(_) => tx.commit().await,
        Err(DbError::Duplicate(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// All messages with this key, whichever consumer has parked them, in the order in which they were fetched.
pub async fn of_key(tx: &mut Transaction, key: &str) -> Result<Vec<ParkedRow>, DbError> {
    query(
        "SELECT message_id, topic, aggregate_key, payload, traceparent, log_partition, log_offset, reason FROM parked \
         WHERE aggregate_key = ? ORDER BY topic, log_partition, log_offset",
    )
    .bind(key)
    .fetch_all(tx)
    .await
}

/// Removes this message, and no other: its consumer may be parking the next one of its key.
pub async fn remove(tx: &mut Transaction, message_id: &str) -> Result<(), DbError> {
    query("DELETE FROM parked WHERE message_id = ?").bind(message_id).execute(tx).await.map(drop)
}
