//! Why a use case could not do what it was asked.

use primitives::{Cause, SeatId};

use crate::ports::{PricesUnavailable, StoreError, TakenSeat};

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
    #[error("{unfinished} orders wait to be decided, and no more are accepted")]
    Overloaded { unfinished: u64 },
    #[error("whether the seats could be claimed is unknown")]
    SeatsUnavailable(#[source] Cause),
    #[error(transparent)]
    PricesUnavailable(#[from] PricesUnavailable),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a message or a body could not be written")]
    Unwritable(#[from] serde_json::Error),
    /// The work ended without an answer.
    #[error("the work was broken off")]
    BrokenOff(#[source] Cause),
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Also for an order of somebody else: whether it exists is not for everyone to know.
    #[error("there is no such order for this caller")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a message could not be written")]
    Unwritable(#[from] serde_json::Error),
}
