//! `POST /api/reservations/best`: takes the best seats that there are.

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::reservation::{BestSeatsBody, ReservationBody};
use server::{Access, ApiError, JsonBody, OptionalIdempotencyKey, SalePassTokens};

use super::convert;
use super::hold::held;
use super::passes::SalePassHeaders;
use crate::app::Reservations;

/// Hold the best seats that are free: in one row if they can be, near the stage, and so that no single seat is left
///
/// Its key is kept for as long as any of its seats is held.
#[utoipa::path(
    post,
    path = "/api/reservations/best",
    tag = "reservations",
    operation_id = "holdBestSeats",
    request_body = BestSeatsBody,
    params(OptionalIdempotencyKey, Access, SalePassTokens),
    responses(
        (
            status = 201,
            description = "The seats are held.",
            body = ReservationBody,
            headers(("Idempotent-Replayed" = String), ("Location" = String))
        ),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 403, description = "NOT_HOLD_OWNER: the `Hold-Token` is not genuine; QUEUE_TOKEN_REQUIRED: the event has a waiting room."),
        (status = 404, description = "EVENT_NOT_FOUND, SECTION_NOT_FOUND or TIER_NOT_FOUND"),
        (status = 409, description = "NO_SEATS_TOGETHER: no section has so many free seats at this price, or other buyers were faster eight times; \
                `details.largest` is how many are free side by side; SOLD_OUT: fewer places of the standing section are free, \
                `details.free`; TIER_SOLD_OUT: fewer are left at the price, `details.fullTier`; SALE_NOT_OPEN"),
        (status = 422, description = "VALIDATION_FAILED, with every bad field in `fields`; IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "RATE_LIMITED: without an account one address holds so many seats of an event, all of them together so \
                large a share, and so often"),
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
    let (at, session) = (access.guest(), reservations.check_pass(event, &passes.0).await?);
    let life_max = reservations.limits().lives().max(&request.terms.owner);
    let reservation = reservations.hold_best(request).await?;
    reservations.note_hold(event, session, &reservation, at);
    Ok(held(event, reservation, life_max, &policy))
}
