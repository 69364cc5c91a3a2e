//! From refusals of the use cases to errors on the wire.

use std::borrow::Cow;
use std::time::Duration;

use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, FullTierBody, SeatConflict};
use contracts::{ErrorCode, WireTime};
use primitives::SeatId;
use server::{ApiError, FieldErrors, FieldFault, key_reused};

use crate::app::{HoldBestError, HoldUnitsError, NotAdmitted, ReservationError, SectionError};
use crate::domain::{Blocked, Conflict, EXTENSIONS_MAX, FullTier, GuestRefusal, Status};
use crate::ports::{HoldError, SeatError, Unavailable};

/// When guests may have seats again is unknown: some of what they hold runs out soon.
const GUESTS_RETRY_AFTER: Duration = Duration::from_secs(5);

impl From<HoldError> for ApiError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::UnknownEvent => Self::new(ErrorCode::EventNotFound, "there is no such event"),
            HoldError::UnknownSeat(_) => no_such_seat(),
            HoldError::SaleNotOpen { opens_at } => {
                let message = format!("the sale opens at {}", WireTime(opens_at));
                Self::new(ErrorCode::SaleNotOpen, message)
            }
            HoldError::Blocked(blocked) => in_the_way(&blocked),
            HoldError::Short { free: 0 } => Self::new(ErrorCode::SoldOut, "no place of this section is free")
                .with_details(ErrorDetails::Free(0)),
            HoldError::Short { free } => {
                let message = format!("only {free} places of this section are free");
                Self::new(ErrorCode::SoldOut, message).with_details(ErrorDetails::Free(count(free)))
            }
            HoldError::TierFull(FullTier { tier, left }) => {
                let message = format!("at the price {tier} {left} places of this section are left");
                let full = FullTierBody { tier: tier.to_string(), free: count(left) };
                Self::new(ErrorCode::TierSoldOut, message).with_details(ErrorDetails::FullTier(full))
            }
            HoldError::LeavesSingles(seats) => leaves_singles(&seats),
            HoldError::TooManySeats { live, max } => {
                let message = format!("you have {live} seats of this event already, and may have {max}");
                FieldErrors::one("seatIds", FieldFault::TooLong, message).into()
            }
            HoldError::LimitReached => {
                let message = "you hold and have bought as many seats of this event as one buyer may";
                Self::new(ErrorCode::LimitReached, message)
            }
            HoldError::Guest(refusal) => guest_refused(refusal),
            HoldError::KeyReused => key_reused(),
            HoldError::Unavailable(cause) => not_now(cause),
        }
    }
}

impl From<SectionError> for ApiError {
    fn from(error: SectionError) -> Self {
        match error {
            SectionError::UnknownEvent => HoldError::UnknownEvent.into(),
            SectionError::UnknownSection => {
                Self::new(ErrorCode::SectionNotFound, "this event has no such section")
            }
            SectionError::SectionHasSeats => {
                Self::new(ErrorCode::SectionHasSeats, "this section has seats: choose them")
            }
            SectionError::UnknownTier => Self::new(ErrorCode::TierNotFound, "this section has no such price"),
            SectionError::Events(cause) => Self::unavailable(cause),
        }
    }
}

impl From<HoldUnitsError> for ApiError {
    fn from(error: HoldUnitsError) -> Self {
        match error {
            HoldUnitsError::Section(error) => error.into(),
            HoldUnitsError::Hold(error) => error.into(),
        }
    }
}

impl From<HoldBestError> for ApiError {
    fn from(error: HoldBestError) -> Self {
        match error {
            HoldBestError::NoSeatsTogether { largest } => {
                let message = format!("not so many seats are free, and at most {largest} are side by side");
                let largest = ErrorDetails::Largest(count(largest));
                Self::new(ErrorCode::NoSeatsTogether, message).with_details(largest)
            }
            HoldBestError::Section(error) => error.into(),
            HoldBestError::Hold(error) => error.into(),
        }
    }
}

impl From<ReservationError> for ApiError {
    fn from(error: ReservationError) -> Self {
        match error {
            ReservationError::NotFound => {
                Self::new(ErrorCode::ReservationNotFound, "there is no such reservation")
            }
            ReservationError::Ended => Self::new(ErrorCode::HoldExpired, "the reservation has ended"),
            ReservationError::Refused(error) => hold_refused(error),
        }
    }
}

impl From<NotAdmitted> for ApiError {
    fn from(error: NotAdmitted) -> Self {
        match error {
            NotAdmitted::PassNeeded => {
                let message =
                    "this event has a waiting room: a hold needs its pass, in the header X-Queue-Token";
                Self::new(ErrorCode::QueueTokenRequired, message)
            }
            NotAdmitted::TooMany => {
                let message = "as many as may get in at the moment have got in, please try again";
                Self::new(ErrorCode::RateLimited, message).with_retry_after(1)
            }
            NotAdmitted::Ticket(error) => error.into(),
            NotAdmitted::Unknown(cause) => Self::unavailable(cause),
            NotAdmitted::Unavailable(cause) => not_now(cause),
        }
    }
}

