//! `DELETE /api/reservations/{eventId}/{seatId}`: gives one seat back.

use actix_web::HttpResponse;
use actix_web::web::Data;
use server::{Access, ApiError, CallAnswer, EventSeatPath, KeyedAnswers, OptionalIdempotencyKey};

use super::refusals;
use crate::app::Reservations;

/// Release one held seat
///
/// A key makes it repeatable: without one a repetition finds the seat free, and is 410. The key is kept for 15 minutes.
#[utoipa::path(
    delete,
    path = "/api/reservations/{eventId}/{seatId}",
    tag = "reservations",
    operation_id = "releaseSeat",
    params(EventSeatPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 204, description = "The seat is free; the other seats of the reservation are still held.", headers(("Idempotent-Replayed" = String))),
        (status = 400, description = "BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 403, description = "NOT_HOLD_OWNER"),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD; IDEMPOTENCY_KEY_IN_PROGRESS"),
        (status = 410, description = "HOLD_EXPIRED"),
        (status = 422, description = "IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn release(
    path: EventSeatPath,
    access: Access,
    key: OptionalIdempotencyKey,
    reservations: Data<Reservations>,
    answers: Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let EventSeatPath { event, seat } = path;
    let call = key.call("releaseSeat", &access, &[&event.to_string(), &seat.to_string()])?;
    let work = async move {
        let released = reservations.release_hold(event, seat, access.credentials).await;
        released.map_err(|error| refusals::seat_refused(error, seat))?;
        Ok(CallAnswer::no_content())
    };
    answers.once(call, work).await
}
