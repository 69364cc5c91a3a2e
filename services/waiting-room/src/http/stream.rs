//! `GET /api/waiting-room/place/stream`: where a place stands, as it changes.

use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::streams::{EventStream, PlaceStreamEvent};
use contracts::http::waiting_room::PlaceStateBody;
use serde::Deserialize;
use server::sse::{self, StreamLimits};
use server::{Access, ApiError, QueryParams};
use utoipa::IntoParams;

use super::convert;
use super::follow::{Shown, frames};
use crate::app::{PlaceView, WaitingRooms};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// The ticket of the place. It is of no use to any other visitor, so it may stand in an address.
    #[param(max_length = 256, example = "a-ticket-of-this-place")]
    ticket: String,
}

/// Where a place stands, as it changes
///
/// Server-sent events: where it stands, as often as a poll would ask, until it is called or there is nothing more to wait for.
#[utoipa::path(
    get,
    path = "/api/waiting-room/place/stream",
    tag = "waiting room",
    operation_id = "followPlace",
    params(TicketQuery, Access),
    responses(
        (
            status = 200,
            description = PlaceStreamEvent::RESUMED,
            content_type = "text/event-stream",
            body = PlaceStreamEvent,
        ),
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
    Ok(sse::respond(guard, frames(rooms.into_inner(), ticket, shown)))
}

fn shown(place: &PlaceView) -> Shown {
    let body = convert::place(place);
    let event = match body.state {
        PlaceStateBody::Called | PlaceStateBody::Active => "called",
        PlaceStateBody::Ended | PlaceStateBody::Closed => "closed",
        PlaceStateBody::Registered
        | PlaceStateBody::Waiting
        | PlaceStateBody::Away
        | PlaceStateBody::Returned => "position",
    };
    Shown { frame: sse::frame(None, event, &body), is_last: event != "position" }
}
