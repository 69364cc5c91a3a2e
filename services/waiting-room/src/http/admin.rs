//! `/api/waiting-room/admin/events/{eventId}`: what operators do to a room.

use actix_web::web::{Data, Json};
use contracts::http::error::ErrorBody;
use server::{ApiError, EventIdPath, FieldErrors, JsonBody, JsonBodyOrDefault, Operator};

use super::admin_bodies::{AdjustRoomBody, BeaconBody, OpenRoomBody, OperatedRoomBody, ReasonBody};
use super::convert;
use crate::app::{Opening, RoomAction, WaitingRooms};
use crate::domain::RoomRules;

/// Of a cap, and of a ceiling.
pub(super) const NUMBER_MAX: u32 = 1_000_000;
const TEXT_CHARS_MAX: usize = 500;

type Answer = Result<Json<OperatedRoomBody>, ApiError>;

fn check(
    cap: Option<u32>,
    ceiling: Option<u32>,
    texts: [(&'static str, &Option<String>); 2],
) -> Result<(), ApiError> {
    let mut errors = FieldErrors::new();
    for (field, number) in [("cap", cap), ("ceiling", ceiling)] {
        if number.is_some_and(|number| !(1..=NUMBER_MAX).contains(&number)) {
            errors.add(field, format!("must be from 1 to {NUMBER_MAX}"));
        }
    }
    for (field, text) in texts {
        if text.as_ref().is_some_and(|text| text.chars().count() > TEXT_CHARS_MAX) {
            errors.add(field, format!("must have at most {TEXT_CHARS_MAX} characters"));
        }
    }
    errors.into_result().map_err(ApiError::from)
}

/// A room, as operators see it
#[utoipa::path(
    get, path = "/api/waiting-room/admin/events/{eventId}", tag = "operations", operation_id = "operatedRoom",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(super) async fn show(_: Operator, path: EventIdPath, rooms: Data<WaitingRooms>) -> Answer {
    let line = rooms.line(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(convert::operated(path.0, &line)))
}

/// Open the room of an event
///
/// From then on a reservation of the event needs a pass. With `opensAt` visitors register until then, and their order is drawn.
#[utoipa::path(
    post, path = "/api/waiting-room/admin/events/{eventId}/open", tag = "operations", operation_id = "openRoom",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    request_body = Option<OpenRoomBody>,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: it is open already.", body = ErrorBody),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(super) async fn open(
    _: Operator,
    path: EventIdPath,
    body: JsonBodyOrDefault<OpenRoomBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let OpenRoomBody { cap, ceiling, message, opens_at, beacon_round } = body.0;
    check(cap, ceiling, [("message", &message), ("reason", &None)])?;
    let default = RoomRules::default();
    let rules = RoomRules {
        cap: cap.unwrap_or(default.cap),
        ceiling: ceiling.unwrap_or(default.ceiling),
        message: message.unwrap_or_default(),
    };
    let opening = Opening { rules, opens_at: opens_at.map(|at| at.0), round: beacon_round };
    let line = rooms.open(path.0, opening).await?;
    Ok(Json(convert::operated(path.0, &line)))
}

/// Change cap, ceiling or message
#[utoipa::path(
    put, path = "/api/waiting-room/admin/events/{eventId}", tag = "operations", operation_id = "adjustRoom",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    request_body = AdjustRoomBody,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed.", body = ErrorBody),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(super) async fn adjust(
    _: Operator,
    path: EventIdPath,
    body: JsonBody<AdjustRoomBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let AdjustRoomBody { cap, ceiling, message, reason } = body.0;
    check(cap, ceiling, [("message", &message), ("reason", &reason)])?;
    let action = RoomAction::Adjust { cap, ceiling, message };
    let line = rooms.operate(path.0, action, reason.as_deref()).await?;
    Ok(Json(convert::operated(path.0, &line)))
}

macro_rules! action {
    ($name:ident, $path:literal, $id:literal, $title:literal, $action:expr) => {
        #[doc = $title]
        #[utoipa::path(
            post, path = $path, tag = "operations", operation_id = $id,
            security(("operatorToken" = [])),
            params(("eventId" = i64, Path, minimum = 1)),
            request_body = Option<ReasonBody>,
            responses(
                (status = 200, description = "The room.", body = OperatedRoomBody),
                (status = 400, description = "MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
                (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
                (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
                (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
                (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
                (status = 409, description = "SALE_NOT_OPEN: the phase of the room does not allow it.", body = ErrorBody),
                (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
                (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
                (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
                (status = 503, description = "UNAVAILABLE", body = ErrorBody),
            )
        )]
        pub(super) async fn $name(
            _: Operator,
            path: EventIdPath,
            body: JsonBodyOrDefault<ReasonBody>,
            rooms: Data<WaitingRooms>,
        ) -> Answer {
            check(None, None, [("message", &None), ("reason", &body.0.reason)])?;
            let line = rooms.operate(path.0, $action, body.0.reason.as_deref()).await?;
            Ok(Json(convert::operated(path.0, &line)))
        }
    };
}

action!(
    pause,
    "/api/waiting-room/admin/events/{eventId}/pause",
    "pauseRoom",
    "Call no one until it is resumed; all places are kept",
    RoomAction::Pause
);
action!(
    resume,
    "/api/waiting-room/admin/events/{eventId}/resume",
    "resumeRoom",
    "Go on calling",
    RoomAction::Resume
);
action!(
    close,
    "/api/waiting-room/admin/events/{eventId}/close",
    "closeRoom",
    "End the line: the sale needs no pass any more",
    RoomAction::Close
);

/// Enter what the announced round of the beacon has published
#[utoipa::path(
    post, path = "/api/waiting-room/admin/events/{eventId}/beacon", tag = "operations", operation_id = "enterBeacon",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    request_body = BeaconBody,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 400, description = "MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: no beacon is awaited.", body = ErrorBody),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(super) async fn beacon(
    _: Operator,
    path: EventIdPath,
    body: JsonBody<BeaconBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let line = rooms.operate(path.0, RoomAction::Beacon(body.0.value), None).await?;
    Ok(Json(convert::operated(path.0, &line)))
}
