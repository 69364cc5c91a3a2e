//! Why a use case failed.

use std::time::Duration;

use primitives::{Cause, SeatId};

use crate::domain::RequestFlaw;
use crate::ports::{HoldUnitsRefusal, PricesUnavailable, TakenSeat};
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the first request with this key is still being worked on")]
    InProgress,
    #[error("the key was used for another request")]
    KeyReused,
    #[error("there is no such event")]
    EventNotFound,
    #[error("the event has no such seat")]
    SeatNotFound(Option<SeatId>),
    #[error("the seats are sold")]
    Sold(Vec<TakenSeat>),
    #[error("the seats are taken")]
    Taken(Vec<TakenSeat>),
    #[error("the hold is somebody else's")]
    NotOwner,
    #[error("the hold has expired")]
    HoldExpired,
    #[error("the seats are not held")]
    HoldRequired,
    #[error("the buyer has bought as many seats as one may")]
    LimitReached,
    #[error("too many orders wait to be decided")]
    Overloaded { retry_after: Duration },
    #[error("too many orders of this caller or address wait to be decided")]
    TooManyUndecided,
    #[error("whether the seats could be claimed is unknown")]
    SeatsUnavailable(#[source] Cause),
    #[error(transparent)]
    PricesUnavailable(#[from] PricesUnavailable),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a message or a body could not be written")]
    Unwritable(#[from] serde_json::Error),
    /// The task ended without a result.
    #[error("the work was broken off")]
    BrokenOff(#[source] Cause),
}

#[derive(Debug, thiserror::Error)]
pub enum PurchaseError {
    #[error("the key was used for another purchase")]
    KeyReused,
    #[error(transparent)]
    Refused(#[from] HoldUnitsRefusal),
    #[error("what is held cannot be one order")]
    Unorderable(#[source] RequestFlaw),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum PayError {
    /// Also for another caller's purchase, whose existence is not disclosed.
    #[error("there is no such purchase for this caller")]
    NotFound,
    #[error("what is held cannot be one order")]
    Unorderable(#[source] RequestFlaw),
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum SaleError {
    /// The order was cancelled: give the money back.
    #[error("the seats could not be sold")]
    Undone,
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Also for another caller's order, whose existence is not disclosed.
    #[error("there is no such order for this caller")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the order is confirmed")]
    Confirmed,
    #[error("the staff of the box office has been paid for the order")]
    PaidAtBoxOffice,
    #[error(transparent)]
    Advance(#[from] AdvanceError),
}

#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a message could not be written")]
    Unwritable(#[from] serde_json::Error),
}

impl PlaceError {
    /// The outcome that it is counted as.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Self::EventNotFound
            | Self::SeatNotFound(_)
            | Self::Sold(_)
            | Self::Taken(_)
            | Self::NotOwner
            | Self::HoldExpired
            | Self::HoldRequired
            | Self::LimitReached => "refused",
            Self::InProgress | Self::KeyReused => "key_refused",
            Self::Overloaded { .. } => "overloaded",
            Self::TooManyUndecided => "limited",
            Self::SeatsUnavailable(_)
            | Self::PricesUnavailable(_)
            | Self::Store(StoreError::Unavailable(_) | StoreError::Contended(_) | StoreError::Unknown(_)) => {
                "unavailable"
            }
            Self::Store(StoreError::Duplicate | StoreError::Conflict | StoreError::Damaged(_))
            | Self::Unwritable(_)
            | Self::BrokenOff(_) => "failed",
        }
    }
}

impl AdvanceError {
    /// Whether the same step may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Unwritable(_) => false,
        }
    }
}
