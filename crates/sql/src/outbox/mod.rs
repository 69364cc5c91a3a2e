//! The outbox table: messages that were committed together with a change and have yet to be published.
//!
//! On a server several processes have rows in one table. Each publishes its own, right after its commit and without consulting the others.
//! A row is left to its owner while its lease runs; when the owner is gone, the others take over what it left.

mod committed;
mod entries;
mod ownership;
mod sent;
mod unsent;

pub use self::committed::take_committed;
pub use self::entries::{EntryRow, entries};
pub use self::ownership::hand_over;
pub use self::sent::{delete_sent, mark_sent, prune_sent};
pub use self::unsent::{holds_more_than, keys_with_unsent, last_written, oldest_unsent, unsent};

use std::collections::{HashMap, HashSet};

use crate::error::DbError;
use crate::list::List;
pub use crate::outbox_row::OutboxRow;
use crate::rows::{Insert, RowSet};
use crate::statement::{OnDuplicate, Statement, query};
use crate::transaction::Transaction;
use crate::value::Value;

/// Adds a message to the transaction. It is numbered behind the earlier ones of its key, and never looks older than they
/// do, whatever the clock says: that is what keeps them in order.
///
/// That the message is there already, or that another transaction has added one with the same key meanwhile, is reported by the commit at the
/// latest: as [`DbError::Contended`], since a server cannot tell the two apart.
pub async fn enqueue(tx: &mut Transaction, row: &OutboxRow) -> Result<(), DbError> {
    insertion(tx, row).await.pipelined(OnDuplicate::Contention, tx)
}

async fn insertion<'q>(tx: &mut Transaction, row: &'q OutboxRow) -> Statement<'q> {
    let (owner, lease_us) = (tx.outbox_owner().to_owned(), tx.outbox_lease_us().await);
    tx.note_enqueued(row.clone());
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

/// Adds messages to the transaction, as [`enqueue`] adds each of them, in their order, and in one statement.
pub async fn enqueue_all(tx: &mut Transaction, rows: &[OutboxRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (owner, lease_us) = (tx.outbox_owner().to_owned(), tx.outbox_lease_us().await);
    rows.iter().for_each(|row| tx.note_enqueued(row.clone()));
    let mut of_key = HashMap::<&str, (i64, i64)>::new();
    let rows = rows.iter().map(|row| {
        let (place, earlier_us) = of_key.entry(&row.aggregate_key).or_insert((0, i64::MIN));
        *place += 1;
        *earlier_us = row.created_us.max(earlier_us.saturating_add(1));
        let [id, topic, key, payload] =
            [&row.message_id, &row.topic, &row.aggregate_key, &row.payload].map(Value::from);
        let [place, created_us] = [*place, *earlier_us].map(Value::from);
        [id, topic, key, payload, (&row.traceparent).into(), created_us, place]
    });
    for some in RowSet::of(rows.collect()).chunks(tx.statement_bytes_max()) {
        // Behind the last row of the key that is there, in number and in time.
        let head = "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, traceparent, created_us, \
             sent_us, owner, leased_until_us) \
             SELECT n.v0, n.v1, n.v2, COALESCE(last_row.aggregate_seq, 0) + n.v6, n.v3, n.v4, \
                    CASE WHEN last_row.created_us + n.v6 > n.v5 THEN last_row.created_us + n.v6 ELSE n.v5 END, 0, ?, n.v5 + ? \
             FROM ";
        let tail = " AS n LEFT JOIN outbox AS last_row ON last_row.aggregate_key = n.v2 AND last_row.aggregate_seq = \
             (SELECT every_row.aggregate_seq FROM outbox AS every_row WHERE every_row.aggregate_key = n.v2 \
             ORDER BY every_row.aggregate_seq DESC LIMIT 1)";
        let owner = [Value::from(&owner), Value::from(lease_us)];
        let statement = some.into_table(tx.engine(), head.to_owned(), tail).bind_first(owner);
        statement.pipelined_within_limit(OnDuplicate::Contention, tx).await?;
    }
    Ok(())
}

/// As [`enqueue_all`], without those that are there already. For a writer that has these messages to itself: that another transaction has
/// added one meanwhile is [`DbError::Contended`].
pub async fn enqueue_new(tx: &mut Transaction, rows: &[OutboxRow]) -> Result<(), DbError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.message_id.as_str()).collect();
    let mut known = HashSet::<String>::new();
    for some in List::of(&ids) {
        let text = some.text("SELECT message_id FROM outbox WHERE message_id IN ");
        let found: Vec<(String,)> = query(text).bind_all(some.values().copied()).fetch_all(tx).await?;
        known.extend(found.into_iter().map(|(id,)| id));
    }
    let new = rows.iter().filter(|row| known.insert(row.message_id.clone())).cloned();
    enqueue_all(tx, &new.collect::<Vec<_>>()).await
}

/// A message whose number is known, because its writer does the counting.
#[derive(Debug, Clone)]
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

impl NumberedRow<'_> {
    fn as_read(&self) -> OutboxRow {
        OutboxRow {
            message_id: self.message_id.clone(),
            topic: self.topic.to_owned(),
            aggregate_key: self.aggregate_key.to_owned(),
            payload: self.payload.to_owned(),
            traceparent: self.traceparent.map(ToOwned::to_owned),
            created_us: self.created_us,
        }
    }
}

const NUMBERED: Insert<10> = Insert::into(
    "outbox",
    [
        "message_id",
        "topic",
        "aggregate_key",
        "aggregate_seq",
        "payload",
        "traceparent",
        "created_us",
        "sent_us",
        "owner",
        "leased_until_us",
    ],
);

/// Adds many messages to the transaction, in one statement.
pub async fn enqueue_numbered(tx: &mut Transaction, rows: &[NumberedRow<'_>]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (owner, lease_us) = (tx.outbox_owner().to_owned(), tx.outbox_lease_us().await);
    rows.iter().for_each(|row| tx.note_enqueued(row.as_read()));
    let rows = rows.iter().map(|row| {
        [
            row.message_id.as_str().into(),
            row.topic.into(),
            row.aggregate_key.into(),
            row.aggregate_seq.into(),
            row.payload.into(),
            row.traceparent.into(),
            row.created_us.into(),
            0_i64.into(),
            owner.as_str().into(),
            row.created_us.saturating_add(lease_us).into(),
        ]
    });
    NUMBERED.pipelined(rows.collect(), OnDuplicate::Contention, tx).await?;
    Ok(())
}
