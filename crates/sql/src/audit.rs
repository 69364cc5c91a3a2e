//! The audit table: who with special rights has changed what. A record commits with the change or not at all, and is never written over.

use std::time::Duration;

use primitives::Timestamp;

use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::statement::query;
use crate::transaction::Transaction;

/// Longer than a year: what is looked for at an annual audit is there.
const RETENTION: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// How many one transaction deletes: others wait for the writer meanwhile.
const SLICE: u32 = 500;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditRow {
    /// A UUIDv7: records of a later millisecond have greater ids.
    pub id: String,
    pub at_us: i64,
    pub actor: String,
    pub actor_kind: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// In JSON; none: it was not there.
    pub was: Option<String>,
    /// None: it is there no more.
    pub is_now: Option<String>,
    pub reason: Option<String>,
    pub trace_id: String,
}

/// Adds the record to the transaction of the change.
pub async fn record(tx: &mut Transaction, row: &AuditRow) -> Result<(), DbError> {
    query(
        "INSERT INTO audit (id, at_us, actor, actor_kind, action, object_kind, object_id, was, is_now, reason, trace_id) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&row.id)
    .bind(row.at_us)
    .bind(&row.actor)
    .bind(&row.actor_kind)
    .bind(&row.action)
    .bind(&row.object_kind)
    .bind(&row.object_id)
    .bind(&row.was)
    .bind(&row.is_now)
    .bind(&row.reason)
    .bind(&row.trace_id)
    .execute(tx)
    .await
    .map(drop)
}

const ROW: &str = "SELECT id, at_us, actor, actor_kind, action, object_kind, object_id, was, is_now, reason, trace_id FROM audit";
/// Greater than any id.
const NEWEST: &str = "~";

/// Up to `limit` records, the newest first: about this object, or about all; older than the record `before`, where one is named.
pub async fn records(
    db: &Database,
    object: Option<&str>,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<AuditRow>, DbError> {
    let before = before.unwrap_or(NEWEST);
    let mut reader = db.reader().await?;
    match object {
        Some(object) => {
            let text = format!("{ROW} WHERE object_id = ? AND id < ? ORDER BY id DESC LIMIT ?");
            let statement = query(sqlx::AssertSqlSafe(text)).bind(object).bind(before).bind(limit);
            statement.fetch_all(&mut reader).await
        }
        None => {
            let text = format!("{ROW} WHERE id < ? ORDER BY id DESC LIMIT ?");
            query(sqlx::AssertSqlSafe(text)).bind(before).bind(limit).fetch_all(&mut reader).await
        }
    }
}

/// Deletes a slice of what is too old, and says whether there may be more. The rows are looked up first, so that the write touches no others.
pub async fn prune_old(db: &Database, now: Timestamp) -> Result<bool, DbError> {
    let old: Vec<(String,)> = query("SELECT id FROM audit WHERE at_us < ? ORDER BY at_us LIMIT ?")
        .bind(now.minus(RETENTION).as_micros())
        .bind(SLICE)
        .fetch_all(&mut *db.reader().await?)
        .await?;
    if old.is_empty() {
        return Ok(false);
    }
    let ids: Vec<String> = old.into_iter().map(|(id,)| id).collect();
    let mut tx = db.begin().await?;
    for some in List::of(&ids) {
        let text = some.text("DELETE FROM audit WHERE id IN ");
        query(text).bind_all(some.values()).execute(&mut tx).await?;
    }
    tx.commit_lazily().await?;
    Ok(ids.len() >= SLICE as usize)
}
