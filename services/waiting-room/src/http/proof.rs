//! `GET /api/waiting-room/place/proof`: that a place was on the closed list.

use actix_web::web::{Data, Json};
use server::{Access, ApiError};

use super::bodies::ProofBody;
use super::convert;
use super::visitor::TicketHolder;
use crate::app::WaitingRooms;

/// The proof that a place took part in the draw
///
/// From the close of the list on. The number is `compute_shuffled_index(index, registered, seed) + 1`, as Ethereum specifies it, with 90 rounds.
#[utoipa::path(
    get,
    path = "/api/waiting-room/place/proof",
    tag = "waiting room",
    operation_id = "provePlace",
    params(TicketHolder, Access),
    responses(
        (status = 200, description = "The way from the place to the root.", body = ProofBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED: the ticket is not genuine, not yours, or of a room that is no more."),
        (status = 404, description = "NOT_FOUND: the place is on no closed list."),
    )
)]
pub(super) async fn show(
    holder: TicketHolder,
    rooms: Data<WaitingRooms>,
) -> Result<Json<ProofBody>, ApiError> {
    let proof = rooms.proof(&holder.ticket, holder.visitor(&rooms)).await?;
    convert::proof(&proof).map(Json).ok_or_else(convert::no_room)
}
