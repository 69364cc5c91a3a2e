//! `POST /api/waiting-room/place/claim`: answers a call.

use actix_web::web::{Data, Json};
use contracts::WireTime;
use server::{Access, ApiError};

use super::bodies::ClaimedPlaceBody;
use super::visitor::TicketHolder;
use crate::app::WaitingRooms;

/// Answer a call, and get the pass
///
/// Within 30 seconds after the call. A second claim gets the same session and the same pass.
#[utoipa::path(
    post,
    path = "/api/waiting-room/place/claim",
    tag = "waiting room",
    operation_id = "claimPlace",
    params(TicketHolder, Access),
    responses(
        (status = 200, description = "The pass, for this visitor and this event alone.", body = ClaimedPlaceBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, not yours, or of a room that is no more."),
        (status = 409, description = "NOT_YOUR_TURN; SALE_NOT_OPEN: the waiting room is closed."),
    )
)]
pub(super) async fn claim(
    holder: TicketHolder,
    rooms: Data<WaitingRooms>,
) -> Result<Json<ClaimedPlaceBody>, ApiError> {
    let (entry_token, pass) = rooms.claim(&holder.ticket, holder.visitor(&rooms)).await?;
    Ok(Json(ClaimedPlaceBody { entry_token, expires_at: WireTime(pass.expires_at) }))
}
