//! Payments in a SQL database, beside the inbox and the outbox that they commit with. The statements are the same for SQLite
//! and MySQL.

mod rows;

use async_trait::async_trait;
use bus::{Message, OutboxEntry, OutboxPosition};
use lifecycle::ReadyCheck;
use primitives::{MessageId, OrderId, Timestamp};
use sql::{Database, DbError, Transaction, inbox, query};

use crate::domain::Payment;
use crate::ports::{PaymentStore, PaymentTx, StoreError, Times};

/// What the inbox knows this service by.
const CONSUMER: &str = "payment";

/// The schema of this service, beside what `sql` brings along itself.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

#[derive(Debug, Clone)]
pub struct SqlPayments {
    database: Database,
}

impl SqlPayments {
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl ReadyCheck for SqlPayments {
    fn name(&self) -> &'static str {
        "payment database"
    }

    async fn check(&self) -> Result<(), String> {
        self.database.ping().await.map_err(|error| error.to_string())
    }
}

#[async_trait]
impl PaymentStore for SqlPayments {
    async fn begin(&self) -> Result<Box<dyn PaymentTx>, StoreError> {
        let tx = self.database.begin().await.map_err(refused)?;
        Ok(Box::new(SqlPaymentTx { tx }))
    }

    async fn find(&self, order: OrderId) -> Result<Option<Payment>, StoreError> {
        let mut reader = self.database.reader().await.map_err(refused)?;
        rows::find(&mut reader, order).await
    }

    async fn between(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        let mut reader = self.database.reader().await.map_err(refused)?;
        rows::between(&mut reader, after, up_to, limit).await
    }

    async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let mut reader = self.database.reader().await.map_err(refused)?;
        bus::adapters::sql::outbox_entries(&mut reader, from, limit).await.map_err(refused)
    }

    async fn count_unsettled(&self) -> Result<u64, StoreError> {
        let mut reader = self.database.reader().await.map_err(refused)?;
        let (count,): (i64,) = query("SELECT COUNT(*) FROM payments WHERE due_at IS NOT NULL")
            .fetch_one(&mut reader)
            .await
            .map_err(refused)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn make_all_due(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await.map_err(refused)?;
        query("UPDATE payments SET due_at = ? WHERE due_at > ?")
            .bind(now.as_micros())
            .bind(now.as_micros())
            .execute(&mut tx)
            .await
            .map_err(refused)?;
        tx.commit_lazily().await.map_err(refused)
    }

    async fn take_due(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        let mut reader = self.database.reader().await.map_err(refused)?;
        let due: Vec<(String,)> =
            query("SELECT order_id FROM payments WHERE due_at <= ? ORDER BY due_at, order_id LIMIT ?")
                .bind(now.as_micros())
                .bind(limit)
                .fetch_all(&mut reader)
                .await
                .map_err(refused)?;
        drop(reader);
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.database.begin().await.map_err(refused)?;
        let mut taken = Vec::new();
        for (order,) in &due {
            let updated = query("UPDATE payments SET due_at = ? WHERE order_id = ? AND due_at <= ?")
                .bind(again.as_micros())
                .bind(order)
                .bind(now.as_micros())
                .execute(&mut tx)
                .await
                .map_err(refused)?;
            // Otherwise another instance was faster. What is no order's must not hold up those that are.
            if updated == 1 {
                taken.extend(order.parse::<OrderId>());
            }
        }
        // Forgotten by a crash, they are only due once more.
        tx.commit_lazily().await.map_err(refused)?;
        Ok(taken)
    }

    async fn forget_seen(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        inbox::prune(&self.database, before, limit).await.map_err(refused)
    }
}

/// Sorts what went wrong by whether trying again can help.
fn refused(error: DbError) -> StoreError {
    match error {
        DbError::Contended(cause) => StoreError::Contended(cause),
        error @ DbError::Corrupt(_) => StoreError::Corrupt(error.into()),
        error @ (DbError::Unavailable(_)
        | DbError::Duplicate(_)
        | DbError::Poisoned
        | DbError::Migration(_)
        | DbError::File { .. }
        | DbError::Statement(_)) => StoreError::Unavailable(error.into()),
    }
}

struct SqlPaymentTx {
    tx: Transaction,
}

#[async_trait]
impl PaymentTx for SqlPaymentTx {
    async fn first_sight(&mut self, message: MessageId, now: Timestamp) -> Result<bool, StoreError> {
        inbox::mark_processed(&mut self.tx, CONSUMER, message, now).await.map_err(refused)
    }

    async fn load(&mut self, order: OrderId) -> Result<Option<Payment>, StoreError> {
        rows::find(&mut self.tx, order).await
    }

    async fn insert(&mut self, payment: &Payment, times: Times) -> Result<(), StoreError> {
        rows::insert(&mut self.tx, payment, times)
    }

    async fn update(&mut self, payment: &Payment, times: Times) -> Result<bool, StoreError> {
        rows::update(&mut self.tx, payment, times).await
    }

    async fn enqueue(&mut self, message: &Message) -> Result<(), StoreError> {
        bus::adapters::sql::enqueue(&mut self.tx, message).await.map_err(refused)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(refused)
    }
}
