//! `/api/waiting-room/admin/events/{eventId}`: what operators do to a room, and the managers of its event.

use access::WORK_BITS_MAX;
use actix_web::web::{Data, Json};
use server::{ApiError, CheckedOperator, EventIdPath, FieldErrors, FieldFault, JsonBody, JsonBodyOrDefault};

use super::admin_bodies::{AdjustRoomBody, BeaconBody, OpenRoomBody, OperatedRoomBody, ReasonBody};
use super::convert;
use crate::app::{Opening, RoomAction, WaitingRooms};
use crate::domain::{Control, RoomRules};

/// Of a cap, and of a ceiling.
pub(super) const NUMBER_MAX: u32 = 1_000_000;
const TEXT_CHARS_MAX: usize = 500;
const ACTOR_CHARS_MAX: usize = 100;
/// An operator who gives no name.
const OPERATOR: &str = "operator";

type Answer = Result<Json<OperatedRoomBody>, ApiError>;

type Texts<'a> = [(&'static str, &'a Option<String>); 3];

/// What may be set of a room.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    cap: Option<u32>,
    ceiling: Option<u32>,
    work_bits: Option<u32>,
}

fn check(Numbers { cap, ceiling, work_bits }: Numbers, texts: Texts<'_>) -> Result<(), ApiError> {
    let mut errors = FieldErrors::new();
    let limits = [
        ("cap", cap, 1, NUMBER_MAX),
        ("ceiling", ceiling, 1, NUMBER_MAX),
        ("workBits", work_bits, 0, WORK_BITS_MAX),
    ];
    for (field, number, min, max) in limits {
        if number.is_some_and(|number| !(min..=max).contains(&number)) {
            errors.add(field, FieldFault::OutOfRange, format!("must be from {min} to {max}"));
        }
    }
    check_texts(&mut errors, texts);
    errors.into_result().map_err(ApiError::from)
}

pub(super) fn check_texts(errors: &mut FieldErrors, texts: Texts<'_>) {
    for (field, text) in texts {
        let chars_max = if field == "actor" { ACTOR_CHARS_MAX } else { TEXT_CHARS_MAX };
        if text.as_ref().is_some_and(|text| text.chars().count() > chars_max) {
            errors.add(field, FieldFault::TooLong, format!("must have at most {chars_max} characters"));
        } else if field == "actor" && text.as_deref().is_some_and(|name| access::is_subject(name.trim())) {
            errors.add(
                field,
                FieldFault::NotAllowed,
                "is the name of an account: that takes its access token",
            );
        }
    }
}

/// What is recorded of who and why: an account by its own name, and others by the name that they give.
pub(super) fn control(by: &CheckedOperator, actor: Option<String>, reason: Option<String>) -> Control {
    let given = actor.as_deref().filter(|actor| !actor.trim().is_empty());
    let actor = by.account().or(given).unwrap_or(OPERATOR).to_owned();
    Control { actor, reason: reason.unwrap_or_default() }
}

