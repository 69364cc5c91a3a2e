//! `DELETE /api/reservations/{reservationId}`, and of one seat of it.

use actix_web::HttpResponse;
use actix_web::web::Data;
use primitives::{HoldId, SeatId};
use server::{
    Access, ApiError, CallAnswer, KeyedAnswers, OptionalIdempotencyKey, ReservationPath, ReservationSeatPath,
};

use crate::app::Reservations;
use crate::ports::Released;

/// Release a reservation
///
/// All of its seats that are still held, at once. Repeated by who released it, for fifteen minutes, it is answered the same, with a key or without.
/// A key is kept for as long.
#[utoipa::path(
    delete,
    path = "/api/reservations/{reservationId}",
    tag = "reservations",
    operation_id = "releaseReservation",
    params(ReservationPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 204, description = "The seats are free, or were released before by this caller.", headers(("Idempotent-Replayed" = String))),
        (status = 400, description = "BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has all of it; IDEMPOTENCY_KEY_IN_PROGRESS"),
        (status = 410, description = "HOLD_EXPIRED: it has ended, for the bearer of its token"),
        (status = 422, description = "IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn release(
    path: ReservationPath,
    access: Access,
    key: OptionalIdempotencyKey,
    reservations: Data<Reservations>,
    answers: Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let call = key.call("releaseReservation", &access, &[&path.0.to_string()])?;
    answers.once(call, released(reservations, path.0, None, access)).await
}

/// Release one seat of a reservation
///
/// The others are still held. Repeated by who released it, for fifteen minutes, it is answered the same, with a key or without.
/// A key is kept for as long.
#[utoipa::path(
    delete,
    path = "/api/reservations/{reservationId}/seats/{seatId}",
    tag = "reservations",
    operation_id = "releaseReservedSeat",
    params(ReservationSeatPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 204, description = "The seat is free, or was released before by this caller.", headers(("Idempotent-Replayed" = String))),
        (status = 400, description = "BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's; SEAT_NOT_FOUND: it is none of this reservation"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; IDEMPOTENCY_KEY_IN_PROGRESS"),
        (status = 410, description = "HOLD_EXPIRED: the reservation has ended, for the bearer of its token"),
        (status = 422, description = "IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn release_seat(
    path: ReservationSeatPath,
    access: Access,
    key: OptionalIdempotencyKey,
    reservations: Data<Reservations>,
    answers: Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let ReservationSeatPath { hold, seat } = path;
    let call = key.call("releaseReservedSeat", &access, &[&hold.to_string(), &seat.to_string()])?;
    answers.once(call, released(reservations, hold, Some(seat), access)).await
}

async fn released(
    reservations: Data<Reservations>,
    hold: HoldId,
    seat: Option<SeatId>,
    access: Access,
) -> Result<CallAnswer, ApiError> {
    let released = reservations.release_reservation(hold, seat, access.credentials).await?;
    Ok(CallAnswer::no_content().if_changed(released == Released::Now))
}
