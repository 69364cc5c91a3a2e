//! `POST /api/v1/tickets/reserve`: holds so many places of an event, as the design of the first-come queue has it. Its clients have one token, which is
//! the ticket of their place in the line.

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::tickets::{ReserveTicketsBody, ReservedStatus, ReservedTicketsBody};
use server::{Access, ApiError, JsonBody, OptionalIdempotencyKey, SalePassTokens, mark_replayed};

use super::convert;
use super::passes::SalePassHeaders;
use crate::app::{HeldAnywhere, Reservations};
use crate::ports::Reservation;

/// Hold so many places of an event, whichever they are
///
/// In the first standing section that has so many. Where the event has a waiting room it needs its pass, or the ticket of a place whose turn it is: then
/// the call is answered on the way. Its key is kept for as long as any of the places is held.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/reserve",
    tag = "source designs",
    operation_id = "reserveTickets",
    request_body = ReserveTicketsBody,
    params(Access, OptionalIdempotencyKey, SalePassTokens),
    responses(
        (status = 200, description = "The places are held.", body = ReservedTicketsBody, headers(
            ("Hold-Token" = String),
            ("Idempotent-Replayed" = String),
        )),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the token is not genuine, or not yours; NOT_HOLD_OWNER."),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 409, description = "NOT_YOUR_TURN; SOLD_OUT: no section has so many; SECTION_HAS_SEATS: the event is not sold by quantity; SALE_NOT_OPEN; \
                LIMIT_REACHED"),
        (status = 422, description = "VALIDATION_FAILED; IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "RATE_LIMITED: callers without an account hold too much, or too often"),
    )
)]
pub(super) async fn reserve(
    access: Access,
    key: OptionalIdempotencyKey,
    passes: SalePassHeaders,
    body: JsonBody<ReserveTicketsBody>,
    reservations: Data<Reservations>,
    policy: Data<AccessPolicy>,
) -> Result<HttpResponse, ApiError> {
    let request = convert::reserve_request(&body.0, &access, key, reservations.limits())?;
    let event = request.terms.event;
    let (at, session) = (access.guest(), reservations.admit_visitor(event, &passes.0).await?);
    let HeldAnywhere { reservation, free } = reservations.hold_anywhere(request).await?;
    let reservation = reservation.ok_or_else(|| sold_out(free))?;
    reservations.note_hold(event, session, &reservation, at);
    Ok(reserved(&reservation, &policy))
}

fn sold_out(free: usize) -> ApiError {
    ApiError::new(ErrorCode::SoldOut, format!("no section of this event has so many; {free} places are free"))
}

fn reserved(reservation: &Reservation, policy: &AccessPolicy) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((headers::HOLD_TOKEN, policy.tokens.sign(reservation.hold)));
    if reservation.replayed {
        mark_replayed(&mut response, Some(&reservation.trace_id));
    }
    response.json(ReservedTicketsBody {
        reservation_id: *reservation.hold.as_uuid(),
        status: ReservedStatus::Pending,
    })
}
