//! `GET /api/waiting-room/events` and `/{eventId}`: the rooms, the same for every visitor, so that any cache may answer for them.

use actix_web::http::header::{CACHE_CONTROL, ContentType, ETAG};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use primitives::hex;
use serde::Serialize;
use server::{ApiError, EventIdPath};
use server::{ConditionalRead, is_current};
use sha2::{Digest, Sha256};

use super::bodies::{RoomBody, RoomListBody};
use super::convert;
use crate::app::WaitingRooms;

const LISTED_MAX: usize = 200;
/// Of the digest of a body: enough to tell one second from the next.
const ETAG_BYTES: usize = 8;
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
    params(ConditionalRead),
    responses(
        (
            status = 200, description = "The rooms.", body = RoomListBody,
            headers(
                ("Cache-Control" = String, description = "One second, and stale for five more."),
                ("ETag" = String, description = "Of this very answer."),
            )
        ),
        (status = 304, description = "`If-None-Match` names the answer that there is."),
    )
)]
pub(super) async fn list(request: HttpRequest, rooms: Data<WaitingRooms>) -> Result<HttpResponse, ApiError> {
    let open = rooms.open_lines().map_err(ApiError::unavailable)?;
    let items = open.iter().take(LISTED_MAX).map(|(event, line)| convert::room(*event, line)).collect();
    cacheable(&request, &RoomListBody { items })
}

/// The waiting room of an event
///
/// The same for every visitor, and cacheable for a second: with the number of a ticket it says about how long the wait is yet.
#[utoipa::path(
    get,
    path = "/api/waiting-room/events/{eventId}",
    tag = "waiting room",
    operation_id = "getRoom",
    params(EventIdPath, ConditionalRead),
    responses(
        (
            status = 200, description = "The room.", body = RoomBody,
            headers(
                ("Cache-Control" = String, description = "One second, and stale for five more."),
                ("ETag" = String, description = "Of this very answer."),
            )
        ),
        (status = 304, description = "`If-None-Match` names the answer that there is."),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
    )
)]
pub(super) async fn show(
    request: HttpRequest,
    path: EventIdPath,
    rooms: Data<WaitingRooms>,
) -> Result<HttpResponse, ApiError> {
    let line = rooms.line(path.0).map_err(ApiError::unavailable)?.ok_or_else(convert::no_room)?;
    cacheable(&request, &convert::room(path.0, &line))
}

/// Depends on the path alone, and on the second.
fn cacheable(request: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(body).map_err(ApiError::internal)?;
    let digest = Sha256::digest(&body);
    let etag = format!("\"{}\"", hex(digest.get(..ETAG_BYTES).unwrap_or(&digest)));
    let is_known = is_current(request.headers(), &etag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, CACHEABLE)).insert_header((ETAG, etag));
    Ok(if is_known { response.finish() } else { response.insert_header(ContentType::json()).body(body) })
}
