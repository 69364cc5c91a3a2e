//! The books of the house, to be read and compared: our own, and those of the other services. Pages are bounded, and nothing that is
//! read is locked: two pages may be of different moments.

use std::collections::HashMap;

use async_trait::async_trait;
use bus::{OutboxEntry, OutboxPosition};
use primitives::{Cause, EventId, OrderId, SeatId, Timestamp};

use super::StoreError;
use crate::domain::promises::{Account, Fate, KeyLink, MapView, OutboxMessage, Payment, SeatRecord};
use crate::domain::sales::{Sale, UnderWay};

/// What this service has written down. Everything is told as it was last committed, durable or not.
#[async_trait]
pub trait OwnBooks: Send + Sync {
    /// Orders by ascending id.
    async fn accounts(&self, after: Option<OrderId>, limit: u32) -> Result<Vec<Account>, StoreError>;

    /// Idempotency keys by ascending digest.
    async fn keys(&self, after: Option<&str>, limit: u32) -> Result<Vec<KeyLink>, StoreError>;

    /// Messages of the outbox by ascending key and number, from `from` on, itself included.
    async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, StoreError>;

    /// Rows of the ledger by ascending seat, not behind `up_to`.
    async fn ledger(
        &self,
        event: EventId,
        after: Option<SeatId>,
        up_to: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<Sale>, StoreError>;

    /// What has become of those of the orders that there are.
    async fn fates(&self, orders: &[OrderId]) -> Result<HashMap<OrderId, Fate>, StoreError>;

    /// The orders of the event that may still become a sale.
    async fn under_way(&self, event: EventId) -> Result<Vec<UnderWay>, StoreError>;

    /// The next event of which anything is sold.
    async fn event_behind(&self, event: Option<EventId>) -> Result<Option<EventId>, StoreError>;
}

/// What the other services have written down.
#[async_trait]
pub trait OtherBooks: Send + Sync {
    /// Every event that the seat store has heard of, by ascending id.
    async fn events(&self) -> Result<Vec<EventId>, Unanswered>;

    /// Seats that are anything but available, by ascending id.
    async fn seats(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, Unanswered>;

    /// The seats of the event as the seat store would show them.
    async fn seat_store(&self, event: EventId) -> Result<MapView, Unanswered>;

    /// The seats of the event as the public sees them.
    async fn public_map(&self, event: EventId) -> Result<MapView, Unanswered>;

    /// Payments by ascending order id, not behind `up_to`.
    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, Unanswered>;

    /// Messages of payment's outbox by ascending key and number, from `from` on, itself included.
    async fn payment_messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, Unanswered>;

    /// When the oldest message was written that the seat store has yet to tell. Of what it has told nothing is left to be read.
    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, Unanswered>;
}

impl From<OutboxEntry> for OutboxMessage {
    fn from(entry: OutboxEntry) -> Self {
        let OutboxEntry { position: OutboxPosition { key, number }, written_at, is_sent } = entry;
        Self { key, number, is_sent, written: written_at }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the books of {whose} cannot be read")]
pub struct Unanswered {
    pub whose: &'static str,
    #[source]
    pub cause: Cause,
}

impl Unanswered {
    pub fn new(whose: &'static str, cause: impl Into<Cause>) -> Self {
        Self { whose, cause: cause.into() }
    }
}
