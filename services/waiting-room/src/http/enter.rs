//! `POST /api/waiting-room/events/{eventId}/enter`: joins the line.

use actix_web::web::{Data, Json};
use contracts::http::error::ErrorBody;
use server::{ApiError, EventIdPath};

use super::bodies::EnteredBody;
use super::convert;
use super::visitor::{ShownTicket, Visitor};
use crate::app::WaitingRooms;

/// Join the line of an event
///
/// One place a user, or a client without one: entering again answers with the same place, however often, from whichever tab.
#[utoipa::path(
    post,
    path = "/api/waiting-room/events/{eventId}/enter",
    tag = "waiting room",
    operation_id = "enterRoom",
    params(
        ("eventId" = i64, Path, minimum = 1),
        (
            "X-Caller-Id" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Who is asking, where that header is trusted."
        ),
        (
            "Guest-Secret" = Option<String>, Header, pattern = "^[!-~]{32,128}$",
            description = "Made by a client without an identity and known to it alone: whose place it is."
        ),
        (
            "Queue-Ticket" = Option<String>, Header, max_length = 256,
            description = "The ticket that the visitor has already: the place is kept also where the line was lost meanwhile."
        ),
    ),
    responses(
        (status = 200, description = "The place, and its ticket.", body = EnteredBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret.", body = ErrorBody),
        (status = 403, description = "NOT_HOLD_OWNER: the `Hold-Token` is not genuine.", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: the waiting room is closed.", body = ErrorBody),
        (status = 429, description = "RATE_LIMITED: the waiting room is full.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE: try again after `Retry-After` seconds.", body = ErrorBody),
    )
)]
pub(super) async fn enter(
    path: EventIdPath,
    visitor: Visitor,
    shown: ShownTicket,
    rooms: Data<WaitingRooms>,
) -> Result<Json<EnteredBody>, ApiError> {
    let entered = rooms.enter(path.0, visitor.0, shown.0.as_deref()).await?;
    let place = convert::place(&entered.placement);
    Ok(Json(EnteredBody { ticket: entered.ticket, place }))
}
