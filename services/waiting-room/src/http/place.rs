//! `/api/waiting-room/place`: where a place stands, a sign of life, and giving it up.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use contracts::http::waiting_room::PlaceBody;
use server::{Access, ApiError};

use super::convert;
use super::visitor::TicketHolder;
use crate::app::WaitingRooms;

/// Where a place stands
///
/// To be asked again after `pollAfterMs`: who does not ask for more than a minute counts as away, and keeps the number.
#[utoipa::path(
    get,
    path = "/api/waiting-room/place",
    tag = "waiting room",
    operation_id = "getPlace",
    params(TicketHolder, Access),
    responses(
        (status = 200, description = "Where it stands.", body = PlaceBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, not yours, or of a room that is no more."),
    )
)]
pub(super) async fn show(
    holder: TicketHolder,
    rooms: Data<WaitingRooms>,
) -> Result<Json<PlaceBody>, ApiError> {
    let placement = rooms.place(&holder.ticket, holder.visitor(&rooms))?;
    Ok(Json(convert::place(&placement)))
}

/// Give a place up
///
/// Its slot is free at once. Repeated, it changes nothing; before the draw it changes nothing either.
#[utoipa::path(
    delete,
    path = "/api/waiting-room/place",
    tag = "waiting room",
    operation_id = "leavePlace",
    params(TicketHolder, Access),
    responses(
        (status = 204, description = "It is given up."),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, not yours, or of a room that is no more."),
    )
)]
pub(super) async fn leave(holder: TicketHolder, rooms: Data<WaitingRooms>) -> Result<HttpResponse, ApiError> {
    rooms.leave(&holder.ticket, holder.visitor(&rooms)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Keep a session alive
///
/// A session that gives no sign for 90 seconds ends, and no session lasts longer than ten minutes.
#[utoipa::path(
    post,
    path = "/api/waiting-room/place/heartbeat",
    tag = "waiting room",
    operation_id = "keepSession",
    params(TicketHolder, Access),
    responses(
        (status = 200, description = "Where it stands.", body = PlaceBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, not yours, or of a room that is no more."),
    )
)]
pub(super) async fn heartbeat(
    holder: TicketHolder,
    rooms: Data<WaitingRooms>,
) -> Result<Json<PlaceBody>, ApiError> {
    let placement = rooms.heartbeat(&holder.ticket, holder.visitor(&rooms)).await?;
    Ok(Json(convert::place(&placement)))
}
