//! How a seat store that has lost something is brought back to the truth.

use primitives::{EventId, OrderId, SeatId};
use uuid::Uuid;

use super::{EventMeta, Unavailable};
use crate::domain::{Seat, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEvent {
    pub event: EventId,
    pub ready: bool,
}

/// What the store says to somebody who wants to build an event up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparation {
    /// There is nothing to do.
    Ready { epoch: u64 },
    /// Somebody else is at it, or was a moment ago.
    Busy,
    /// Closed. The restoration has to carry this mark: a store that loses everything once more loses the mark too, and then what was
    /// asked since may be older than what is lost.
    Closed { mark: Uuid },
}

/// All that is known of an event, for a store that knows nothing.
#[derive(Debug, Clone)]
pub struct Restoration {
    pub meta: EventMeta,
    /// The fence: of two restorations only the one with the higher epoch can come to its end.
    pub epoch: u64,
    pub mark: Uuid,
    /// What the sales say, a seat at most once.
    pub seats: Vec<RestoredSeat>,
}

/// Of a seat that is not named the store's own record is believed, as far as it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredSeat {
    pub seat: SeatId,
    pub word: Word,
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("epoch {epoch} of the event is there already, or under way")]
    Superseded { epoch: u64 },
    /// Begin anew, from [`super::SeatStore::prepare`] on.
    #[error("the store has lost the event once more")]
    LostAgain,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// One seat to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub seat: SeatId,
    /// As it was looked at. Only whose it is counts: what happened to it since may have moved its end.
    pub was: Seat,
    /// None: it is nobody's.
    pub sold_to: Option<OrderId>,
}
