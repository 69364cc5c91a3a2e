//! Why a use case failed.

use crate::domain::InvalidEvent;
use crate::live::RenderError;
use crate::ports::ReservationsError;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event cannot be published")]
    Invalid(#[from] InvalidEvent),
    /// The first snapshot of its seats has not come yet.
    #[error("the seat map is not loaded yet")]
    NotReady,
    #[error("the records did not do their part")]
    Store(#[from] StoreError),
    #[error("the seat store did not do its part")]
    Reservations(#[from] ReservationsError),
    #[error("a body could not be made")]
    Render(#[from] RenderError),
}
