//! All that the table still has, sent or not, for checks that messages leave in their order.

use crate::connection::Connection;
use crate::error::DbError;
use crate::statement::query;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    pub aggregate_key: String,
    pub aggregate_seq: i64,
    pub created_us: i64,
    /// 0 until it is sent.
    pub sent_us: i64,
}

/// Up to `limit` messages by ascending key and number, from `from` on, itself included. Nothing is locked.
pub async fn entries(
    connection: &mut Connection,
    from: Option<(&str, i64)>,
    limit: u32,
) -> Result<Vec<EntryRow>, DbError> {
    let (key, number) = from.unwrap_or(("", 0));
    query(
        "SELECT aggregate_key, aggregate_seq, created_us, sent_us FROM outbox \
         WHERE aggregate_key >= ? AND (aggregate_key > ? OR aggregate_seq >= ?) \
         ORDER BY aggregate_key, aggregate_seq LIMIT ?",
    )
    .bind(key)
    .bind(key)
    .bind(number)
    .bind(limit)
    .fetch_all(connection)
    .await
}
