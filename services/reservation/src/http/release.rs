//! `DELETE /api/reservations/{eventId}/{seatId}`: gives one seat back.

use actix_web::HttpResponse;
use actix_web::web::Data;
use server::{Access, ApiError, EventSeatPath};

use super::refusals;
use crate::app::Reservations;

/// Release one held seat
#[utoipa::path(
    delete,
    path = "/api/reservations/{eventId}/{seatId}",
    tag = "reservations",
    operation_id = "releaseSeat",
    params(EventSeatPath, Access),
    responses(
        (status = 204, description = "The seat is free; the other seats of the reservation are still held."),
        (status = 403, description = "NOT_HOLD_OWNER"),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD"),
        (status = 410, description = "HOLD_EXPIRED"),
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