/// A room, as operators see it
#[utoipa::path(
    get, path = "/api/waiting-room/admin/events/{eventId}", tag = "operations", operation_id = "getOperatedRoom",
    params(EventIdPath),
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
    )
)]
pub(super) async fn show(path: EventIdPath, rooms: Data<WaitingRooms>) -> Answer {
    let line = rooms.line(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(Json(convert::operated(path.0, &line)))
}

/// The records have signed numbers.
fn check_round(round: Option<u64>) -> Result<(), ApiError> {
    if round.is_none_or(|round| i64::try_from(round).is_ok()) {
        return Ok(());
    }
    let message = format!("must be at most {}", i64::MAX);
    Err(FieldErrors::one("beaconRound", FieldFault::OutOfRange, message).into())
}

/// Open the room of an event
///
/// From then on a reservation of the event needs a pass. With `opensAt` visitors register until then, and their order is drawn.
#[utoipa::path(
    post, path = "/api/waiting-room/admin/events/{eventId}/open", tag = "operations", operation_id = "openRoom",
    params(EventIdPath),
    request_body = Option<OpenRoomBody>,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "EVENT_NOT_FOUND: said to those who have a role in an organization; operators may open a room ahead of its event."),
        (status = 409, description = "SALE_NOT_OPEN: it is open already."),
    )
)]
pub(super) async fn open(
    by: CheckedOperator,
    path: EventIdPath,
    body: JsonBodyOrDefault<OpenRoomBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let OpenRoomBody { cap, ceiling, message, work_bits, opens_at, beacon_round, actor, reason } = body.0;
    check(
        Numbers { cap, ceiling, work_bits },
        [("message", &message), ("actor", &actor), ("reason", &reason)],
    )?;
    check_round(beacon_round)?;
    let default = RoomRules::default();
    let rules = RoomRules {
        cap: cap.unwrap_or(default.cap),
        ceiling: ceiling.unwrap_or(default.ceiling),
        message: message.unwrap_or_default(),
        work_bits,
    };
    let opening = Opening { rules, opens_at: opens_at.map(|at| at.0), round: beacon_round };
    let line = rooms.open(path.0, opening, control(&by, actor, reason)).await?;
    Ok(Json(convert::operated(path.0, &line)))
}

/// Change cap, ceiling, message, or what a place costs
#[utoipa::path(
    put, path = "/api/waiting-room/admin/events/{eventId}", tag = "operations", operation_id = "adjustRoom",
    params(EventIdPath),
    request_body = AdjustRoomBody,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: the room is closed."),
    )
)]
pub(super) async fn adjust(
    by: CheckedOperator,
    path: EventIdPath,
    body: JsonBody<AdjustRoomBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let AdjustRoomBody { cap, ceiling, message, work_bits, actor, reason } = body.0;
    check(
        Numbers { cap, ceiling, work_bits },
        [("message", &message), ("actor", &actor), ("reason", &reason)],
    )?;
    let action = RoomAction::Adjust { cap, ceiling, message, work_bits };
    let line = rooms.operate(path.0, action, control(&by, actor, reason)).await?;
    Ok(Json(convert::operated(path.0, &line)))
}

macro_rules! action {
    ($name:ident, $path:literal, $id:literal, $title:literal, $action:expr) => {
        #[doc = $title]
        #[utoipa::path(
            post, path = $path, tag = "operations", operation_id = $id,
            params(EventIdPath),
            request_body = Option<ReasonBody>,
            responses(
                (status = 200, description = "The room.", body = OperatedRoomBody),
                (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
                (status = 409, description = "SALE_NOT_OPEN: the phase of the room does not allow it."),
            )
        )]
        pub(super) async fn $name(
            by: CheckedOperator,
            path: EventIdPath,
            body: JsonBodyOrDefault<ReasonBody>,
            rooms: Data<WaitingRooms>,
        ) -> Answer {
            let ReasonBody { actor, reason } = body.0;
            check(Numbers::default(), [("message", &None), ("actor", &actor), ("reason", &reason)])?;
            let line = rooms.operate(path.0, $action, control(&by, actor, reason)).await?;
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
    params(EventIdPath),
    request_body = BeaconBody,
    responses(
        (status = 200, description = "The room.", body = OperatedRoomBody),
        (status = 404, description = "NOT_FOUND: the event has no waiting room; EVENT_NOT_FOUND."),
        (status = 409, description = "SALE_NOT_OPEN: no beacon is awaited."),
    )
)]
pub(super) async fn beacon(
    by: CheckedOperator,
    path: EventIdPath,
    body: JsonBody<BeaconBody>,
    rooms: Data<WaitingRooms>,
) -> Answer {
    let BeaconBody { value, actor, reason } = body.0;
    check(Numbers::default(), [("message", &None), ("actor", &actor), ("reason", &reason)])?;
    let line = rooms.operate(path.0, RoomAction::Beacon(value), control(&by, actor, reason)).await?;
    Ok(Json(convert::operated(path.0, &line)))
}
