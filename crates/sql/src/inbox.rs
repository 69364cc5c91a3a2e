//! The inbox table: which messages a consumer has processed already.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use primitives::{MessageId, Timestamp};

use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::rows::Insert;
use crate::statement::{OnDuplicate, query};
use crate::transaction::Transaction;

/// Twice as long as the bus keeps a message: nothing that is pruned can be delivered again.
const RETENTION: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How many one transaction deletes: others wait for the writer meanwhile.
const SLICE: u32 = 500;

/// Marks the message as processed, in the transaction that does what it asks for. False: it was marked before. While another transaction is
/// processing it, this waits for the end of that one.
pub async fn mark_processed(
    tx: &mut Transaction,
    consumer: &str,
    message: MessageId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let inserted = query("INSERT INTO inbox (consumer, message_id, seen_us) VALUES (?, ?, ?)")
        .bind(consumer)
        .bind(message.to_string())
        .bind(now.as_micros())
        .execute(tx)
        .await;
    match inserted {
        Ok(_) => Ok(true),
        Err(DbError::Duplicate(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

const MARK: Insert<3> = Insert::into("inbox", ["consumer", "message_id", "seen_us"]);

/// As [`mark_processed`], for many messages: gives those that were not marked before. That another transaction is processing one of them is
/// reported as [`DbError::Contended`], by a later statement or by the commit.
pub async fn mark_processed_all(
    tx: &mut Transaction,
    consumer: &str,
    messages: &[MessageId],
    now: Timestamp,
) -> Result<HashSet<MessageId>, DbError> {
    // In one order for all transactions, so that no two deadlock.
    let mut messages: Vec<(String, MessageId)> = messages.iter().map(|id| (id.to_string(), *id)).collect();
    messages.sort_unstable();
    messages.dedup();
    let ids: Vec<&str> = messages.iter().map(|(id, _)| id.as_str()).collect();
    let mut known = HashSet::<String>::new();
    for some in List::of(&ids) {
        let text = some.text("SELECT message_id FROM inbox WHERE consumer = ? AND message_id IN ");
        let values = some.values().copied();
        let rows: Vec<(String,)> = query(text).bind(consumer).bind_all(values).fetch_all(tx).await?;
        known.extend(rows.into_iter().map(|(id,)| id));
    }
    messages.retain(|(id, _)| !known.contains(id));
    let rows = messages.iter().map(|(id, _)| [consumer.into(), id.into(), now.as_micros().into()]);
    MARK.pipelined(rows.collect(), OnDuplicate::Contention, tx).await?;
    Ok(messages.iter().map(|(_, id)| *id).collect())
}

/// Deletes a slice of what is older than any message that can still be delivered, and says whether there may be more. The rows are looked up
/// first, so that the write touches no others.
pub async fn prune_expired(db: &Database, now: Timestamp) -> Result<bool, DbError> {
    let expired: Vec<(String, String)> =
        query("SELECT consumer, message_id FROM inbox WHERE seen_us < ? ORDER BY seen_us LIMIT ?")
            .bind(now.minus(RETENTION).as_micros())
            .bind(SLICE)
            .fetch_all(&mut *db.reader().await?)
            .await?;
    if expired.is_empty() {
        return Ok(false);
    }
    let may_be_more = expired.len() >= SLICE as usize;
    let mut of_consumer = BTreeMap::<String, Vec<String>>::new();
    for (consumer, message) in expired {
        of_consumer.entry(consumer).or_default().push(message);
    }
    let mut tx = db.begin().await?;
    for (consumer, messages) in &of_consumer {
        for some in List::of(messages) {
            let text = some.text("DELETE FROM inbox WHERE consumer = ? AND message_id IN ");
            query(text).bind(consumer).bind_all(some.values()).execute(&mut tx).await?;
        }
    }
    tx.commit_lazily().await?;
    Ok(may_be_more)
}
