//! `GET /api/v1/queue/stream`

use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::streams::{EventStream, QueueStreamEvent};
use server::sse::{self, StreamLimits};
use server::{Access, ApiError, QueryParams};

use super::bodies::{TokenQuery, queue_position};
use crate::app::{PlaceView, WaitingRooms};
use crate::domain::PlaceState;
use crate::http::designs::caller::Caller;
use crate::http::follow::{Shown, frames};

/// Where a place stands, as it changes
///
/// Server-sent events: where it stands, until its visitor may reserve or there is nothing more to wait for.
#[utoipa::path(
    get,
    path = "/api/v1/queue/stream",
    tag = "source designs",
    operation_id = "followQueue",
    params(TokenQuery, Access),
    responses(
        (
            status = 200,
            description = QueueStreamEvent::RESUMED,
            content_type = "text/event-stream",
            body = QueueStreamEvent,
        ),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the token is not genuine, or of a room that is no more; NOT_HOLD_OWNER."),
        (status = 429, description = "RATE_LIMITED: too many streams."),
    )
)]
pub(crate) async fn follow(
    query: QueryParams<TokenQuery>,
    access: Access,
    limits: Data<StreamLimits>,
    rooms: Data<WaitingRooms>,
) -> Result<HttpResponse, ApiError> {
    let ticket = Caller::ticket_of(&query.0.token).to_owned();
    rooms.shown_place(&ticket)?;
    let guard = limits.admit(&access)?;
    Ok(sse::respond(guard, frames(rooms.into_inner(), ticket, shown)))
}

fn shown(place: &PlaceView) -> Shown {
    let event = match place.state {
        PlaceState::Called { .. } | PlaceState::Active { .. } => "admitted",
        PlaceState::Ended | PlaceState::Closed => "closed",
        PlaceState::Registered
        | PlaceState::Waiting { .. }
        | PlaceState::Away
        | PlaceState::Returned { .. } => "position",
    };
    Shown { frame: sse::frame(None, event, &queue_position(place)), is_last: event != "position" }
}
