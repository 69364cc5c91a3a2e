//! `/api/waiting-room/admin/events/{eventId}/fail-open`: visitors get in without a pass for a while, so many a second.

use std::time::Duration;

use actix_web::web::{Data, Json};
use server::{ApiError, CheckedOperator, EventIdPath, FieldErrors, FieldFault, JsonBody, JsonBodyOrDefault};

use super::admin::{check_texts, control};
use super::admin_bodies::{FailOpenBody, OperatedRoomBody, ReasonBody};
use super::convert;
use crate::app::{RoomAction, WaitingRooms};
use crate::domain::FAIL_OPEN_LASTS_MAX;

const RATE_MAX: u32 = 100_000;
const MINUTES: u32 = 10;
const MINUTES_MAX: u64 = FAIL_OPEN_LASTS_MAX.as_secs() / 60;

/// Let visitors in without a pass, so many a second
///
/// For when the line itself is what fails: in no order, and metered. It ends by itself after `minutes`.
#[utoipa::path(
    post, path = "/api/waiting-room/admin/events/{eventId}/fail-open", tag = "operations", operation_id = "failOpen",
    params(EventIdPath),
    request_body = FailOpenBody,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed."),
    )
)]
pub(super) async fn begin(
    by: CheckedOperator,
    path: EventIdPath,
    body: JsonBody<FailOpenBody>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<OperatedRoomBody>, ApiError> {
    let FailOpenBody { confirm, open_rate, minutes, actor, reason } = body.0;
    let minutes = u64::from(minutes.unwrap_or(MINUTES));
    let mut errors = FieldErrors::new();
    if confirm != path.0.to_string() {
        errors.add("confirm", FieldFault::Mismatch, "must be the number of the event");
    }
    if !(1..=RATE_MAX).contains(&open_rate) {
        errors.add("openRate", FieldFault::OutOfRange, format!("must be from 1 to {RATE_MAX}"));
    }
    if !(1..=MINUTES_MAX).contains(&minutes) {
        errors.add("minutes", FieldFault::OutOfRange, format!("must be from 1 to {MINUTES_MAX}"));
    }
    check_texts(&mut errors, [("actor", &actor), ("reason", &reason), ("message", &None)]);
    errors.into_result()?;
    let action = RoomAction::FailOpen { per_second: open_rate, lasts: Duration::from_secs(60 * minutes) };
    let line = rooms.operate(path.0, action, control(&by, actor, reason)).await?;
    Ok(Json(convert::operated(path.0, &line)))
}

/// Let visitors in by their passes alone again
#[utoipa::path(
    delete, path = "/api/waiting-room/admin/events/{eventId}/fail-open", tag = "operations", operation_id = "endFailOpen",
    params(EventIdPath),
    request_body = Option<ReasonBody>,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed."),
    )
)]
pub(super) async fn end(
    by: CheckedOperator,
    path: EventIdPath,
    body: JsonBodyOrDefault<ReasonBody>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<OperatedRoomBody>, ApiError> {
    let ReasonBody { actor, reason } = body.0;
    let mut errors = FieldErrors::new();
    check_texts(&mut errors, [("actor", &actor), ("reason", &reason), ("message", &None)]);
    errors.into_result()?;
    let line = rooms.operate(path.0, RoomAction::EndFailOpen, control(&by, actor, reason)).await?;
    Ok(Json(convert::operated(path.0, &line)))
}
