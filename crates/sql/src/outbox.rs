//! The outbox table: what was committed together with a change and has yet to be told.

use primitives::{MessageId, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use crate::{Connection, Database, DbError, Transaction};

const IDS_PER_STATEMENT: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxRow {
    pub message_id: String,
    pub topic: String,
    pub aggregate_key: String,
    pub payload: String,
    pub traceparent: Option<String>,
    /// When it was written; while it waits, its place in the order.
    pub created_us: i64,
}

/// Adds a message to the unit of work. It is numbered behind the earlier ones of its key, and never looks older than they
/// do, whatever the clock says: that is what keeps them in order.
pub async fn enqueue(tx: &mut Transaction, row: &OutboxRow) -> Result<(), DbError> {
    // Only the last row of the aggregate is looked at, however many there are.
    sqlx::query(
        "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, traceparent, created_us, sent_us) \
         SELECT ?, ?, ?, COALESCE(MAX(last_row.aggregate_seq), 0) + 1, ?, ?, \
                CASE WHEN MAX(last_row.created_us) >= ? THEN MAX(last_row.created_us) + 1 ELSE ? END, 0 \
         FROM (SELECT aggregate_seq, created_us FROM outbox WHERE aggregate_key = ? \
               ORDER BY aggregate_seq DESC LIMIT 1) AS last_row",
    )
    .bind(&row.message_id)
    .bind(&row.topic)
    .bind(&row.aggregate_key)
    .bind(&row.payload)
    .bind(&row.traceparent)
    .bind(row.created_us)
    .bind(row.created_us)
    .bind(&row.aggregate_key)
    .execute(tx.conn())
    .await?;
    tx.note_enqueued();
    Ok(())
}

/// Up to `limit` unsent messages, oldest first; of one key never a later one without the earlier. They are durable: a relay
/// must not tell what a power cut can undo.
pub async fn unsent(db: &Database, limit: u32) -> Result<Vec<OutboxRow>, DbError> {
    let rows = {
        let mut reader = db.reader().await?;
        sqlx::query_as(
            "SELECT message_id, topic, aggregate_key, payload, traceparent, created_us FROM outbox \
             WHERE sent_us = 0 ORDER BY created_us LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&mut *reader)
        .await?
    };
    db.durable().await?;
    Ok(rows)
}

/// Committed lazily: forgetting it costs a repetition.
pub async fn mark_sent(db: &Database, messages: &[MessageId], now: Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    for some in messages.chunks(IDS_PER_STATEMENT) {
        let mut update = QueryBuilder::<Sqlite>::new("UPDATE outbox SET sent_us = ");
        update.push_bind(now.as_micros().max(1)).push(" WHERE sent_us = 0 AND message_id IN (");
        let mut ids = update.separated(", ");
        for message in some {
            ids.push_bind(message.to_string());
        }
        update.push(")");
        // The text depends on how many there are: only that of a single one is worth a place among the prepared statements.
        update.build().persistent(some.len() == 1).execute(tx.conn()).await?;
    }
    tx.commit_lazily().await
}

/// Forgets up to `limit` messages that were sent before `before`, in a unit of work of its own.
pub async fn forget_sent(db: &Database, before: Timestamp, limit: u32) -> Result<u64, DbError> {
    let mut tx = db.begin().await?;
    let forgotten = sqlx::query(
        "DELETE FROM outbox WHERE message_id IN (SELECT message_id FROM (SELECT message_id FROM outbox \
         WHERE sent_us > 0 AND sent_us < ? ORDER BY sent_us LIMIT ?) AS old)",
    )
    .bind(before.as_micros())
    .bind(limit)
    .execute(tx.conn())
    .await?
    .rows_affected();
    tx.commit_lazily().await?;
    Ok(forgotten)
}

/// When the oldest unsent message was written: tells how far behind the relay is.
pub async fn oldest_unsent(db: &Database) -> Result<Option<Timestamp>, DbError> {
    let mut reader = db.reader().await?;
    let oldest: Option<i64> = sqlx::query_scalar("SELECT MIN(created_us) FROM outbox WHERE sent_us = 0")
        .fetch_one(&mut *reader)
        .await?;
    Ok(oldest.map(Timestamp::from_micros))
}

/// Whether more than `count` messages wait: then no new work should be taken.
pub async fn holds_more_than(connection: &mut Connection, count: u32) -> Result<bool, DbError> {
    let beyond: Option<i64> = sqlx::query_scalar("SELECT 1 FROM outbox WHERE sent_us = 0 LIMIT 1 OFFSET ?")
        .bind(count)
        .fetch_optional(connection)
        .await?;
    Ok(beyond.is_some())
}
