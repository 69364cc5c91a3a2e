//! What operators do: read, `clear`, `threshold`.

use actix_web::web::{Data, Json};
use server::{ApiError, CheckedOperator, EventIdPath, FieldFault, QueryParams};

use super::bodies::{QueueAdminBody, QueueMessageBody, QueueThresholdBody, ThresholdQuery};
use crate::app::{RoomAction, WaitingRooms};
use crate::domain::Control;
use crate::http::admin::NUMBER_MAX;
use crate::http::admin::control;
use crate::http::convert;

/// For the log.
const REASON: &str = "by /api/queue/admin";

fn by_this_call(by: &CheckedOperator) -> Control {
    control(by, None, Some(REASON.to_owned()))
}

/// The queue of an event, as operators see it
#[utoipa::path(
    get, path = "/api/queue/admin/{eventId}", tag = "source designs", operation_id = "getOperatedQueue",
    params(EventIdPath),
    responses(
        (status = 200, description = "How many wait, and how many may be in the sale.", body = QueueAdminBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
    )
)]
pub(crate) async fn show(
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
    params(EventIdPath),
    responses(
        (status = 200, description = "It is over.", body = QueueMessageBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: it is over already."),
    )
)]
pub(crate) async fn clear(
    by: CheckedOperator,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueMessageBody>, ApiError> {
    rooms.operate(path.0, RoomAction::Close, by_this_call(&by)).await?;
    Ok(Json(QueueMessageBody { message: "Queue cleared".to_owned() }))
}

/// Change how many may be in the sale at once
#[utoipa::path(
    post, path = "/api/queue/admin/threshold/{eventId}", tag = "source designs", operation_id = "setQueueThreshold",
    params(EventIdPath, ThresholdQuery),
    responses(
        (status = 200, description = "The cap of the room.", body = QueueThresholdBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed."),
    )
)]
pub(crate) async fn threshold(
    by: CheckedOperator,
    path: EventIdPath,
    query: QueryParams<ThresholdQuery>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<QueueThresholdBody>, ApiError> {
    let threshold = query.0.threshold;
    if !(1..=NUMBER_MAX).contains(&threshold) {
        let message = format!("threshold must be from 1 to {NUMBER_MAX}");
        return Err(ApiError::bad_input("threshold", FieldFault::OutOfRange, message));
    }
    let action = RoomAction::Adjust { cap: Some(threshold), ceiling: None, message: None, work_bits: None };
    rooms.operate(path.0, action, by_this_call(&by)).await?;
    Ok(Json(QueueThresholdBody { event_id: path.0.to_string(), threshold }))
}
