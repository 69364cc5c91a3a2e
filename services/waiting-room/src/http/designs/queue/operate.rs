//! What operators do: read, `clear`, `threshold`.

use actix_web::web::{Data, Json};
use contracts::http::error::ErrorBody;
use server::{ApiError, EventIdPath, FieldErrors, Operator, QueryParams};

use super::bodies::{QueueAdminBody, QueueMessageBody, QueueThresholdBody, ThresholdQuery};
use crate::app::{RoomAction, WaitingRooms};
use crate::http::admin::NUMBER_MAX;
use crate::http::convert;

/// For the log.
const REASON: &str = "by /api/queue/admin";

/// The queue of an event, as operators see it
#[utoipa::path(
    get, path = "/api/queue/admin/{eventId}", tag = "source designs", operation_id = "operatedQueue",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "How many wait, and how many may be in the sale.", body = QueueAdminBody),
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
) -> Result<Json<QueueAdminBody>, ApiError> {
    let line = rooms.counts(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(QueueAdminBody {
        event_id: path.0.to_string(),
        queue_size: line.waiting,
        current_users: line.taken,
        threshold: line.cap,
        available: line.cap.saturating_sub(line.taken),
    }))
}

/// End the queue: the sale needs no token any more
#[utoipa::path(
    post, path = "/api/queue/admin/clear/{eventId}", tag = "source designs", operation_id = "clearQueue",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "It is over.", body = QueueMessageBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: it is over already.", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn clear(
    _: Operator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueMessageBody>, ApiError> {
    rooms.operate(path.0, RoomAction::Close, Some(REASON)).await?;
    Ok(Json(QueueMessageBody { message: "Queue cleared".to_owned() }))
}

/// Change how many may be in the sale at once
#[utoipa::path(
    post, path = "/api/queue/admin/threshold/{eventId}", tag = "source designs", operation_id = "queueThreshold",
    security(("operatorToken" = [])),
    params(("eventId" = i64, Path, minimum = 1), ThresholdQuery),
    responses(
        (status = 200, description = "The cap of the room.", body = QueueThresholdBody),
        (status = 400, description = "BAD_REQUEST", body = ErrorBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room.", body = ErrorBody),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed.", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE", body = ErrorBody),
    )
)]
pub(crate) async fn threshold(
    _: Operator,
    path: EventIdPath,
    query: QueryParams<ThresholdQuery>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueThresholdBody>, ApiError> {
    let threshold = query.0.threshold;
    if !(1..=NUMBER_MAX).contains(&threshold) {
        return Err(FieldErrors::of("threshold", format!("must be from 1 to {NUMBER_MAX}")).into());
    }
    let action = RoomAction::Adjust { cap: Some(threshold), ceiling: None, message: None };
    rooms.operate(path.0, action, Some(REASON)).await?;
    Ok(Json(QueueThresholdBody { event_id: path.0.to_string(), threshold }))
}
