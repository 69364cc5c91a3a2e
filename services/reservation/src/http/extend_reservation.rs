//! `POST /api/reservations/{reservationId}/extend`

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use contracts::WireTime;
use contracts::http::reservation::{ExtendHoldBody, ExtendedBody};
use server::{
    Access, ApiError, CallAnswer, JsonBodyOrDefault, KeyedAnswers, OptionalIdempotencyKey, ReservationPath,
};

use super::convert;
use crate::app::{ExtendReservation, Reservations};

/// Extend a reservation
///
/// All of its seats that are still held. Its key is kept for 15 minutes, and names the same extension here and by seat.
#[utoipa::path(
    post,
    path = "/api/reservations/{reservationId}/extend",
    tag = "reservations",
    operation_id = "extendReservation",
    request_body = Option<ExtendHoldBody>,
    params(ReservationPath, Access, OptionalIdempotencyKey),
    responses(
        (status = 200, description = "When the reservation ends now.", body = ExtendedBody, headers(("Idempotent-Replayed" = String))),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 409, description = "RESERVATION_CONFLICT: an order has all of it; IDEMPOTENCY_KEY_IN_PROGRESS"),
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
    answers: Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let (by, extension) = convert::extension(&body.0, &access, &key)?;
    let asked = [path.0.to_string(), by.as_secs().to_string()];
    let call = key.call("extendReservation", &access, &asked.each_ref().map(String::as_str))?;
    let request = ExtendReservation { hold: path.0, by, caller: access.credentials, key: extension };
    let work = async move {
        let until = reservations.extend_reservation(request).await?;
        CallAnswer::json(StatusCode::OK, &ExtendedBody { expires_at: WireTime(until) })
    };
    answers.once(call, work).await
}
