//! `/api/reservations/{reservationId}`: a reservation as one thing.

pub(super) mod extend;
pub(super) mod release;
pub(super) mod show;

use contracts::ErrorCode;
use server::ApiError;

use super::refusals;
use crate::app::ReservationError;

impl From<ReservationError> for ApiError {
    fn from(error: ReservationError) -> Self {
        match error {
            ReservationError::NotFound => {
                Self::new(ErrorCode::ReservationNotFound, "there is no such reservation")
            }
            ReservationError::Ended => Self::new(ErrorCode::HoldExpired, "the reservation has ended"),
            ReservationError::Refused(error) => refusals::hold_refused(error),
        }
    }
}
