//! What becomes of messages that were published.

use primitives::{MessageId, Timestamp};

use crate::connection::Engine;
use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::statement::{OnDuplicate, query};
use crate::transaction::Transaction;

/// Whichever process owns them: they were published, and that is all that counts. Committed lazily: losing it costs a duplicate.
pub async fn mark_sent(db: &Database, messages: &[MessageId], now: Timestamp) -> Result<(), DbError> {
    let ids: Vec<String> = messages.iter().map(MessageId::to_string).collect();
    let sent_us = now.as_micros().max(1);
    let mut tx = db.begin().await?;
    match tx.engine() {
        Engine::Sqlite => {
            query("UPDATE outbox SET sent_us = ? WHERE sent_us = 0 AND message_id IN (SELECT value FROM json_each(?))")
                .bind(sent_us)
                .bind(json_list(&ids))
                .execute(&mut tx)
                .await?;
        }
        // A list of keys, because an update by a subquery locks more than it changes.
        Engine::MySql => {
            for some in List::of(&ids) {
                let text = some.text("UPDATE outbox SET sent_us = ? WHERE sent_us = 0 AND message_id IN ");
                query(text).bind(sent_us).bind_all(some.values()).pipelined(OnDuplicate::Error, &mut tx)?;
            }
        }
    }
    tx.commit_lazily().await
}

/// Of ids, in which nothing needs escaping.
fn json_list(ids: &[String]) -> String {
    if ids.is_empty() { "[]".to_owned() } else { format!("[\"{}\"]", ids.join("\",\"")) }
}

/// Deletes a message that was sent, so that it can be sent again.
pub async fn delete_sent(tx: &mut Transaction, message_id: &str) -> Result<(), DbError> {
    query("DELETE FROM outbox WHERE sent_us > 0 AND message_id = ?")
        .bind(message_id)
        .execute(tx)
        .await
        .map(drop)
}

/// Deletes up to `limit` messages that were sent before `before`, in a transaction of its own, and says how many. They are looked up first, so
/// that the write touches no other row.
pub async fn prune_sent(db: &Database, before: Timestamp, limit: u32) -> Result<u64, DbError> {
    let old: Vec<(String,)> =
        query("SELECT message_id FROM outbox WHERE sent_us > 0 AND sent_us < ? ORDER BY sent_us LIMIT ?")
            .bind(before.as_micros())
            .bind(limit)
            .fetch_all(&mut *db.reader().await?)
            .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let ids: Vec<String> = old.into_iter().map(|(id,)| id).collect();
    let mut tx = db.begin().await?;
    let mut deleted = 0;
    for some in List::of(&ids) {
        let text = some.text("DELETE FROM outbox WHERE sent_us > 0 AND message_id IN ");
        deleted += query(text).bind_all(some.values()).execute(&mut tx).await?;
    }
    tx.commit_lazily().await?;
    Ok(deleted)
}
