//! What the other services have recorded, to be compared with the records of this one. Pages are bounded, and nothing that is read is locked:
//! two pages may be of different moments.

use async_trait::async_trait;
use bus::OutboxPosition;
use primitives::{Cause, EventId, OrderId, SeatId, Timestamp};

use crate::domain::promises::{LineReport, MapView, OutboxMessage, PaymentRecord, PublicStock, SeatRecord};

/// The records of the other services.
#[async_trait]
pub trait OtherBooks: Send + Sync {
    /// Every event that the seat store knows, by ascending id.
    async fn events(&self) -> Result<Vec<EventId>, BooksUnavailable>;

    /// Seats that are not available, by ascending id.
    async fn seats(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, BooksUnavailable>;

    /// A seat that a hold has left single in spite of the rule of the event, as the seat store has noted it.
    async fn left_single(&self, event: EventId) -> Result<Option<SeatId>, BooksUnavailable>;

    /// The seats of the event as the seat store would show them.
    async fn seat_store(&self, event: EventId) -> Result<MapView, BooksUnavailable>;

    /// The seats of the event as the public sees them. None: the event has been over for so long that it is forgotten.
    async fn public_map(&self, event: EventId) -> Result<Option<MapView>, BooksUnavailable>;

    /// What the public was shown of the event's stock. None: as for the map.
    async fn public_stock(&self, event: EventId) -> Result<Option<PublicStock>, BooksUnavailable>;

    /// The first line of an event behind this one, as the waiting room has judged it.
    async fn line_behind(&self, event: Option<EventId>) -> Result<Option<LineReport>, BooksUnavailable>;

    /// Payments by ascending order id, not behind `up_to`.
    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, BooksUnavailable>;

    /// Messages of payment's outbox by ascending key and number, from `from` on, itself included.
    async fn payment_messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, BooksUnavailable>;

    /// When the oldest message that the seat store has not sent yet was written. It keeps no message that it has sent.
    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, BooksUnavailable>;
}

#[derive(Debug, thiserror::Error)]
#[error("the books of {whose} cannot be read")]
pub struct BooksUnavailable {
    pub whose: &'static str,
    #[source]
    pub cause: Cause,
}

impl BooksUnavailable {
    pub fn new(whose: &'static str, cause: impl Into<Cause>) -> Self {
        Self { whose, cause: cause.into() }
    }
}
