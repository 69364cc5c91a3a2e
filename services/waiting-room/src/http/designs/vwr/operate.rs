//! What operators do: `activate`, `deactivate`, `advance`, and read.

use actix_web::web::{Data, Json};
use contracts::http::error::ErrorBody;
use server::{ApiError, EventIdPath, JsonBodyOrDefault, Operator};

use super::bodies::{AdvanceBody, AdvancedBody, CaughtUp, OperatedVwrBody, VwrDone, VwrDoneBody};
use crate::app::{Opening, RoomAction, WaitingRooms};
use crate::domain::RoomRules;
use crate::http::convert;

/// For the log.
const REASON: &str = "by /api/admin/vwr";

/// Open the room of an event, at once
#[utoipa::path(
    post, path = "/api/admin/vwr/activate/{eventId}", tag = "source designs", operation_id = "activateVwr",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "It is open.", body = VwrDoneBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: it is open already.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn activate(
    _: Operator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<VwrDoneBody>, ApiError> {
    let opening = Opening { rules: RoomRules::default(), opens_at: None, round: None };
    rooms.open(path.0, opening).await?;
    Ok(Json(VwrDoneBody { event_id: path.0.to_string(), status: VwrDone::Activated }))
}

/// Close the room of an event: its sale needs no token any more
#[utoipa::path(
    post, path = "/api/admin/vwr/deactivate/{eventId}", tag = "source designs", operation_id = "deactivateVwr",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "It is closed.", body = VwrDoneBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: it is closed already.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn deactivate(
    _: Operator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<VwrDoneBody>, ApiError> {
    rooms.operate(path.0, RoomAction::Close, Some(REASON)).await?;
    Ok(Json(VwrDoneBody { event_id: path.0.to_string(), status: VwrDone::Deactivated }))
}

/// Call those who may be called now
///
/// Cap and ceiling stay as they are: nothing that is asked for here lets in more.
#[utoipa::path(
    post, path = "/api/admin/vwr/advance/{eventId}", tag = "source designs", operation_id = "advanceVwr",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    request_body = Option<AdvanceBody>,
    responses(
        (status = 200, description = "How far the line has come.", body = AdvancedBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn advance(
    _: Operator,
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
    get, path = "/api/admin/vwr/status/{eventId}", tag = "source designs", operation_id = "operatedVwr",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "How many have come, and how far the line has.", body = OperatedVwrBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn show(
    _: Operator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<OperatedVwrBody>, ApiError> {
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(OperatedVwrBody::of(path.0.to_string(), &line)))
}
