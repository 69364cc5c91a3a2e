//! `POST /api/reservations/best`: takes the best seats that there are.

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::error::ErrorBody;
use contracts::http::reservation::{BestSeatsBody, ReservationBody};
use server::{Access, ApiError, JsonBody, OptionalIdempotencyKey};

use super::convert;
use super::hold::held;
use super::passes::SalePassHeaders;
use crate::app::Reservations;

/// Hold the best seats that are free: in one row if they can be, near the stage, and so that no single seat is left
#[utoipa::path(
    post,
    path = "/api/reservations/best",
    tag = "reservations",
    operation_id = "holdBestSeats",
    request_body = BestSeatsBody,
    params(
        (
            "Idempotency-Key" = Option<String>, Header,
            pattern = r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-~][!-~]{0,254})$"#,
            description = "The same key and body again is answered with the same \
            reservation while it lives."
        ),
        (
            "Guest-Secret" = Option<String>, Header, pattern = "^[!-~]{32,128}$",
            description = "Made by a client without an identity and known to it alone: whose key this is. Needed with a key where \
            anonymous holds obey their token alone."
        ),
        (
            "X-Caller-Id" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Who is asking, where that header is trusted."
        ),
        ("X-Queue-Token" = Option<String>, Header, description = "The pass of the waiting room, where the event has one."),
    ),
    responses(
        (
            status = 201,
            description = "The seats are held.",
            body = ReservationBody,
            headers(("Idempotent-Replayed" = Option<String>, description = "`true` when this was answered before."))
        ),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID", body = ErrorBody),
        (
            status = 403,
            description = "NOT_HOLD_OWNER: the `Hold-Token` is not genuine; QUEUE_TOKEN_REQUIRED: the event has a waiting room.",
            body = ErrorBody
        ),
        (status = 404, description = "EVENT_NOT_FOUND, SECTION_NOT_FOUND or TIER_NOT_FOUND", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (
            status = 409,
            description = "NO_SEATS_TOGETHER: no section has so many free seats at this price, or other buyers were faster eight times; \
                `details.largest` is how many are free side by side; SOLD_OUT: fewer places of the standing section are free; SALE_NOT_OPEN",
            body = ErrorBody
        ),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (
            status = 422,
            description = "VALIDATION_FAILED, with every bad field in `details.fields`; IDEMPOTENCY_KEY_REUSED",
            body = ErrorBody
        ),
        (
            status = 429,
            description = "RATE_LIMITED: without an identity one address holds so many seats of an event, all of them together so \
                large a share, and so often",
            body = ErrorBody
        ),
        (status = 503, description = "UNAVAILABLE: try again after `Retry-After` seconds.", body = ErrorBody),
    )
)]
pub(super) async fn best(
    access: Access,
    key: OptionalIdempotencyKey,
    passes: SalePassHeaders,
    body: JsonBody<BestSeatsBody>,
    reservations: Data<Reservations>,
    policy: Data<AccessPolicy>,
) -> Result<HttpResponse, ApiError> {
    let request = convert::best_request(&body.0, &access, key, reservations.limits())?;
    let event = request.terms.event;
    let session = reservations.check_pass(event, &passes.0).await?;
    let life_max = reservations.limits().lives().max(&request.terms.owner);
    let reservation = reservations.hold_best(request).await?;
    reservations.note_hold(event, session, reservation.hold);
    Ok(held(event, reservation, life_max, &policy))
}
