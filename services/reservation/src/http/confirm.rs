//! `POST /api/reservations/{eventId}/{seatId}/confirm`: a sale at the box office.

use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::box_office::{BoxOfficeSaleBody, ConfirmSaleBody};
use contracts::http::order::OrderStatus;
use primitives::SeatId;
use server::{ApiError, CheckedOperator, EventSeatPath, FieldErrors, FieldFault, JsonBody};

use super::refusals;
use crate::app::{ConfirmError, ConfirmRequest, Reservations};

/// As many as an order has.
const SEATS_MAX: usize = 8;
const REFERENCE_CHARS_MAX: usize = 64;

/// Sell held seats at the box office
///
/// For the box office of the event's organization, its managers and owners, and for operators: the staff has taken the money. Seats, or places of a
/// standing section, are sold to their holder, whoever that is, as an order like any other.
#[utoipa::path(
    post,
    path = "/api/reservations/{eventId}/{seatId}/confirm",
    tag = "operations",
    operation_id = "confirmSale",
    request_body = ConfirmSaleBody,
    params(EventSeatPath),
    responses(
        (status = 200, description = "Sold, now or by an earlier request with this reference.", body = BoxOfficeSaleBody),
        (status = 202, description = "Accepted, and not decided yet: the same request again finds out.", body = BoxOfficeSaleBody),
        (status = 403, description = "FORBIDDEN: without a role in the organization of the event; NOT_HOLD_OWNER: the seats have several holders"),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has a seat, or took it meanwhile; SEAT_SOLD; IDEMPOTENCY_KEY_IN_PROGRESS: the same sale is under way"),
        (status = 410, description = "HOLD_EXPIRED: a seat is not held any more"),
        (status = 422, description = "VALIDATION_FAILED; IDEMPOTENCY_KEY_REUSED: the reference stands for another sale"),
        (status = 429, description = "RATE_LIMITED: too many sales are under way"),
        (status = 503, description = "UNAVAILABLE: the outcome is unknown, the same request again finds out"),
    )
)]
pub(super) async fn confirm(
    by: CheckedOperator,
    path: EventSeatPath,
    body: JsonBody<ConfirmSaleBody>,
    reservations: Data<Reservations>,
) -> Result<HttpResponse, ApiError> {
    let sold = reservations.confirm_sale(request(&by, path, body.0)?).await.map_err(refused)?;
    let mut response = match sold.status {
        OrderStatus::Confirmed => HttpResponse::Ok(),
        OrderStatus::Created | OrderStatus::Cancelled => HttpResponse::Accepted(),
    };
    Ok(response.json(sold))
}

fn request(
    by: &CheckedOperator,
    path: EventSeatPath,
    body: ConfirmSaleBody,
) -> Result<ConfirmRequest, ApiError> {
    let ConfirmSaleBody { tender, reference, seat_ids } = body;
    let mut errors = FieldErrors::new();
    let fits = (1..=REFERENCE_CHARS_MAX).contains(&reference.len());
    if !(fits && reference.bytes().all(|byte| byte.is_ascii_graphic())) {
        let fault = if fits { FieldFault::Malformed } else { FieldFault::of_length(reference.len(), 1) };
        errors.add(
            "reference",
            fault,
            format!("must be 1 to {REFERENCE_CHARS_MAX} visible ASCII characters"),
        );
    }
    let numbers = seat_ids.unwrap_or_else(|| vec![path.seat.get()]);
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != numbers.len() {
        errors.add("seatIds", FieldFault::Duplicate, "must name each seat once");
    } else if !(1..=SEATS_MAX).contains(&numbers.len()) {
        errors.add(
            "seatIds",
            FieldFault::of_length(numbers.len(), 1),
            format!("must name from 1 to {SEATS_MAX} seats, each once"),
        );
    } else if !numbers.contains(&path.seat.get()) {
        errors.add("seatIds", FieldFault::Mismatch, "must name the seat of the path too");
    } else if numbers.iter().any(|number| *number < 1) {
        errors.add("seatIds", FieldFault::OutOfRange, "a seat id is a whole number from 1");
    }
    errors.into_result()?;
    // A valid number, but greater than any seat's.
    let seats = numbers.into_iter().map(SeatId::new).collect::<Result<_, _>>();
    let seats = seats.map_err(|_| refusals::no_such_seat())?;
    let sold_by = by.account().map(str::to_owned);
    Ok(ConfirmRequest { event: path.event, seat: path.seat, seats, tender, reference, sold_by })
}

fn refused(error: ConfirmError) -> ApiError {
    match error {
        ConfirmError::Order(error) => error.into(),
        ConfirmError::Seats(error) => refusals::not_now(error),
        ConfirmError::SellsNothing => ApiError::internal(error),
    }
}
