//! The payments and their messages as they stand, for whoever holds them against the orders.

use std::sync::Arc;

use bus::{OutboxEntry, OutboxPosition};
use primitives::OrderId;

use crate::domain::Payment;
use crate::ports::{PaymentStore, StoreError};

/// However many are asked for.
const RECORDS_MAX: u32 = 2_000;

/// Knows the records and nothing else, and asks nobody for money.
#[derive(Clone)]
pub struct PaymentRecords {
    store: Arc<dyn PaymentStore>,
}

impl PaymentRecords {
    #[must_use]
    pub fn new(store: Arc<dyn PaymentStore>) -> Self {
        Self { store }
    }

    /// Payments by ascending order id, behind `after` and not behind `up_to`, no more than `limit`.
    pub async fn between(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        self.store.between(after, up_to, limit.min(RECORDS_MAX)).await
    }

    /// Messages of the outbox, sent or not, by ascending key and number, from `from` on, no more than `limit`.
    pub async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        self.store.messages(from, limit.min(RECORDS_MAX)).await
    }
}
