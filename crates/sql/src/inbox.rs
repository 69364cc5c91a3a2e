//! The inbox table: which messages a consumer has worked on already.

use primitives::{MessageId, Timestamp};

use crate::{Database, DbError, Transaction};

/// Remembers the message in the unit of work that does what it asks. False: that work was committed before.
pub async fn first_sight(
    tx: &mut Transaction,
    consumer: &str,
    message: MessageId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let inserted = sqlx::query("INSERT INTO inbox (consumer, message_id, seen_us) VALUES (?, ?, ?)")
        .bind(consumer)
        .bind(message.to_string())
        .bind(now.as_micros())
        .execute(tx.conn())
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(true),
        Err(DbError::Duplicate(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Forgets up to `limit` messages seen before `before`, which has to lie further back than the bus keeps messages.
pub async fn forget_seen(db: &Database, before: Timestamp, limit: u32) -> Result<u64, DbError> {
    let mut tx = db.begin().await?;
    let forgotten = sqlx::query(
        "DELETE FROM inbox WHERE (consumer, message_id) IN (SELECT consumer, message_id FROM \
         (SELECT consumer, message_id FROM inbox WHERE seen_us < ? ORDER BY seen_us LIMIT ?) AS old)",
    )
    .bind(before.as_micros())
    .bind(limit)
    .execute(tx.conn())
    .await?
    .rows_affected();
    tx.commit_lazily().await?;
    Ok(forgotten)
}
