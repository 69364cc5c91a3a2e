//! One unit of work.

use bus::Message;
use bus::adapters::sql::enqueue;
use primitives::{MessageId, OrderId, Timestamp};
use sql::{Transaction, inbox};

use super::StoreError;
use super::rows::{self, Times};
use crate::domain::Payment;

/// The name of this service in the inbox.
const CONSUMER: &str = "payment";

/// Payments, handled messages and the outbox commit together, or none of it happened. An insert is pipelined: its failure may surface in a
/// later call, and surfaces in the commit at the latest.
pub struct PaymentTx {
    tx: Transaction,
}

impl PaymentTx {
    pub(super) fn new(tx: Transaction) -> Self {
        Self { tx }
    }

    /// Records that the message was handled; false if it was already.
    pub async fn mark_processed(&mut self, message: MessageId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(inbox::mark_processed(&mut self.tx, CONSUMER, message, now).await?)
    }

    pub async fn load(&mut self, order: OrderId) -> Result<Option<Payment>, StoreError> {
        rows::find(&mut self.tx, order).await
    }

    /// Adds a payment. Where a concurrent unit of work has added one of the same order, that is [`StoreError::Contended`].
    pub fn insert(&mut self, payment: &Payment, times: Times) -> Result<(), StoreError> {
        rows::insert(&mut self.tx, payment, times)
    }

    /// Writes version n of a payment over its version n - 1. False: it has changed since it was read, and nothing is written.
    pub async fn update(&mut self, payment: &Payment, times: Times) -> Result<bool, StoreError> {
        rows::update(&mut self.tx, payment, times).await
    }

    /// Messages with one key are published in the order of these calls, after the commit.
    pub async fn enqueue(&mut self, message: &Message) -> Result<(), StoreError> {
        Ok(enqueue(&mut self.tx, message).await?)
    }

    /// Returns when everything is durable; no one may be notified before.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}
