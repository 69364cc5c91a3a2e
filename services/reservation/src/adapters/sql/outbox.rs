//! The store's own outbox: the house's table, written and marked by the hundred, and woken by the writer.

use std::sync::Arc;

use async_trait::async_trait;
use bus::adapters::sql::SqlOutbox;
use bus::{BusError, Message, Outbox};
use primitives::{Clock, MessageId, Timestamp};
use sql::{Database, DbError};
use tokio::sync::Notify;

pub(super) struct SeatOutbox {
    rows: SqlOutbox,
    database: Database,
    clock: Arc<dyn Clock>,
    grew: Notify,
}

impl SeatOutbox {
    pub(super) fn new(database: Database, clock: Arc<dyn Clock>) -> Self {
        let rows = SqlOutbox::new(database.clone(), clock.clone());
        Self { rows, database, clock, grew: Notify::new() }
    }

    pub(super) fn tell_grew(&self) {
        self.grew.notify_one();
    }

    async fn mark(&self, messages: &[MessageId]) -> Result<(), DbError> {
        let ids: Vec<String> = messages.iter().map(MessageId::to_string).collect();
        let mut tx = self.database.begin().await?;
        sqlx::query("UPDATE outbox SET sent_us = ? WHERE message_id IN (SELECT value FROM json_each(?))")
            .bind(self.clock.now().as_micros().max(1))
            .bind(serde_json::Value::from(ids).to_string())
            .execute(tx.conn())
            .await?;
        tx.commit_lazily().await
    }
}

#[async_trait]
impl Outbox for SeatOutbox {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        self.rows.unsent(limit).await
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        self.mark(messages).await.map_err(BusError::new)
    }

    async fn forget_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError> {
        self.rows.forget_sent(before, limit).await
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        self.rows.oldest_unsent().await
    }

    async fn committed(&self) {
        self.grew.notified().await;
    }
}