fn count(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}

fn leaves_singles(seats: &[SeatId]) -> ApiError {
    let message = "a single seat would be left beside these, which few buyers want: please choose others";
    let seats = seats.iter().map(|seat| seat.get()).collect();
    ApiError::new(ErrorCode::LeavesSingleSeat, message).with_details(ErrorDetails::SingleSeats(seats))
}

/// Counted and not logged: they may come in thousands.
fn guest_refused(refusal: GuestRefusal) -> ApiError {
    let (message, retry_after) = match refusal {
        GuestRefusal::TooManySeats { live, max } => (
            format!("buyers without an account at your address have {live} seats of this event, and may have {max}").into(),
            GUESTS_RETRY_AFTER,
        ),
        GuestRefusal::ShareTaken => (
            Cow::from("buyers without an account have as many seats of this event as they may have together"),
            GUESTS_RETRY_AFTER,
        ),
        GuestRefusal::TooFast { retry_after } => {
            (Cow::from("there are too many holds without an account from your address"), retry_after)
        }
    };
    let seconds = u32::try_from(retry_after.as_secs_f64().ceil() as u64).unwrap_or(u32::MAX);
    ApiError::new(ErrorCode::RateLimited, message).with_retry_after(seconds)
}

pub(super) fn seat_refused(error: SeatError, seat: SeatId) -> ApiError {
    let conflict = |status| vec![Conflict { seat, status }];
    match error {
        SeatError::Taken => in_the_way(&Blocked::Taken(conflict(Status::Held))),
        SeatError::Sold => in_the_way(&Blocked::Sold(conflict(Status::Sold))),
        error @ (SeatError::UnknownEvent
        | SeatError::UnknownSeat
        | SeatError::NotYours
        | SeatError::Expired
        | SeatError::TooLong { .. }
        | SeatError::TooOften
        | SeatError::KeyReused
        | SeatError::Unavailable(_)) => hold_refused(error),
    }
}

/// Of a hold as a whole, or of a seat that needs no name.
fn hold_refused(error: SeatError) -> ApiError {
    match error {
        SeatError::UnknownEvent => ApiError::new(ErrorCode::EventNotFound, "there is no such event"),
        SeatError::UnknownSeat => no_such_seat(),
        SeatError::NotYours => ApiError::new(ErrorCode::NotHoldOwner, "this seat is held by somebody else"),
        SeatError::Taken => ApiError::new(ErrorCode::ReservationConflict, "an order has these seats"),
        SeatError::Sold => ApiError::new(ErrorCode::SeatSold, "these seats are sold"),
        SeatError::Expired => ApiError::new(ErrorCode::HoldExpired, "this seat is not held any more"),
        SeatError::TooLong { max } => {
            let message = format!("the reservation may live for {} s in all", max.as_secs());
            FieldErrors::one("seconds", FieldFault::OutOfRange, message).into()
        }
        SeatError::TooOften => {
            let message = format!("the reservation was extended {EXTENSIONS_MAX} times already");
            FieldErrors::one("seconds", FieldFault::OutOfRange, message).into()
        }
        SeatError::KeyReused => key_reused(),
        SeatError::Unavailable(cause) => not_now(cause),
    }
}

pub(super) fn not_now(error: Unavailable) -> ApiError {
    match error {
        // Every buyer of the event gets this answer: not worth a line in the log.
        Unavailable::NotReady { retry_after } => {
            let seconds = u32::try_from(retry_after.as_secs()).unwrap_or(u32::MAX).max(1);
            let message = "the seats of this event are being restored, please try again";
            ApiError::new(ErrorCode::Unavailable, message).with_retry_after(seconds)
        }
        Unavailable::NoAnswer(_) => ApiError::unavailable(error),
    }
}

pub(crate) fn in_the_way(blocked: &Blocked) -> ApiError {
    let (code, message) = match blocked {
        Blocked::Taken(_) => (ErrorCode::ReservationConflict, "somebody has these seats"),
        Blocked::Sold(_) => (ErrorCode::SeatSold, "these seats are sold"),
    };
    let conflicts = blocked
        .conflicts()
        .iter()
        .map(|conflict| SeatConflict { seat_id: conflict.seat.get(), status: conflict.status.into() });
    ApiError::new(code, message).with_conflicts(conflicts.collect())
}

impl From<Status> for SeatStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Available => Self::Available,
            Status::Held => Self::Held,
            Status::Sold => Self::Sold,
        }
    }
}

pub(crate) fn no_such_seat() -> ApiError {
    ApiError::new(ErrorCode::SeatNotFound, "this event has no such seat")
}
