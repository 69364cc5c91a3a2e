//! The answers table: what a call under an idempotency key was answered, or that it is being worked on.

use primitives::Timestamp;

use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::statement::query;
use crate::transaction::Transaction;

/// How many one transaction deletes: others wait for the writer meanwhile.
const SLICE: u32 = 500;

/// What stands under a key. A status of 0: the call is being worked on, and `trace_id` is the id of its lease.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnswerRow {
    pub fingerprint: String,
    pub status: i64,
    pub trace_id: String,
    pub body: String,
    pub until_us: i64,
}

/// Puts `taken` under the key, unless something stands under it that is not over yet: then that is the answer. Of callers at the same time one
/// takes it. What a crash forgets of this was not begun.
pub async fn begin(
    db: &Database,
    digest: &str,
    taken: &AnswerRow,
    now: Timestamp,
) -> Result<Option<AnswerRow>, DbError> {
    let mut tx = db.begin().await?;
    let insert = "INSERT INTO answers (digest, fingerprint, status, trace_id, body, until_us) VALUES (?, ?, ?, ?, ?, ?)";
    let inserted = query(insert)
        .bind(digest)
        .bind(&taken.fingerprint)
        .bind(taken.status)
        .bind(&taken.trace_id)
        .bind(&taken.body)
        .bind(taken.until_us)
        .execute(&mut tx)
        .await;
    let known = match inserted {
        Ok(_) => None,
        Err(DbError::Duplicate(_)) => renew(&mut tx, digest, taken, now).await?,
        Err(error) => return Err(error),
    };
    tx.commit_lazily().await?;
    Ok(known)
}

/// Takes a key that something stands under, if it is over. None: it is taken.
async fn renew(
    tx: &mut Transaction,
    digest: &str,
    taken: &AnswerRow,
    now: Timestamp,
) -> Result<Option<AnswerRow>, DbError> {
    let renewed = query(
        "UPDATE answers SET fingerprint = ?, status = ?, trace_id = ?, body = ?, until_us = ? \
         WHERE digest = ? AND until_us <= ?",
    )
    .bind(&taken.fingerprint)
    .bind(taken.status)
    .bind(&taken.trace_id)
    .bind(&taken.body)
    .bind(taken.until_us)
    .bind(digest)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    if renewed > 0 {
        return Ok(None);
    }
    let known = query("SELECT fingerprint, status, trace_id, body, until_us FROM answers WHERE digest = ?");
    // Pruned between the two: then it is not recorded, as if it had come without a key.
    known.bind(digest).fetch_optional(tx).await
}

/// Replaces what was taken under `lease` by the answer, which is durable then. False: another caller has taken the key meanwhile.
pub async fn finish(db: &Database, digest: &str, lease: &str, answer: &AnswerRow) -> Result<bool, DbError> {
    let mut tx = db.begin().await?;
    let finished = query(
        "UPDATE answers SET status = ?, trace_id = ?, body = ?, until_us = ? \
         WHERE digest = ? AND status = 0 AND trace_id = ?",
    )
    .bind(answer.status)
    .bind(&answer.trace_id)
    .bind(&answer.body)
    .bind(answer.until_us)
    .bind(digest)
    .bind(lease)
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(finished > 0)
}

/// Gives back what was taken under `lease`.
pub async fn abandon(db: &Database, digest: &str, lease: &str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    query("DELETE FROM answers WHERE digest = ? AND status = 0 AND trace_id = ?")
        .bind(digest)
        .bind(lease)
        .execute(&mut tx)
        .await?;
    tx.commit_lazily().await
}

/// Deletes a slice of what is over, and says whether there may be more. The rows are looked up first, so that the write touches no others.
pub async fn prune_expired(db: &Database, now: Timestamp) -> Result<bool, DbError> {
    let over: Vec<(String,)> =
        query("SELECT digest FROM answers WHERE until_us <= ? ORDER BY until_us LIMIT ?")
            .bind(now.as_micros())
            .bind(SLICE)
            .fetch_all(&mut *db.reader().await?)
            .await?;
    if over.is_empty() {
        return Ok(false);
    }
    let over: Vec<String> = over.into_iter().map(|(digest,)| digest).collect();
    let mut tx = db.begin().await?;
    for some in List::of(&over) {
        let text = some.text("DELETE FROM answers WHERE until_us <= ? AND digest IN ");
        query(text).bind(now.as_micros()).bind_all(some.values()).execute(&mut tx).await?;
    }
    tx.commit_lazily().await?;
    Ok(over.len() >= SLICE as usize)
}
