//! `POST /api/reservations/{reservationId}/extend`

use actix_web::web::{Data, Json};
use contracts::WireTime;
use contracts::http::reservation::{ExtendHoldBody, ExtendedBody};
use server::{Access, ApiError, JsonBodyOrDefault, OptionalIdempotencyKey, ReservationPath};

use super::convert;
use crate::app::{ExtendReservation, Reservations};

/// Extend a reservation
///
/// All of its seats that are still held. A key names the same extension here and by seat.
#[utoipa::path(
    post,
    path = "/api/reservations/{reservationId}/extend",
    tag = "reservations",
    operation_id = "extendReservation",
    request_body = Option<ExtendHoldBody>,
    params(ReservationPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 200, description = "When the reservation ends now.", body = ExtendedBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has all of it"),
        (status = 410, description = "HOLD_EXPIRED: it has ended, for the bearer of its token"),
        (status = 422, description = "VALIDATION_FAILED: also when it would live too long; IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn extend(
    path: ReservationPath,
    access: Access,
    key: OptionalIdempotencyKey,
    body: JsonBodyOrDefault<ExtendHoldBody>,
    reservations: Data<Reservations>,
) -> Result<Json<ExtendedBody>, ApiError> {
    let (by, key) = convert::extension(&body.0, &access, key)?;
    let request = ExtendReservation { hold: path.0, by, caller: access.credentials, key };
    let until = reservations.extend_reservation(request).await?;
    Ok(Json(ExtendedBody { expires_at: WireTime(until) }))
}
