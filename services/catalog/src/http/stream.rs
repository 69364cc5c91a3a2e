//! `GET /api/events/{eventId}/seats/stream`: every change of the map, as it happens.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use contracts::http::headers::LAST_EVENT_ID;
use contracts::http::streams::{EventStream, SeatStreamEvent};
use futures::{Stream, stream};
use serde::Deserialize;
use server::sse::{self, StreamLimits};
use server::{Access, ApiError, EventIdPath, QueryParams};
use tokio::sync::watch;
use utoipa::IntoParams;

use crate::app::{Catalog, CatalogError};
use crate::domain::MapPosition;
use crate::live::{Cursor, LastSeen, LiveMap, Mode};
use crate::metrics::SseClient;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// SEAT_BATCH once a tick instead of every SEAT_UPDATE.
    #[serde(default)]
    #[param(default = false)]
    batch: bool,
}

/// The seat map as it changes
///
/// Server-sent events: first the position that the stream starts at, then every change behind it.
#[utoipa::path(
    get,
    path = "/api/events/{eventId}/seats/stream",
    tag = "events",
    operation_id = "followSeats",
    params(
        EventIdPath,
        StreamQuery,
        Access,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event received: the stream goes on behind it"),
    ),
    responses(
        (
            status = 200,
            description = SeatStreamEvent::RESUMED,
            content_type = "text/event-stream",
            body = SeatStreamEvent,
        ),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 429, description = "RATE_LIMITED: too many streams."),
    )
)]
pub(super) async fn follow(
    request: HttpRequest,
    path: EventIdPath,
    query: QueryParams<StreamQuery>,
    access: Access,
    limits: Data<StreamLimits>,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let map = catalog.live_map(path.0).await?;
    let guard = limits.admit_to_public(&access)?;
    let mode = if query.0.batch { Mode::Batch } else { Mode::Single };
    let cursor = map.join(mode, last_seen(&request)).ok_or(CatalogError::NotReady)?;
    Ok(sse::respond(guard, frames(map, cursor)))
}

fn last_seen(request: &HttpRequest) -> LastSeen {
    match request.headers().get(LAST_EVENT_ID) {
        None => LastSeen::Nothing,
        Some(id) if id.is_empty() => LastSeen::Nothing,
        Some(id) => id.to_str().map_or(LastSeen::Unreadable, LastSeen::parse),
    }
}

/// The whole state of one client.
struct Reader {
    map: Arc<LiveMap>,
    cursor: Cursor,
    wake: watch::Receiver<Option<MapPosition>>,
    _counted: SseClient,
}

/// Backpressure: frames are taken out of the shared ring only when the connection has room for them, so a client that does not read costs no
/// more than its cursor.
fn frames(map: Arc<LiveMap>, cursor: Cursor) -> impl Stream<Item = Bytes> {
    let wake = map.wake(cursor.mode());
    let reader = Reader { map, cursor, wake, _counted: SseClient::connected() };
    stream::unfold(reader, |mut reader| async {
        loop {
            // Before reading: a change after the read wakes the wait below.
            reader.wake.mark_unchanged();
            if reader.map.is_retired() {
                return None;
            }
            if let Some(frame) = reader.map.read(&mut reader.cursor) {
                return Some((frame, reader));
            }
            reader.wake.changed().await.ok()?;
        }
    })
}
