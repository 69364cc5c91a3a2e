//! What this process has committed, without asking the table for it.
//!
//! Of one key nothing may overtake an earlier message, whichever process that belongs to. What this process has committed is handed over in
//! its order ([`crate::committed_rows`]), and what it took over from others it has read from the table, which it asks until nothing is left.
//! So only another process can have an earlier message of the key that waits: the later one is numbered behind it, so it was committed
//! before, and is in the table. One small query per batch finds the keys of those; in a file there is no other process, and no query.

use std::collections::HashSet;

use crate::database::Database;
use crate::error::DbError;
use crate::outbox_row::OutboxRow;
use crate::statement::query;

/// Of other processes. With more of them, every key counts as theirs.
const KEYS_MAX: usize = 1_024;

/// Up to `limit` durable messages that may be published now, in order. None: only [`super::unsent()`] knows what waits.
pub async fn take_committed(db: &Database, limit: u32) -> Result<Option<Vec<OutboxRow>>, DbError> {
    let owner = db.outbox_owner();
    if owner.is_blocked() {
        return Ok(None);
    }
    let Some(rows) = owner.committed_rows().take(limit as usize) else { return Ok(None) };
    if rows.is_empty() || owner.leases().is_none() {
        return Ok(Some(rows));
    }
    let checked = precede(db, &rows).await;
    if !matches!(checked, Ok(false)) {
        // They were taken, and are not published.
        owner.committed_rows().lose();
    }
    Ok((!checked?).then_some(rows))
}

/// Whether one of them may have to wait for a message of another process.
async fn precede(db: &Database, rows: &[OutboxRow]) -> Result<bool, DbError> {
    let of_others: Vec<(String,)> =
        query("SELECT DISTINCT aggregate_key FROM outbox WHERE sent_us = 0 AND owner <> ? LIMIT ?")
            .bind(db.outbox_owner().name())
            .bind(i64::try_from(KEYS_MAX).unwrap_or(i64::MAX))
            .fetch_all(&mut *db.reader().await?)
            .await?;
    let keys: HashSet<&str> = of_others.iter().map(|(key,)| key.as_str()).collect();
    Ok(keys.len() >= KEYS_MAX || rows.iter().any(|row| keys.contains(row.aggregate_key.as_str())))
}
