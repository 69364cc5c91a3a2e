//! How a seat store that has lost data is brought back to the truth.

use async_trait::async_trait;
use primitives::{EventId, OrderId, SeatId};
use uuid::Uuid;

use super::seat_store::EventMeta;
use super::unavailable::Unavailable;
use crate::domain::{SaleState, Seat};

/// Rebuilding events and correcting single seats, on the word of the sales records. Atomicity, clock and failures are as in [`super::SeatStore`].
#[async_trait]
pub trait SeatRecovery: Send + Sync {
    /// Every event that the store knows of, by ascending id, and whether it answers for its seats. A part of the store that cannot be reached
    /// leaves its own events unanswered, and no others.
    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable>;

    /// Comes before [`SeatRecovery::restore`], and before the sales are queried: closes the event, so that nothing changes while its seats
    /// are rebuilt. An event that is ready is closed only with `force`.
    async fn prepare(&self, event: EventId, force: bool) -> Result<Preparation, Unavailable>;

    /// Rebuilds all seats of the event from the sales records, and opens it. Bounded steps, of which only the last one opens; after an
    /// error the event is as closed as before. A live hold that the store still has stays where the sales do not say otherwise, and so do
    /// tombstones and the outbox. The versions start over under the higher epoch, and a message instructs readers to fetch again, unless
    /// it is the first epoch. Repeating the same restoration changes nothing.
    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError>;

    /// Up to `limit` seats behind `after` that are not available, by ascending id, as the store has them now.
    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable>;

    /// Corrects each of these seats that still has the owner it had when it was read, and publishes the changes. Returns how many.
    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEvent {
    pub event: EventId,
    pub readiness: Readiness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// Lost, or being rebuilt.
    NotReady,
    /// The part of the store that has it cannot be reached.
    Unanswered,
}

/// The answer to an instance that wants to rebuild an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparation {
    /// There is nothing to do.
    Ready { epoch: u64 },
    /// Another instance is rebuilding it, or was a moment ago.
    Busy,
    /// Closed. The restoration has to carry this mark: a store that loses everything once more loses the mark too, and then what the
    /// sales answered since may be older than what is lost.
    Closed { mark: Uuid },
}

/// Everything that is known of an event, for a store that knows nothing.
#[derive(Debug, Clone)]
pub struct Restoration {
    pub meta: EventMeta,
    /// The fence: of two restorations only the one with the higher epoch can complete.
    pub epoch: u64,
    pub mark: Uuid,
    /// What the sales records say, each seat at most once.
    pub seats: Vec<RestoredSeat>,
}

/// For a seat that is not named, the store's own record counts as far as it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredSeat {
    pub seat: SeatId,
    pub sale: SaleState,
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("epoch {epoch} of the event is there already, or under way")]
    Superseded { epoch: u64 },
    /// Start over with [`SeatRecovery::prepare`].
    #[error("the store has lost the event once more")]
    LostAgain,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The correction of one seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub seat: SeatId,
    /// The seat as it was read. Only its owner is compared: an extension since may have moved its end.
    pub was: Seat,
    /// None: the seat belongs to no one.
    pub sold_to: Option<OrderId>,
}
