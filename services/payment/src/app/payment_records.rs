//! The recorded payments and messages, for the audit that compares them with the orders.

use bus::{OutboxEntry, OutboxPosition};
use primitives::OrderId;

use crate::domain::Payment;
use crate::store::{PaymentStore, StoreError};

/// The largest page, whatever the caller asks for.
const PAGE_MAX: u32 = 2_000;

/// Depends on nothing but the records, and makes no provider calls.
#[derive(Clone)]
pub struct PaymentRecords {
    store: PaymentStore,
}

impl PaymentRecords {
    #[must_use]
    pub fn new(store: PaymentStore) -> Self {
        Self { store }
    }

    /// Payments by ascending order id, behind `after` and not behind `up_to`, no more than `limit`.
    pub async fn between(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        self.store.between(after, up_to, limit.min(PAGE_MAX)).await
    }

    /// Messages of the outbox, sent or not, by ascending key and number, from `from` on, no more than `limit`.
    pub async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        self.store.messages(from, limit.min(PAGE_MAX)).await
    }
}
