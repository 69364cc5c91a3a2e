//! `GET /api/waiting-room/events` and `/{eventId}`: the rooms, the same for every visitor, so that any cache may answer for them.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use server::{ApiError, EventIdPath};

use super::bodies::{RoomBody, RoomListBody};
use super::convert;
use crate::app::WaitingRooms;

const LISTED_MAX: usize = 200;
/// One second, and stale for five more.
const CACHEABLE: &str = "public, max-age=1, stale-while-revalidate=5";

/// The sales with a waiting room in front of them
///
/// The same for every visitor, and cacheable for a second: a shop learns from it where a hold needs a pass.
#[utoipa::path(
    get,
    path = "/api/waiting-room/events",
    tag = "waiting room",
    operation_id = "listRooms",
    responses(
        (
            status = 200, description = "The rooms.", body = RoomListBody,
            headers(("Cache-Control" = String, description = "One second, and stale for five more."))
        ),
    )
)]
pub(super) async fn list(rooms: Data<WaitingRooms>) -> Result<HttpResponse, ApiError> {
    let open = rooms.open_lines().map_err(ApiError::unavailable)?;
    let items = open.iter().take(LISTED_MAX).map(|(event, line)| convert::room(*event, line)).collect();
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, CACHEABLE)).json(RoomListBody { items }))
}

/// The waiting room of an event
///
/// The same for every visitor, and cacheable for a second: with the number of a ticket it says about how long the wait is yet.
#[utoipa::path(
    get,
    path = "/api/waiting-room/events/{eventId}",
    tag = "waiting room",
    operation_id = "getRoom",
    params(EventIdPath),
    responses(
        (
            status = 200, description = "The room.", body = RoomBody,
            headers(("Cache-Control" = String, description = "One second, and stale for five more."))
        ),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
    )
)]
pub(super) async fn show(path: EventIdPath, rooms: Data<WaitingRooms>) -> Result<HttpResponse, ApiError> {
    let line = rooms.line(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, CACHEABLE)).json(convert::room(path.0, &line)))
}
