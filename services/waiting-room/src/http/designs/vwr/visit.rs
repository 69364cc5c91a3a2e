//! What a visitor does: `assign`, `check`, `status`.

use access::PresentedToken;
use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use primitives::EventId;
use serde::Deserialize;
use server::{Access, ApiError, EventIdPath, JsonBodyOrDefault, PathParams};

use super::bodies::{AssignBody, AssignedBody, CheckedBody, VwrStatusBody, number};
use crate::app::{Admittance, TicketError, VisitorStanding, WaitingRooms, carrying};
use crate::domain::CallRefusal;
use crate::http::convert;
use crate::http::designs::caller::Caller;
use crate::http::visitor::Arriving;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestPath {
    event_id: i64,
    request_id: String,
}

/// Get a place in the line of an event
///
/// A caller with an identity, or with a Guest-Secret, has one place, and gets it again. A client with neither gets a place of its own each time, and a
/// `requestId` that is all there is to prove it.
#[utoipa::path(
    post,
    path = "/vwr-api/vwr/assign/{eventId}",
    tag = "source designs",
    operation_id = "assignPosition",
    request_body = Option<AssignBody>,
    params(
        EventIdPath,
        Access,
        (
            "Proof-Of-Work" = Option<String>, Header,
            description = "Where a new place costs work: the challenge, a full stop, and its solution."
        ),
    ),
    responses(
        (status = 200, description = "The place.", body = AssignedBody),
        (status = 403, description = "FORBIDDEN: userId is not the caller's; PROOF_OF_WORK_REQUIRED, PROOF_OF_WORK_INVALID: a new place costs work; NOT_HOLD_OWNER."),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
        (status = 409, description = "SALE_NOT_OPEN: the waiting room is closed."),
        (status = 429, description = "RATE_LIMITED: the waiting room is full."),
    )
)]
pub(crate) async fn assign(
    caller: Caller,
    arriving: Arriving,
    path: EventIdPath,
    body: JsonBodyOrDefault<AssignBody>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<AssignedBody>, ApiError> {
    caller.check_name(body.0.user_id.as_deref())?;
    let newcomer = caller.newcomer(path.0, &rooms).await?;
    let entered = rooms.enter(path.0, newcomer.visitor, &arriving.0).await?;
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.unwrap_or_default();
    Ok(Json(AssignedBody {
        request_id: carrying(&entered.ticket, newcomer.secret.as_deref()),
        position: number(&entered.placement),
        estimated_wait: entered.placement.wait.as_secs(),
        serving_counter: line.serving,
    }))
}

/// Whether a place is admitted
///
/// A call is answered on the way. A `userId` in the address counts for nothing.
#[utoipa::path(
    get,
    path = "/vwr-api/vwr/check/{eventId}/{requestId}",
    tag = "source designs",
    operation_id = "checkPosition",
    params(
        EventIdPath,
        ("requestId" = String, Path, max_length = 256, example = "a-token-of-this-place"),
        Access,
    ),
    responses(
        (status = 200, description = "Whether it is, and how far it has come.", body = CheckedBody),
        (status = 404, description = "NOT_FOUND: the requestId is not genuine, not yours, of another event, or over: assign again."),
        (status = 409, description = "SALE_NOT_OPEN: the room has just been closed."),
    )
)]
pub(crate) async fn check(
    caller: Caller,
    path: PathParams<RequestPath>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<CheckedBody>, ApiError> {
    let RequestPath { event_id, request_id } = path.0;
    let event = EventId::new(event_id).map_err(|_| no_position())?;
    let holder = caller.holder(&request_id).ok_or_else(no_position)?;
    let visitor = holder.visitor(&rooms);
    let standing = rooms.ask_with(event, &holder.ticket, visitor).await.map_err(unknown_position)?;
    checked(standing, PresentedToken::of(&request_id).secret).map(Json).ok_or_else(no_position)
}

/// None: the place is over.
fn checked(
    VisitorStanding { admission, line }: VisitorStanding,
    secret: Option<&str>,
) -> Option<CheckedBody> {
    match admission {
        Admittance::Waits { place, .. } => Some(CheckedBody::of(&place, &line)),
        Admittance::Admitted { place, pass, .. } => {
            Some(CheckedBody::of(&place, &line).admitted(Some(carrying(&pass, secret))))
        }
        Admittance::NotNeeded { place } => Some(CheckedBody::of(&place?, &line).admitted(None)),
        Admittance::Absent => None,
    }
}

/// Whatever is wrong with a requestId, its visitor needs another one.
fn unknown_position(error: TicketError) -> ApiError {
    match error {
        TicketError::NotYours | TicketError::Outdated | TicketError::Claim(CallRefusal::NotTheirs) => {
            no_position()
        }
        TicketError::NotSealed
        | TicketError::Claim(CallRefusal::NotCalled | CallRefusal::Closed)
        | TicketError::Signing(_)
        | TicketError::Unavailable(_) => error.into(),
    }
}

fn no_position() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such position: request a new one")
}

/// The line of an event, the same for every visitor
#[utoipa::path(
    get,
    path = "/vwr-api/vwr/status/{eventId}",
    tag = "source designs",
    operation_id = "getVwrStatus",
    params(EventIdPath),
    responses(
        (status = 200, description = "How many have come, and how far the line has.", body = VwrStatusBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
    )
)]
pub(crate) async fn status(
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<VwrStatusBody>, ApiError> {
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(VwrStatusBody::of(path.0.to_string(), &line)))
}
