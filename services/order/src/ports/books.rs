//! The books of the house, to be read and compared: our own, and those of the other services. Pages are bounded, and nothing that is
//! read is locked: two pages may be of different moments.

use std::collections::HashMap;

use async_trait::async_trait;
use primitives::{EventId, OrderId, SeatId};

use super::{Cause, StoreError};
use crate::domain::promises::{Account, Fate, KeyLink, MapView, OwnMessage, Payment, SeatRecord};
use crate::domain::sales::{Sale, UnderWay};

/// What this service has written down. Everything is told as it was last committed, durable or not.
#[async_trait]
pub trait OwnBooks: Send + Sync {
    /// Orders by ascending id.
    async fn accounts(&self, after: Option<OrderId>, limit: u32) -> Result<Vec<Account>, StoreError>;

    /// Idempotency keys by ascending digest.
    async fn keys(&self, after: Option<&str>, limit: u32) -> Result<Vec<KeyLink>, StoreError>;

    /// Messages of the outbox by ascending key and number, from `from` on, itself included.
    async fn messages(&self, from: Option<&MessagePlace>, limit: u32) -> Result<Vec<OwnMessage>, StoreError>;

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

/// Where a message stands in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePlace {
    pub key: String,
    pub number: i64,
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
