//! What the catalog needs from outside.

use async_trait::async_trait;
use primitives::{EventId, Timestamp};

use crate::domain::{Event, EventDetails, Layout, Snapshot};

/// The records did not answer, or answered nonsense. Nothing was changed unless a commit was under way.
#[derive(Debug, thiserror::Error)]
#[error("the event records are not available")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl StoreError {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Where a list of events goes on: behind this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPosition {
    pub published_at: Timestamp,
    pub event: EventId,
}

/// The records of published events. A layout never changes once it is committed.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Begins a unit of work; dropping it undoes it.
    async fn begin(&self) -> Result<Box<dyn EventTx>, StoreError>;

    async fn details(&self, event: EventId) -> Result<Option<EventDetails>, StoreError>;

    async fn layout(&self, event: EventId) -> Result<Option<Layout>, StoreError>;

    /// Up to `limit` events behind `after`, by time of publishing and then by id.
    async fn list(&self, after: Option<ListPosition>, limit: u32) -> Result<Vec<EventDetails>, StoreError>;
}

#[async_trait]
pub trait EventTx: Send {
    /// False where there is an event of this id, also one that another unit of work has just added: then only dropping this one is
    /// left to do.
    async fn insert(&mut self, event: &Event) -> Result<bool, StoreError>;

    /// Says whether there is such an event.
    async fn set_on_sale_at(&mut self, event: EventId, at: Timestamp) -> Result<bool, StoreError>;

    /// Durable when it returns.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// What the seat store has to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventMeta {
    pub event: EventId,
    pub seat_count: u32,
    pub on_sale_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum ReservationsError {
    /// The seat store has not been told of the event: install it.
    #[error("the seat store does not know the event")]
    UnknownEvent,
    /// Try again.
    #[error("the seat store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ReservationsError {
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }
}

/// The service that owns the seats while they are fought over.
#[async_trait]
pub trait Reservations: Send + Sync {
    /// Makes the event's seats exist, or moves the time at which they go on sale. The same again changes nothing. Returns the
    /// event's epoch.
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError>;

    /// The fold of all changes up to its position. Some of them may still be on their way over the bus; every later one will be.
    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError>;
}
