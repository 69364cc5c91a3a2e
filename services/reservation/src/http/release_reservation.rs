//! `DELETE /api/reservations/{reservationId}`, and of one seat of it.

use actix_web::HttpResponse;
use actix_web::web::Data;
use server::{Access, ApiError, ReservationPath, ReservationSeatPath};

use crate::app::Reservations;

/// Release a reservation
///
/// All of its seats that are still held, at once. Repeated by who released it, for fifteen minutes, it is answered the same.
#[utoipa::path(
    delete,
    path = "/api/reservations/{reservationId}",
    tag = "reservations",
    operation_id = "releaseReservation",
    params(ReservationPath, Access),
    responses(
        (status = 204, description = "The seats are free, or were released before by this caller."),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has all of it"),
        (status = 410, description = "HOLD_EXPIRED: it has ended, for the bearer of its token"),
    )
)]
pub(super) async fn release(
    path: ReservationPath,
    access: Access,
    reservations: Data<Reservations>,
) -> Result<HttpResponse, ApiError> {
    reservations.release_reservation(path.0, None, access.credentials).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Release one seat of a reservation
///
/// The others are still held. Repeated by who released it, for fifteen minutes, it is answered the same.
#[utoipa::path(
    delete,
    path = "/api/reservations/{reservationId}/seats/{seatId}",
    tag = "reservations",
    operation_id = "releaseReservedSeat",
    params(ReservationSeatPath, Access),
    responses(
        (status = 204, description = "The seat is free, or was released before by this caller."),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's; SEAT_NOT_FOUND: it is none of this reservation"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat"),
        (status = 410, description = "HOLD_EXPIRED: the reservation has ended, for the bearer of its token"),
    )
)]
pub(super) async fn release_seat(
    path: ReservationSeatPath,
    access: Access,
    reservations: Data<Reservations>,
) -> Result<HttpResponse, ApiError> {
    reservations.release_reservation(path.hold, Some(path.seat), access.credentials).await?;
    Ok(HttpResponse::NoContent().finish())
}
