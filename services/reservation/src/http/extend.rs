//! `POST /api/reservations/{eventId}/{seatId}/extend`: more time for the whole reservation.

use actix_web::web::{Data, Json};
use contracts::WireTime;
use contracts::http::reservation::{ExtendHoldBody, ExtendedBody};
use server::{Access, ApiError, EventSeatPath, JsonBodyOrDefault, OptionalIdempotencyKey};

use super::{convert, refusals};
use crate::app::Reservations;

/// Extend the reservation that holds this seat
#[utoipa::path(
    post,
    path = "/api/reservations/{eventId}/{seatId}/extend",
    tag = "reservations",
    operation_id = "extendHold",
    request_body = Option<ExtendHoldBody>,
    params(EventSeatPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 200, description = "When the whole reservation ends now.", body = ExtendedBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 403, description = "NOT_HOLD_OWNER"),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD"),
        (status = 410, description = "HOLD_EXPIRED"),
        (status = 422, description = "VALIDATION_FAILED: also when the reservation would live too long; IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn extend(
    path: EventSeatPath,
    access: Access,
    key: OptionalIdempotencyKey,
    body: JsonBodyOrDefault<ExtendHoldBody>,
    reservations: Data<Reservations>,
) -> Result<Json<ExtendedBody>, ApiError> {
    let request = convert::extend_request(path, &body.0, access, key)?;
    let until =
        reservations.extend(request).await.map_err(|error| refusals::seat_refused(error, path.seat))?;
    Ok(Json(ExtendedBody { expires_at: WireTime(until) }))
}
