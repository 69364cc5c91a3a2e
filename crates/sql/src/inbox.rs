//! The inbox table: which messages a consumer has processed already.

use std::collections::BTreeMap;
use std::time::Duration;

use primitives::{Clock, MessageId, Timestamp};
use tokio::time::sleep;

use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::statement::query;
use crate::transaction::Transaction;

/// Twice as long as the bus keeps a message: nothing that is pruned can be delivered again.
const RETENTION: Duration = Duration::from_secs(14 * 24 * 60 * 60);
const PRUNE_EVERY: Duration = Duration::from_secs(60);
/// How much one transaction deletes, and how long others have the writer to themselves before the next one.
const SLICE: u32 = 500;
const BETWEEN_SLICES: Duration = Duration::from_millis(50);
const SLICES_MAX: usize = 100;

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

/// Deletes up to `limit` messages that were processed before `before`, which has to lie further back than the bus keeps messages, and says how
/// many. They are looked up first, so that the write touches no other row.
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
    let mut deleted = 0;
    for (consumer, messages) in &of_consumer {
        for some in List::of(messages) {
            let text = some.text("DELETE FROM inbox WHERE consumer = ? AND message_id IN ");
            deleted += query(text).bind(consumer).bind_all(some.values()).execute(&mut tx).await?;
        }
    }
    tx.commit_lazily().await?;
    Ok(deleted)
}

/// Keeps the inbox bounded until `stopped`. A round that fails is logged, and the next one comes at its time.
pub async fn keep_pruned(db: &Database, clock: &dyn Clock, stopped: impl Future<Output = ()>) {
    let rounds = async {
        loop {
            sleep(PRUNE_EVERY).await;
            if let Err(error) = prune_expired(db, clock.now()).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the inbox could not be pruned");
            }
        }
    };
    // Each slice is a transaction of its own, so a round may be dropped between any two.
    tokio::select! {
        () = stopped => {}
        () = rounds => {}
    }
}

/// Deletes what is older than any message that can still be delivered, in slices, so that no writer waits for long; says how many.
pub async fn prune_expired(db: &Database, now: Timestamp) -> Result<u64, DbError> {
    let mut pruned = 0;
    for _ in 0..SLICES_MAX {
        let slice = prune(db, now.minus(RETENTION), SLICE).await?;
        pruned += slice;
        if slice < u64::from(SLICE) {
            break;
        }
        sleep(BETWEEN_SLICES).await;
    }
    Ok(pruned)
}
