//! `DELETE /api/reservations/{eventId}/{seatId}`: gives one seat back.

use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::error::ErrorBody;
use server::{Access, ApiError, EventSeatPath};

use super::refusals;
use crate::app::Reservations;

/// Release one held seat
#[utoipa::path(
    delete,
    path = "/api/reservations/{eventId}/{seatId}",
    tag = "reservations",
    operation_id = "releaseSeat",
    params(
        ("eventId" = i64, Path, minimum = 1),
        ("seatId" = i64, Path, minimum = 1),
        ("Hold-Token" = Option<String>, Header, description = "The `holdToken` of an anonymous reservation."),
        (
            "X-Caller-Id" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Who is asking, where that header is trusted."
        ),
    ),
    responses(
        (status = 204, description = "The seat is free; the other seats of the reservation are still held."),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 403, description = "NOT_HOLD_OWNER", body = ErrorBody),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND", body = ErrorBody),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD", body = ErrorBody),
        (status = 410, description = "HOLD_EXPIRED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE: try again after `Retry-After` seconds.", body = ErrorBody),
    )
)]
pub(super) async fn release(
    path: EventSeatPath,
    access: Access,
    reservations: Data<Reservations>,
) -> Result<HttpResponse, ApiError> {
    let released = reservations.release_hold(path.event, path.seat, access.credentials).await;
    released.map_err(|error| refusals::seat_refused(error, path.seat))?;
    Ok(HttpResponse::NoContent().finish())
}
