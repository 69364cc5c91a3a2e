//! Between the wire and the domain, and from errors to their codes.

use contracts::http::box_office::Tender;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::SeatConflict;
use contracts::http::order as wire;
use contracts::http::payment::METHODS;
use contracts::{ErrorCode, WireTime};
use primitives::{Cause, EventId, SeatId};
use server::{ApiError, FieldErrors, FieldFault, key_in_progress, key_reused};

use crate::app::{CancelError, PlaceError, ReadError, UNDECIDED_RETRY_AFTER, item_bodies};
use crate::domain::{
    CancelReason, Entry, Order, OrderDetails, OrderRequest, OrderStatus, Outcome, PaymentMethod, RequestFlaw,
    Step,
};
use crate::ports::TakenSeat;

/// Reports everything that is wrong with the body at once.
pub fn request(body: &wire::PlaceOrderBody) -> Result<OrderRequest, ApiError> {
    let mut errors = FieldErrors::new();
    let event = EventId::new(body.event_id);
    if let Err(flaw) = event {
        errors.add("eventId", FieldFault::OutOfRange, flaw.to_string());
    }
    if body.seat_ids.iter().any(|seat| *seat < 1) {
        errors.add("seatIds", FieldFault::OutOfRange, "a seat id is a whole number from 1");
    }
    let method = match &body.payment_method {
        Some(text) => {
            let known = PaymentMethod::parse(text, &METHODS);
            if known.is_none() {
                errors.add(
                    "paymentMethod",
                    FieldFault::UnknownValue,
                    format!("is one of {}", METHODS.join(", ")),
                );
            }
            known
        }
        None => None,
    };
    let seats: Result<Vec<SeatId>, _> = body.seat_ids.iter().map(|seat| SeatId::new(*seat)).collect();
    let (Ok(event), true) = (event, errors.is_empty()) else { return Err(errors.into()) };
    // A valid number, but greater than the id of any seat.
    let seats = seats.map_err(|_| seat_not_found())?;
    OrderRequest::new(event, seats, method).map_err(|flaw| {
        let fault = match flaw {
            RequestFlaw::NoSeats => FieldFault::TooShort,
            RequestFlaw::TooManySeats { .. } => FieldFault::TooLong,
            RequestFlaw::Duplicate { .. } => FieldFault::Duplicate,
        };
        FieldErrors::one("seatIds", fault, flaw.to_string()).into()
    })
}

pub(super) fn order_body(details: &OrderDetails) -> wire::OrderBody {
    let OrderDetails { order, progress, timeline } = details;
    wire::OrderBody {
        order_id: *order.id.as_uuid(),
        status: status(progress.state.status()),
        reason: progress.state.reason().map(reason),
        stuck: progress.state.is_stuck(),
        version: progress.version,
        event_id: order.event.get(),
        seat_ids: order.seats().map(SeatId::get).collect(),
        items: item_bodies(order),
        amount: order.price.amount,
        currency: order.price.currency.to_string(),
        receipt: receipt(order),
        created_at: WireTime(order.created),
        updated_at: WireTime(progress.updated),
        timeline: timeline.iter().map(timeline_entry).collect(),
    }
}

/// Of what `order_body` makes of it: each change has a version of its own.
pub(super) fn order_tag(details: &OrderDetails) -> String {
    details.progress.version.to_string()
}

fn receipt(order: &Order) -> Option<wire::ReceiptBody> {
    let tender = Tender::of_method(order.method.as_ref()?.as_str())?;
    Some(wire::ReceiptBody { tender, reference: order.reference.clone()? })
}

fn timeline_entry(entry: &Entry) -> wire::TimelineEntry {
    let step = match entry.step {
        Step::Claim => wire::TimelineStep::Claim,
        Step::Authorize => wire::TimelineStep::Authorize,
        Step::Confirm => wire::TimelineStep::Confirm,
        Step::Capture => wire::TimelineStep::Capture,
        Step::Void => wire::TimelineStep::Void,
        Step::Release => wire::TimelineStep::Release,
    };
    let outcome = match entry.outcome {
        Outcome::Sent => wire::TimelineOutcome::Sent,
        Outcome::Done => wire::TimelineOutcome::Done,
        Outcome::Refused => wire::TimelineOutcome::Refused,
        Outcome::TimedOut => wire::TimelineOutcome::TimedOut,
    };
    wire::TimelineEntry { step, at: WireTime(entry.at), outcome, attempt: entry.attempt }
}

pub(crate) fn status(status: OrderStatus) -> wire::OrderStatus {
    match status {
        OrderStatus::Created => wire::OrderStatus::Created,
        OrderStatus::Confirmed => wire::OrderStatus::Confirmed,
        OrderStatus::Cancelled => wire::OrderStatus::Cancelled,
    }
}

