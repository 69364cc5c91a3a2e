//! One unit of work.

use std::collections::HashSet;

use bus::Message;
use bus::adapters::sql::enqueue_all;
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

    /// Records that the messages were handled, and gives those that were not before. Where a concurrent unit of work is handling one of them,
    /// a later call is [`StoreError::Contended`].
    pub async fn mark_processed(
        &mut self,
        messages: &[MessageId],
        now: Timestamp,
    ) -> Result<HashSet<MessageId>, StoreError> {
        Ok(inbox::mark_processed_all(&mut self.tx, CONSUMER, messages, now).await?)
    }

    /// Those of the orders that have a payment.
    pub async fn load(&mut self, orders: &[OrderId]) -> Result<Vec<Payment>, StoreError> {
        rows::find_all(&mut self.tx, orders).await
    }

    /// Adds payments. Where a concurrent unit of work has added one of the same order, that is [`StoreError::Contended`].
    pub async fn insert(&mut self, payments: &[Payment], times: Times) -> Result<(), StoreError> {
        rows::insert(&mut self.tx, payments, times).await
    }

    /// Writes version n of each payment over its version n - 1. False: one has changed since it was read, and this unit of work must not be
    /// committed.
    pub async fn update(&mut self, payments: &[Payment], times: Times) -> Result<bool, StoreError> {
        rows::update(&mut self.tx, payments, times).await
    }

    /// Messages with one key are published in this order, after the commit.
    pub async fn enqueue(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        Ok(enqueue_all(&mut self.tx, messages).await?)
    }

    /// Returns when everything is durable; no one may be notified before.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}
