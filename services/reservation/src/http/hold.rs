//! `POST /api/reservations`: takes seats for a short while.

use std::time::Duration;

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use primitives::EventId;
use server::{Access, ApiError, JsonBody, OptionalIdempotencyKey, SalePassTokens, mark_replayed};

use super::convert::{self, Asked};
use super::passes::SalePassHeaders;
use crate::app::Reservations;
use crate::ports::Reservation;

/// Hold one or several seats, or so many places of a standing section, all or none
///
/// Its key is kept for as long as any of its seats is held.
#[utoipa::path(
    post,
    path = "/api/reservations",
    tag = "reservations",
    operation_id = "holdSeats",
    request_body = HoldSeatsBody,
    params(OptionalIdempotencyKey, Access, SalePassTokens),
    responses(
        (
            status = 201,
            description = "The seats are held.",
            body = ReservationBody,
            headers(("Idempotent-Replayed" = String), ("Location" = String)),
            links(
                ("reservation" = (
                    operation_id = "getReservation",
                    parameters(
                        ("reservationId" = "$response.body#/reservationId"),
                        ("Hold-Token" = "$response.body#/holdToken"), ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                    )
                )),
                ("extend" = (
                    operation_id = "extendHold",
                    parameters(
                        ("eventId" = "$response.body#/eventId"), ("seatId" = "$response.body#/seatId"),
                        ("Hold-Token" = "$response.body#/holdToken"), ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                    )
                )),
                ("release" = (
                    operation_id = "releaseSeat",
                    parameters(
                        ("eventId" = "$response.body#/eventId"), ("seatId" = "$response.body#/seatId"),
                        ("Hold-Token" = "$response.body#/holdToken"), ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                    )
                )),
                ("order" = (
                    operation_id = "placeOrder",
                    parameters(
                        ("Hold-Token" = "$response.body#/holdToken"), ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                    ),
                    request_body = json!({
                        "eventId": "$response.body#/eventId", "seatIds": "$response.body#/seatIds",
                        "holdToken": "$response.body#/holdToken",
                    })
                )),
            )
        ),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 403, description = "NOT_HOLD_OWNER: the `Hold-Token` is not genuine; QUEUE_TOKEN_REQUIRED: the event has a waiting room."),
        (status = 404, description = "EVENT_NOT_FOUND, SEAT_NOT_FOUND, SECTION_NOT_FOUND or TIER_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT or SEAT_SOLD, with every seat in the way in `details.conflicts`; \
                LEAVES_SINGLE_SEAT, with the seats that would be left in `details.singleSeats`; \
                SOLD_OUT: fewer places of the section are free, `details.free`; TIER_SOLD_OUT: fewer are left at a price, `details.fullTier`; \
                SECTION_HAS_SEATS: it is not bought by number; SALE_NOT_OPEN; \
                LIMIT_REACHED: what you hold and have bought of the event is as much as one buyer may"),
        (status = 422, description = "VALIDATION_FAILED, with every bad field in `fields`; IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "RATE_LIMITED: without an account one address holds so many seats of an event, all of them together so \
                large a share, and so often"),
    )
)]
pub(super) async fn hold(
    access: Access,
    key: OptionalIdempotencyKey,
    passes: SalePassHeaders,
    body: JsonBody<HoldSeatsBody>,
    reservations: Data<Reservations>,
    policy: Data<AccessPolicy>,
) -> Result<HttpResponse, ApiError> {
    let asked = convert::hold_request(&body.0, &access, key, reservations.limits())?;
    let (event, owner) = asked.event_and_owner();
    let (at, session) = (access.guest(), reservations.check_pass(event, &passes.0).await?);
    let life_max = reservations.limits().lives().max(owner);
    let reservation = match asked {
        Asked::Seats(request) => reservations.hold(request).await?,
        Asked::Units(request) => reservations.hold_units(request).await?,
    };
    reservations.note_hold(event, session, &reservation, at);
    Ok(held(event, reservation, life_max, &policy))
}

pub(super) fn held(
    event: EventId,
    reservation: Reservation,
    life_max: Duration,
    policy: &AccessPolicy,
) -> HttpResponse {
    let token = policy.tokens.sign(reservation.hold);
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, format!("/api/reservations/{}", reservation.hold)));
    if reservation.replayed {
        mark_replayed(&mut response, Some(&reservation.trace_id));
    }
    response.json(convert::reservation_body(event, reservation, life_max, token))
}