pub(super) fn wanted_status(status: wire::OrderStatus) -> OrderStatus {
    match status {
        wire::OrderStatus::Created => OrderStatus::Created,
        wire::OrderStatus::Confirmed => OrderStatus::Confirmed,
        wire::OrderStatus::Cancelled => OrderStatus::Cancelled,
    }
}

fn reason(reason: CancelReason) -> wire::CancelReason {
    match reason {
        CancelReason::PaymentDeclined => wire::CancelReason::PaymentDeclined,
        CancelReason::PaymentTimedOut => wire::CancelReason::PaymentTimedOut,
        CancelReason::SeatsLost => wire::CancelReason::SeatsLost,
        CancelReason::ConfirmationTimedOut => wire::CancelReason::ConfirmationTimedOut,
        CancelReason::LimitReached => wire::CancelReason::LimitReached,
        CancelReason::CancelledByBuyer => wire::CancelReason::CancelledByBuyer,
    }
}

pub(crate) fn place_refused(error: PlaceError) -> ApiError {
    match error {
        PlaceError::InProgress => key_in_progress(),
        PlaceError::KeyReused => key_reused(),
        PlaceError::EventNotFound => ApiError::new(ErrorCode::EventNotFound, "there is no such event"),
        PlaceError::SeatNotFound(Some(seat)) => {
            ApiError::new(ErrorCode::SeatNotFound, format!("this event has no seat {seat}"))
        }
        PlaceError::SeatNotFound(None) => seat_not_found(),
        PlaceError::Sold(seats) => {
            ApiError::new(ErrorCode::SeatSold, "the seats are sold").with_conflicts(conflicts(&seats))
        }
        PlaceError::Taken(seats) => {
            let message = "some of the seats are somebody else's";
            ApiError::new(ErrorCode::ReservationConflict, message).with_conflicts(conflicts(&seats))
        }
        PlaceError::NotOwner => ApiError::new(ErrorCode::NotHoldOwner, "the hold is somebody else's"),
        PlaceError::HoldExpired => {
            ApiError::new(ErrorCode::HoldExpired, "the hold has expired; hold the seats again")
        }
        PlaceError::HoldRequired => ApiError::new(ErrorCode::HoldRequired, "hold the seats first"),
        PlaceError::LimitReached => limit_reached(),
        // Counted and not logged: they come in thousands.
        PlaceError::Overloaded { retry_after } => {
            let seconds = u32::try_from(retry_after.as_secs_f64().ceil() as u64).unwrap_or(u32::MAX);
            let message = "too many orders wait to be decided, please try again";
            ApiError::new(ErrorCode::Unavailable, message).with_retry_after(seconds)
        }
        PlaceError::TooManyUndecided => {
            let message = "too many of your orders, or of those from your address, wait to be decided";
            let seconds = u32::try_from(UNDECIDED_RETRY_AFTER.as_secs()).unwrap_or(u32::MAX);
            ApiError::new(ErrorCode::RateLimited, message).with_retry_after(seconds)
        }
        PlaceError::SeatsUnavailable(_) | PlaceError::PricesUnavailable(_) => ApiError::unavailable(error),
        PlaceError::Store(error) => not_stored(error.is_transient(), error),
        PlaceError::Unwritable(_) | PlaceError::BrokenOff(_) => ApiError::internal(error),
    }
}

pub(super) fn cancel_refused(error: CancelError) -> ApiError {
    match error {
        CancelError::Read(error) => read_refused(error),
        CancelError::Confirmed => {
            let message = "this order is confirmed: there are no refunds yet";
            ApiError::new(ErrorCode::OrderNotCancellable, message)
        }
        CancelError::PaidAtBoxOffice => {
            let message = "this order is paid for at the box office, which alone can give the money back";
            ApiError::new(ErrorCode::OrderNotCancellable, message)
        }
        CancelError::Advance(error) => not_stored(error.is_transient(), error),
    }
}

pub(super) fn read_refused(error: ReadError) -> ApiError {
    match error {
        ReadError::NotFound => ApiError::new(ErrorCode::OrderNotFound, "there is no such order"),
        ReadError::Store(error) => not_stored(error.is_transient(), error),
    }
}

/// Two writers met and one of them gave way, or the records are away: a retry finds what the other one wrote.
pub(crate) fn not_stored(is_transient: bool, error: impl Into<Cause>) -> ApiError {
    if is_transient { ApiError::unavailable(error) } else { ApiError::internal(error) }
}

pub(super) fn limit_reached() -> ApiError {
    ApiError::new(ErrorCode::LimitReached, "you have bought as many seats of this event as one may")
}

fn seat_not_found() -> ApiError {
    ApiError::new(ErrorCode::SeatNotFound, "this event has no such seat")
}

fn conflicts(seats: &[TakenSeat]) -> Vec<SeatConflict> {
    let status = |sold| if sold { SeatStatus::Sold } else { SeatStatus::Held };
    seats.iter().map(|taken| SeatConflict { seat_id: taken.seat.get(), status: status(taken.sold) }).collect()
}
