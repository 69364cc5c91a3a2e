//! A message as it stands in the outbox table.

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxRow {
    pub message_id: String,
    pub topic: String,
    pub aggregate_key: String,
    pub payload: String,
    pub traceparent: Option<String>,
    /// When it was written; while it waits, its place in the order.
    pub created_us: i64,
}
