//! What the catalog needs from other services.

use std::time::Duration;

use async_trait::async_trait;
use primitives::{Cause, EventId, Timestamp};

use crate::domain::{PlaceStanding, Snapshot};

/// What the seat store needs to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventMeta {
    pub event: EventId,
    pub seat_count: u32,
    pub on_sale_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum ReservationsError {
    /// The event is not installed in the seat store: install it.
    #[error("the seat store does not know the event")]
    UnknownEvent,
    /// A retry may help.
    #[error("the seat store is not available")]
    Unavailable(#[source] Cause),
}

impl ReservationsError {
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }
}

/// The service that owns the seats.
#[async_trait]
pub trait SeatSnapshots: Send + Sync {
    /// Creates the event's seats, or moves the time at which they go on sale. Idempotent. Returns the event's epoch.
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError>;

    /// The fold of all changes up to its position. Some of them may still be on their way over the bus; every later one will come over it.
    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError>;
}

/// Where a place stands, and when to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceAnswer {
    pub standing: PlaceStanding,
    pub ask_after: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceSourceError {
    /// It is not genuine, of another event, or of a line that is no more.
    #[error("the ticket is of no place in this line")]
    NoSuchPlace,
    /// A retry may help.
    #[error("the waiting room is not available")]
    Unavailable(#[source] Cause),
}

/// The service that owns the lines.
#[async_trait]
pub trait Places: Send + Sync {
    /// The place of a ticket, in the line of this event. Its visitor is there for as long as it is asked for.
    async fn place(&self, event: EventId, ticket: &str) -> Result<PlaceAnswer, PlaceSourceError>;
}
