//! The inbox table: which messages a consumer has worked on already.

use std::collections::BTreeMap;

use primitives::{MessageId, Timestamp};

use crate::list::List;
use crate::{Database, DbError, Transaction, query};

/// Remembers the message in the unit of work that does what it asks. False: that work was committed before. While another unit
/// of work is at it, this waits for its end.
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

/// Forgets up to `limit` messages seen before `before`, which has to lie further back than the bus keeps messages. They are looked
/// up first, so that the write touches no other row.
pub async fn prune(db: &Database, before: Timestamp, limit: u32) -> Result<u64, DbError> {
    let old: Vec<(String, String)> =
        query("SELECT consumer, message_id FROM inbox WHERE seen_us < ? ORDER BY seen_us LIMIT ?")
            .bind(before.as_micros())
            .bind(limit)
            .fetch_all(&mut *db.reader().await?)
            .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let mut of_consumer = BTreeMap::<String, Vec<String>>::new();
    for (consumer, message) in old {
        of_consumer.entry(consumer).or_default().push(message);
    }
    let mut tx = db.begin().await?;
    let mut forgotten = 0;
    for (consumer, messages) in &of_consumer {
        for some in List::of(messages) {
            let text = some.text("DELETE FROM inbox WHERE consumer = ? AND message_id IN ");
            forgotten += query(text).bind(consumer).bind_all(some.values()).execute(&mut tx).await?;
        }
    }
    tx.commit_lazily().await?;
    Ok(forgotten)
}
