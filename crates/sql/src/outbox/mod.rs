//! The outbox table: messages that were committed together with a change and have yet to be published.
//!
//! On a server several processes have rows in one table. Each publishes its own, right after its commit and without consulting the others.
//! A row is left to its owner while its lease runs; when the owner is gone, the others take over what it left.

mod entries;
mod ownership;
mod sent;
mod unsent;

pub use self::entries::{EntryRow, entries};
pub use self::ownership::hand_over;
pub use self::sent::{delete_sent, mark_sent, prune_sent};
pub use self::unsent::{holds_more_than, last_written, oldest_unsent, unsent};

use serde::Serialize;

use crate::connection::Engine;
use crate::error::DbError;
use crate::statement::{OnDuplicate, Statement, query};
use crate::transaction::Transaction;

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

/// Adds a message to the transaction. It is numbered behind the earlier ones of its key, and never looks older than they
/// do, whatever the clock says: that is what keeps them in order.
///
/// That the message is there already, or that another transaction has added one with the same key meanwhile, is reported by the commit at the
/// latest: as [`DbError::Contended`], since a server cannot tell the two apart.
pub async fn enqueue(tx: &mut Transaction, row: &OutboxRow) -> Result<(), DbError> {
    insertion(tx, row).await.pipelined(OnDuplicate::Contention, tx)
}

/// As [`enqueue`], and nothing where the message is there already.
pub async fn enqueue_once(tx: &mut Transaction, row: &OutboxRow) -> Result<(), DbError> {
    match insertion(tx, row).await.execute(tx).await {
        Ok(_) | Err(DbError::Duplicate(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn insertion<'q>(tx: &mut Transaction, row: &'q OutboxRow) -> Statement<'q> {
    let (owner, lease_us) = (tx.outbox_owner().to_owned(), tx.outbox_lease_us().await);
    tx.note_enqueued();
    // Only the last row of the aggregate is looked at, however many there are.
    query(
        "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, traceparent, created_us, sent_us, \
         owner, leased_until_us) \
         SELECT ?, ?, ?, COALESCE(MAX(last_row.aggregate_seq), 0) + 1, ?, ?, \
                CASE WHEN MAX(last_row.created_us) >= ? THEN MAX(last_row.created_us) + 1 ELSE ? END, 0, ?, ? \
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
    .bind(owner)
    .bind(row.created_us.saturating_add(lease_us))
    .bind(&row.aggregate_key)
}

/// A message whose number is known, because its writer does the counting.
#[derive(Debug, Clone, Serialize)]
pub struct NumberedRow<'m> {
    pub message_id: String,
    pub topic: &'m str,
    pub aggregate_key: &'m str,
    pub aggregate_seq: i64,
    pub payload: &'m str,
    pub traceparent: Option<&'m str>,
    /// Later than that of the number before.
    pub created_us: i64,
}

/// Adds many messages to the transaction, in one statement where the engine can take them in one.
pub async fn enqueue_numbered(tx: &mut Transaction, rows: &[NumberedRow<'_>]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    match tx.engine() {
        Engine::Sqlite => {
            let rows = serde_json::to_string(rows).map_err(|error| DbError::Corrupt(error.to_string()))?;
            let text = "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, traceparent, \
                 created_us, sent_us) \
                 SELECT value ->> 'message_id', value ->> 'topic', value ->> 'aggregate_key', value ->> 'aggregate_seq', \
                 value ->> 'payload', value ->> 'traceparent', value ->> 'created_us', 0 FROM json_each(?)";
            query(text).bind(rows).execute(tx).await?;
        }
        Engine::MySql => {
            let (owner, lease_us) = (tx.outbox_owner().to_owned(), tx.outbox_lease_us().await);
            for row in rows {
                numbered(row, &owner, lease_us).pipelined(OnDuplicate::Contention, tx)?;
            }
        }
    }
    tx.note_enqueued();
    Ok(())
}

fn numbered<'q>(row: &'q NumberedRow<'_>, owner: &'q str, lease_us: i64) -> Statement<'q> {
    query(
        "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, traceparent, created_us, sent_us, \
         owner, leased_until_us) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
    )
    .bind(&row.message_id)
    .bind(row.topic)
    .bind(row.aggregate_key)
    .bind(row.aggregate_seq)
    .bind(row.payload)
    .bind(row.traceparent)
    .bind(row.created_us)
    .bind(owner)
    .bind(row.created_us.saturating_add(lease_us))
}
