//! Reading payments, beginning units of work that write them, and claiming those that are due.

use bus::{OutboxEntry, OutboxPosition};
use primitives::{OrderId, Timestamp};
use sql::{Database, query};

use super::{PaymentTx, StoreError, rows};
use crate::domain::Payment;

/// Cheap to clone. Reads show what was last committed, and change nothing.
#[derive(Debug, Clone)]
pub struct PaymentStore {
    database: Database,
}

impl PaymentStore {
    /// Of a database that was opened with [`super::MIGRATOR`].
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Begins a unit of work. Dropped without a commit, it never happened.
    pub async fn begin(&self) -> Result<PaymentTx, StoreError> {
        Ok(PaymentTx::new(self.database.begin().await?))
    }

    pub async fn find(&self, order: OrderId) -> Result<Option<Payment>, StoreError> {
        rows::find(&mut *self.database.reader().await?, order).await
    }

    /// Payments by ascending order id, behind `after` and not behind `up_to`, no more than `limit`.
    pub async fn between(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        rows::between(&mut *self.database.reader().await?, after, up_to, limit).await
    }

    /// Up to `limit` messages of the outbox, sent or not, by ascending key and number, from `from` on, itself included.
    pub async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        Ok(bus::adapters::sql::outbox_entries(&mut *self.database.reader().await?, from, limit).await?)
    }

    /// How many payments have an outstanding provider call.
    pub async fn count_unsettled(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM payments WHERE due_at IS NOT NULL")
            .fetch_one(&mut *self.database.reader().await?)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Ends every lease: after a start no process is working on any unsettled payment.
    pub async fn make_all_due(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await?;
        query("UPDATE payments SET due_at = ? WHERE due_at > ?")
            .bind(now.as_micros())
            .bind(now.as_micros())
            .execute(&mut tx)
            .await?;
        Ok(tx.commit_lazily().await?)
    }

    /// Leases up to `limit` payments that are due at `now`, the longest due first, until `again`: the next caller gets others, so that no
    /// payment blocks another. A crash forgets the leases, and the payments are only due once more.
    pub async fn take_due(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        let due: Vec<(String,)> =
            query("SELECT order_id FROM payments WHERE due_at <= ? ORDER BY due_at, order_id LIMIT ?")
                .bind(now.as_micros())
                .bind(limit)
                .fetch_all(&mut *self.database.reader().await?)
                .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.database.begin().await?;
        let mut taken = Vec::new();
        for (order,) in &due {
            let updated = query("UPDATE payments SET due_at = ? WHERE order_id = ? AND due_at <= ?")
                .bind(again.as_micros())
                .bind(order)
                .bind(now.as_micros())
                .execute(&mut tx)
                .await?;
            // Otherwise another instance was faster. An id that cannot be decoded must not block the others.
            if updated == 1 {
                taken.extend(order.parse::<OrderId>());
            }
        }
        tx.commit_lazily().await?;
        Ok(taken)
    }
}
