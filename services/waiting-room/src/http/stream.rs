//! `GET /api/waiting-room/place/stream`: where a place stands, as it changes.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;
use bytes::Bytes;
use futures::{Stream, stream};
use serde::Deserialize;
use server::sse::{self, StreamLimits};
use server::{Access, ApiError, QueryParams};
use tokio::time::{Instant, sleep_until};
use utoipa::IntoParams;

use super::bodies::PlaceStateBody;
use super::convert;
use crate::app::WaitingRooms;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// The ticket of the place. It is of no use to any other visitor, so it may stand in an address.
    #[param(max_length = 256)]
    ticket: String,
}

/// Where a place stands, as it changes
///
/// Server-sent events: `position` with a PlaceBody, as often as a poll would ask; `called` when the place may be claimed, `closed` when there
/// is nothing more to wait for. With both the stream ends.
#[utoipa::path(
    get,
    path = "/api/waiting-room/place/stream",
    tag = "waiting room",
    operation_id = "followPlace",
    params(TicketQuery, Access),
    responses(
        (status = 200, description = "The events.", content_type = "text/event-stream", body = String),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, or of a room that is no more; NOT_HOLD_OWNER."),
        (status = 429, description = "RATE_LIMITED: too many streams."),
    )
)]
pub(super) async fn follow(
    query: QueryParams<TicketQuery>,
    access: Access,
    limits: Data<StreamLimits>,
    rooms: Data<WaitingRooms>,
) -> Result<HttpResponse, ApiError> {
    let ticket = query.0.ticket;
    rooms.shown_place(&ticket)?;
    let guard = limits.admit(&access)?;
    Ok(sse::respond(guard, frames(rooms.into_inner(), ticket)))
}

/// The whole state of one client.
struct Reader {
    rooms: Arc<WaitingRooms>,
    ticket: String,
    next_at: Instant,
    is_over: bool,
}

/// A frame is made when it is due and the connection has room for it: nothing waits for a client that does not read.
fn frames(rooms: Arc<WaitingRooms>, ticket: String) -> impl Stream<Item = Bytes> {
    let reader = Reader { rooms, ticket, next_at: Instant::now(), is_over: false };
    stream::unfold(reader, |mut reader| async {
        if reader.is_over {
            return None;
        }
        sleep_until(reader.next_at).await;
        let placement = reader.rooms.shown_place(&reader.ticket).ok()?;
        let body = convert::place(&placement);
        let event = match body.state {
            PlaceStateBody::Called | PlaceStateBody::Active => "called",
            PlaceStateBody::Ended | PlaceStateBody::Closed => "closed",
            PlaceStateBody::Registered
            | PlaceStateBody::Waiting
            | PlaceStateBody::Away
            | PlaceStateBody::Returned => "position",
        };
        reader.is_over = event != "position";
        reader.next_at = Instant::now() + placement.ask_after;
        Some((sse::frame(None, event, &body), reader))
    })
}
