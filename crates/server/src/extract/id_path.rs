//! Ids that stand in the path, by their position.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use primitives::{EventId, HoldId, OrderId, SeatId};

use crate::{ApiError, FieldFault};

/// `/{eventId}`
#[derive(Debug, Clone, Copy)]
pub struct EventIdPath(pub EventId);

/// `/{eventId}/{seatId}`
#[derive(Debug, Clone, Copy)]
pub struct EventSeatPath {
    pub event: EventId,
    pub seat: SeatId,
}

/// `/{reservationId}`
#[derive(Debug, Clone, Copy)]
pub struct ReservationPath(pub HoldId);

/// `/{reservationId}/seats/{seatId}`
#[derive(Debug, Clone, Copy)]
pub struct ReservationSeatPath {
    pub hold: HoldId,
    pub seat: SeatId,
}

/// `/{orderId}`
#[derive(Debug, Clone, Copy)]
pub struct OrderIdPath(pub OrderId);

impl TryFrom<&HttpRequest> for EventIdPath {
    type Error = ApiError;

    fn try_from(request: &HttpRequest) -> Result<Self, ApiError> {
        event(request).map(Self)
    }
}

impl TryFrom<&HttpRequest> for EventSeatPath {
    type Error = ApiError;

    fn try_from(request: &HttpRequest) -> Result<Self, ApiError> {
        Ok(Self { event: event(request)?, seat: seat(request)? })
    }
}

impl TryFrom<&HttpRequest> for ReservationPath {
    type Error = ApiError;

    fn try_from(request: &HttpRequest) -> Result<Self, ApiError> {
        hold(request).map(Self)
    }
}

impl TryFrom<&HttpRequest> for ReservationSeatPath {
    type Error = ApiError;

    fn try_from(request: &HttpRequest) -> Result<Self, ApiError> {
        Ok(Self { hold: hold(request)?, seat: seat(request)? })
    }
}

impl TryFrom<&HttpRequest> for OrderIdPath {
    type Error = ApiError;

    fn try_from(request: &HttpRequest) -> Result<Self, ApiError> {
        let id = segment(request, 0).parse();
        id.map(Self)
            .map_err(|_| ApiError::bad_input("orderId", FieldFault::Malformed, "an order id is a UUID"))
    }
}

fn event(request: &HttpRequest) -> Result<EventId, ApiError> {
    let text = segment(request, 0);
    let id = number(text).and_then(|number| EventId::new(number).ok());
    id.ok_or_else(|| refused("eventId", text, "an event id"))
}

fn hold(request: &HttpRequest) -> Result<HoldId, ApiError> {
    let id = segment(request, 0).parse();
    id.map_err(|_| ApiError::bad_input("reservationId", FieldFault::Malformed, "a reservation id is a UUID"))
}

/// The second part of the path that varies.
fn seat(request: &HttpRequest) -> Result<SeatId, ApiError> {
    let text = segment(request, 1);
    let number = number(text).ok_or_else(|| refused("seatId", text, "a seat id"))?;
    // A number that is an id, but greater than any seat's.
    SeatId::new(number).map_err(|_| ApiError::new(ErrorCode::SeatNotFound, "this event has no such seat"))
}

/// Digits alone: no sign, no space.
fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number >= 1)
}

fn segment(request: &HttpRequest, position: usize) -> &str {
    request.match_info().iter().nth(position).map_or("", |(_, value)| value)
}

fn refused(field: &'static str, text: &str, what: &str) -> ApiError {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let fault = if is_number { FieldFault::OutOfRange } else { FieldFault::NotAnInteger };
    ApiError::bad_input(field, fault, format!("{what} is a whole number from 1 to {}", i64::MAX))
}

macro_rules! extract_at_once {
    ($($path:ty),+) => {
        $(
            impl FromRequest for $path {
                type Error = ApiError;
                type Future = Ready<Result<Self, ApiError>>;

                fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
                    ready(Self::try_from(request))
                }
            }
        )+
    };
}

extract_at_once!(EventIdPath, EventSeatPath, ReservationPath, ReservationSeatPath, OrderIdPath);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_in_digits_alone() {
        assert_eq!(number("1"), Some(1));
        assert_eq!(number("9223372036854775807"), Some(i64::MAX));
        for absurd in ["", "0", "-1", "+1", " 1", "1.0", "1e3", "abc", "9223372036854775808", "٣", "0x10"] {
            assert_eq!(number(absurd), None, "{absurd:?} passed");
        }
    }
}
