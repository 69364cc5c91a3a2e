//! What operators do: `activate`, `deactivate`, `advance`, and read.

use actix_web::web::{Data, Json};
use server::{ApiError, CheckedOperator, EventIdPath, JsonBodyOrDefault};

use super::bodies::{AdvanceBody, AdvancedBody, CaughtUp, OperatedVwrBody, VwrDone, VwrDoneBody};
use crate::app::{Opening, RoomAction, WaitingRooms};
use crate::domain::{Control, RoomRules};
use crate::http::admin::control;
use crate::http::convert;

/// For the log.
const REASON: &str = "by /api/admin/vwr";

fn by_this_call(by: &CheckedOperator) -> Control {
    control(by, None, Some(REASON.to_owned()))
}

/// Open the room of an event, at once
#[utoipa::path(
    post, path = "/api/admin/vwr/activate/{eventId}", tag = "source designs", operation_id = "activateVwr",
    params(EventIdPath),
    responses(
        (status = 200, description = "It is open.", body = VwrDoneBody),
        (status = 404, description = "EVENT_NOT_FOUND: said to those who have a role in an organization."),
        (status = 409, description = "SALE_NOT_OPEN: it is open already."),
    )
)]
pub(crate) async fn activate(
    by: CheckedOperator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<VwrDoneBody>, ApiError> {
    let opening = Opening { rules: RoomRules::default(), opens_at: None, round: None };
    rooms.open(path.0, opening, by_this_call(&by)).await?;
    Ok(Json(VwrDoneBody { event_id: path.0.to_string(), status: VwrDone::Activated }))
}

/// Close the room of an event: its sale needs no token any more
#[utoipa::path(
    post, path = "/api/admin/vwr/deactivate/{eventId}", tag = "source designs", operation_id = "deactivateVwr",
    params(EventIdPath),
    responses(
        (status = 200, description = "It is closed.", body = VwrDoneBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: it is closed already."),
    )
)]
pub(crate) async fn deactivate(
    by: CheckedOperator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<VwrDoneBody>, ApiError> {
    rooms.operate(path.0, RoomAction::Close, by_this_call(&by)).await?;
    Ok(Json(VwrDoneBody { event_id: path.0.to_string(), status: VwrDone::Deactivated }))
}

/// Call those who may be called now
///
/// Cap and ceiling stay as they are: nothing that is asked for here lets in more.
#[utoipa::path(
    post, path = "/api/admin/vwr/advance/{eventId}", tag = "source designs", operation_id = "advanceVwr",
    params(EventIdPath),
    request_body = Option<AdvanceBody>,
    responses(
        (status = 200, description = "How far the line has come.", body = AdvancedBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
    )
)]
pub(crate) async fn advance(
    path: EventIdPath,
    _body: JsonBodyOrDefault<AdvanceBody>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<AdvancedBody>, ApiError> {
    let advanced = rooms.take_turn(path.0).await.map_err(ApiError::unavailable)?;
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    let status = (advanced == 0).then_some(CaughtUp::CaughtUp);
    Ok(Json(AdvancedBody { event_id: path.0.to_string(), serving_counter: line.serving, advanced, status }))
}

/// The line of an event, as operators see it
#[utoipa::path(
    get, path = "/api/admin/vwr/status/{eventId}", tag = "source designs", operation_id = "getOperatedVwr",
    params(EventIdPath),
    responses(
        (status = 200, description = "How many have come, and how far the line has.", body = OperatedVwrBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
    )
)]
pub(crate) async fn show(
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<OperatedVwrBody>, ApiError> {
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(OperatedVwrBody::of(path.0.to_string(), &line)))
}
