//! What a visitor does: `check`, `status`, `heartbeat`, `leave`.

use actix_web::web::{Data, Json};
use server::{Access, ApiError, EventIdPath};

use super::bodies::{QueueMessageBody, QueueSignBody, QueueStandingBody};
use crate::app::WaitingRooms;
use crate::http::visitor::{Arriving, Visitor};

type Answer = Result<Json<QueueStandingBody>, ApiError>;

/// Join the queue of an event, or learn that none has to be waited in
///
/// Repeated, it answers with the same place. A call is answered on the way: then `entryToken` admits to the sale. A `vwrPosition` counts for nothing.
#[utoipa::path(
    post,
    path = "/api/queue/check/{eventId}",
    tag = "source designs",
    operation_id = "checkQueue",
    params(
        EventIdPath,
        ("vwrPosition" = Option<String>, Query, description = "Ignored: a place has one number."),
        Access,
        (
            "Proof-Of-Work" = Option<String>, Header,
            description = "Where a new place costs work: the challenge, a full stop, and its solution."
        ),
    ),
    responses(
        (status = 200, description = "Where the visitor stands.", body = QueueStandingBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "PROOF_OF_WORK_REQUIRED, PROOF_OF_WORK_INVALID: a new place costs work; NOT_HOLD_OWNER."),
        (status = 409, description = "SALE_NOT_OPEN: the room has just been closed."),
        (status = 429, description = "RATE_LIMITED: the waiting room is full."),
    )
)]
pub(crate) async fn check(
    path: EventIdPath,
    visitor: Visitor,
    arriving: Arriving,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let visitor = visitor.in_line(path.0, &rooms).await?;
    Ok(Json(QueueStandingBody::of(rooms.enter_or_ask(path.0, visitor, &arriving.0).await?)))
}

/// Where the visitor stands in the queue of an event
///
/// It joins nothing. A call is answered on the way, and does not last longer for being asked about.
#[utoipa::path(
    get,
    path = "/api/queue/status/{eventId}",
    tag = "source designs",
    operation_id = "getQueueStatus",
    params(
        EventIdPath,
        Access,
    ),
    responses(
        (status = 200, description = "Where the visitor stands.", body = QueueStandingBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 409, description = "SALE_NOT_OPEN: the room has just been closed."),
    )
)]
pub(crate) async fn status(path: EventIdPath, visitor: Visitor, rooms: Data<WaitingRooms>) -> Answer {
    Ok(Json(QueueStandingBody::of(rooms.ask(path.0, visitor.in_line(path.0, &rooms).await?).await?)))
}

/// Be there, and keep the session alive
#[utoipa::path(
    post,
    path = "/api/queue/heartbeat/{eventId}",
    tag = "source designs",
    operation_id = "sendQueueHeartbeat",
    params(
        EventIdPath,
        Access,
    ),
    responses(
        (status = 200, description = "What the visitor is.", body = QueueSignBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
    )
)]
pub(crate) async fn heartbeat(
    path: EventIdPath,
    visitor: Visitor,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueSignBody>, ApiError> {
    Ok(Json(QueueSignBody::of(rooms.sign_of_life(path.0, visitor.in_line(path.0, &rooms).await?).await?)))
}

/// Leave the queue, or the sale
///
/// Repeated, it changes nothing.
#[utoipa::path(
    post,
    path = "/api/queue/leave/{eventId}",
    tag = "source designs",
    operation_id = "leaveQueue",
    params(
        EventIdPath,
        Access,
    ),
    responses(
        (status = 200, description = "The visitor has no place any more.", body = QueueMessageBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
    )
)]
pub(crate) async fn leave(
    path: EventIdPath,
    visitor: Visitor,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueMessageBody>, ApiError> {
    rooms.leave_own(path.0, visitor.in_line(path.0, &rooms).await?).await?;
    Ok(Json(QueueMessageBody { message: "Left queue".to_owned() }))
}
