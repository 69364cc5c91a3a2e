//! `GET /api/waiting-room/admin/events/{eventId}/log`: what operators did to a room.

use actix_web::web::{Data, Json};
use contracts::WireTime;
use serde::Deserialize;
use server::{ApiError, EventIdPath, FieldFault, QueryParams};
use utoipa::IntoParams;

use super::convert;
use super::log_bodies::{ControlActionBody, ControlBody, ControlLogBody, RoomSettingsBody};
use crate::app::WaitingRooms;
use crate::domain::{ControlAction, ControlRecord, RECORDS_MAX, RoomSettings};

const LISTED: u32 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LogQuery {
    /// How many; 100 by default.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What operators did to the room of an event
///
/// The latest first: who, why, what was set before and after. The last 500 of an event are kept, for 400 days, also when the room is gone.
#[utoipa::path(
    get, path = "/api/waiting-room/admin/events/{eventId}/log", tag = "operations", operation_id = "getRoomLog",
    params(EventIdPath, LogQuery),
    responses(
        (status = 200, description = "The log; empty where operators did nothing.", body = ControlLogBody),
        (status = 404, description = "EVENT_NOT_FOUND: said to those who have a role in an organization."),
    )
)]
pub(super) async fn show(
    path: EventIdPath,
    query: QueryParams<LogQuery>,
    rooms: Data<WaitingRooms>,
) -> Result<Json<ControlLogBody>, ApiError> {
    let limit = query.0.limit.unwrap_or(LISTED);
    if !(1..=RECORDS_MAX).contains(&limit) {
        let message = format!("limit must be from 1 to {RECORDS_MAX}");
        return Err(ApiError::bad_input("limit", FieldFault::OutOfRange, message));
    }
    let records = rooms.controls(path.0, limit).await.map_err(ApiError::unavailable)?;
    Ok(Json(ControlLogBody { items: records.into_iter().map(body).collect() }))
}

fn body(record: ControlRecord) -> ControlBody {
    ControlBody {
        at: WireTime(record.at),
        action: action(record.action),
        actor: record.control.actor,
        reason: record.control.reason,
        before: record.before.map(settings),
        after: settings(record.after),
    }
}

fn action(action: ControlAction) -> ControlActionBody {
    match action {
        ControlAction::Open => ControlActionBody::Open,
        ControlAction::Adjust => ControlActionBody::Adjust,
        ControlAction::Pause => ControlActionBody::Pause,
        ControlAction::Resume => ControlActionBody::Resume,
        ControlAction::Close => ControlActionBody::Close,
        ControlAction::FailOpen => ControlActionBody::FailOpen,
        ControlAction::EndFailOpen => ControlActionBody::EndFailOpen,
        ControlAction::Beacon => ControlActionBody::Beacon,
    }
}

fn settings(settings: RoomSettings) -> RoomSettingsBody {
    RoomSettingsBody {
        phase: convert::phase(settings.phase),
        cap: settings.cap,
        ceiling: settings.ceiling,
        message: settings.message,
        work_bits: settings.work_bits,
        opens_at: settings.opens_at.map(WireTime),
        beacon: settings.beacon,
        fail_open: settings.fail_open.map(convert::open_sale),
    }
}
