//! What becomes of messages that were told.

use primitives::{MessageId, Timestamp};

use crate::list::List;
use crate::{Database, DbError, Engine, OnDuplicate, Transaction, query};

/// Whoever owns them: they were told, and that is all that counts. Committed lazily: forgetting it costs a repetition.
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

/// Forgets that this one was sent, so that it can be sent again.
pub async fn forget(tx: &mut Transaction, message_id: &str) -> Result<(), DbError> {
    query("DELETE FROM outbox WHERE sent_us > 0 AND message_id = ?")
        .bind(message_id)
        .execute(tx)
        .await
        .map(drop)
}

/// Forgets up to `limit` messages that were sent before `before`, in a unit of work of its own. They are looked up first, so that
/// the write touches no other row.
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
    let mut forgotten = 0;
    for some in List::of(&ids) {
        let text = some.text("DELETE FROM outbox WHERE sent_us > 0 AND message_id IN ");
        forgotten += query(text).bind_all(some.values()).execute(&mut tx).await?;
    }
    tx.commit_lazily().await?;
    Ok(forgotten)
}
