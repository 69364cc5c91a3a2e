//! `POST /api/reservations/{eventId}/{seatId}/extend`: more time for the whole reservation.

use actix_web::web::{Data, Json};
use contracts::WireTime;
use contracts::http::error::ErrorBody;
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
    params(
        ("eventId" = i64, Path, minimum = 1),
        ("seatId" = i64, Path, minimum = 1),
        ("Hold-Token" = Option<String>, Header, description = "The `holdToken` of an anonymous reservation."),
        (
            "Idempotency-Key" = Option<String>, Header,
            pattern = r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-~][!-~]{0,254})$"#,
            description = "The same key and body again does not extend twice."
        ),
        (
            "X-Caller-Id" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Who is asking, where that header is trusted."
        ),
    ),
    responses(
        (status = 200, description = "When the whole reservation ends now.", body = ExtendedBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID", body = ErrorBody),
        (status = 403, description = "NOT_HOLD_OWNER", body = ErrorBody),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD", body = ErrorBody),
        (status = 410, description = "HOLD_EXPIRED", body = ErrorBody),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED: also when the reservation would live too long; IDEMPOTENCY_KEY_REUSED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE: try again after `Retry-After` seconds.", body = ErrorBody),
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
