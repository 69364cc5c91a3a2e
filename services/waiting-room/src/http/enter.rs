//! `POST /api/waiting-room/events/{eventId}/enter`: joins the line.

use actix_web::web::{Data, Json};
use server::{Access, ApiError, EventIdPath};

use super::bodies::EnteredBody;
use super::convert;
use super::visitor::{Arriving, Visitor};
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
        EventIdPath,
        Access,
        (
            "Queue-Ticket" = Option<String>, Header, max_length = 256,
            description = "The ticket that the visitor has already: the place is kept also where the line was lost meanwhile."
        ),
        (
            "Proof-Of-Work" = Option<String>, Header,
            description = "Where a new place costs work: the challenge, a full stop, and its solution."
        ),
    ),
    responses(
        (status = 200, description = "The place, and its ticket.", body = EnteredBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (
            status = 403,
            description = "PROOF_OF_WORK_REQUIRED: a new place costs work; PROOF_OF_WORK_INVALID: what is shown does not pay for it; NOT_HOLD_OWNER."
        ),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
        (status = 409, description = "SALE_NOT_OPEN: the waiting room is closed."),
        (status = 429, description = "RATE_LIMITED: the waiting room is full."),
    )
)]
pub(super) async fn enter(
    path: EventIdPath,
    visitor: Visitor,
    arriving: Arriving,
    rooms: Data<WaitingRooms>,
) -> Result<Json<EnteredBody>, ApiError> {
    let visitor = visitor.in_line(path.0, &rooms).await?;
    let entered = rooms.enter(path.0, visitor, &arriving.0).await?;
    let place = convert::place(&entered.placement);
    Ok(Json(EnteredBody { ticket: entered.ticket, place }))
}
