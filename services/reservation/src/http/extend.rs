//! `POST /api/reservations/{eventId}/{seatId}/extend`: more time for the whole reservation.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use contracts::WireTime;
use contracts::http::reservation::{ExtendHoldBody, ExtendedBody};
use server::{
    Access, ApiError, CallAnswer, EventSeatPath, JsonBodyOrDefault, KeyedAnswers, OptionalIdempotencyKey,
};

use super::{convert, refusals};
use crate::app::Reservations;

/// Extend the reservation that holds this seat
///
/// Its key is kept for 15 minutes, and names the same extension here and by the id of the reservation.
#[utoipa::path(
    post,
    path = "/api/reservations/{eventId}/{seatId}/extend",
    tag = "reservations",
    operation_id = "extendHold",
    request_body = Option<ExtendHoldBody>,
    params(EventSeatPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 200, description = "When the whole reservation ends now.", body = ExtendedBody, headers(("Idempotent-Replayed" = String))),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 403, description = "NOT_HOLD_OWNER"),
        (status = 404, description = "EVENT_NOT_FOUND or SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has the seat; SEAT_SOLD; IDEMPOTENCY_KEY_IN_PROGRESS"),
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
    answers: Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let (by, extension) = convert::extension(&body.0, &access, &key)?;
    let (event, seat) = (path.event.to_string(), path.seat.to_string());
    let call = key.call("extendHold", &access, &[&event, &seat, &by.as_secs().to_string()])?;
    let request = convert::extend_request(path, by, access, extension);
    let work = async move {
        let until = reservations.extend(request).await;
        let until = until.map_err(|error| refusals::seat_refused(error, path.seat))?;
        CallAnswer::json(StatusCode::OK, &ExtendedBody { expires_at: WireTime(until) })
    };
    answers.once(call, work).await
}
