//! `POST /api/v1/queue/enter`

use actix_web::web::{Data, Json};
use primitives::EventId;
use server::{Access, ApiError, FieldErrors, FieldFault, JsonBody};

use super::bodies::{EnterQueueBody, EnteredQueueBody};
use crate::app::{WaitingRooms, carrying};
use crate::http::designs::caller::Caller;
use crate::http::visitor::Arriving;

/// Join the queue of an event
///
/// A caller with an identity, or with a Guest-Secret, has one place, and gets it again. A client with neither gets a place of its own each time, and a
/// token that is all there is to prove it.
#[utoipa::path(
    post,
    path = "/api/v1/queue/enter",
    tag = "source designs",
    operation_id = "enterQueue",
    request_body = EnterQueueBody,
    params(
        Access,
        (
            "Proof-Of-Work" = Option<String>, Header,
            description = "Where a new place costs work: the challenge, a full stop, and its solution."
        ),
    ),
    responses(
        (status = 200, description = "The place, and its token.", body = EnteredQueueBody),
        (status = 403, description = "FORBIDDEN: userId is not the caller's; PROOF_OF_WORK_REQUIRED, PROOF_OF_WORK_INVALID: a new place costs work; NOT_HOLD_OWNER."),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
        (status = 409, description = "SALE_NOT_OPEN: the waiting room is closed."),
        (status = 429, description = "RATE_LIMITED: the waiting room is full."),
    )
)]
pub(crate) async fn enter(
    caller: Caller,
    arriving: Arriving,
    body: JsonBody<EnterQueueBody>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<EnteredQueueBody>, ApiError> {
    let EnterQueueBody { event_id, user_id } = body.0;
    let event = EventId::new(event_id.0)
        .map_err(|flaw| FieldErrors::one("eventId", FieldFault::OutOfRange, flaw.to_string()))?;
    caller.check_name(user_id.as_deref())?;
    let newcomer = caller.newcomer(event, &rooms).await?;
    let entered = rooms.enter(event, newcomer.visitor, &arriving.0).await?;
    Ok(Json(EnteredQueueBody {
        token: carrying(&entered.ticket, newcomer.secret.as_deref()),
        position: entered.placement.position(),
        estimated_wait_seconds: entered.placement.wait.as_secs(),
    }))
}
