//! `GET /api/waiting-room/events/{eventId}/challenge`: what a place costs.

use actix_web::web::{Data, Json};
use contracts::http::work::ChallengeBody;
use server::{Access, ApiError, EventIdPath, challenge_body};

use super::visitor::{Arriving, Visitor};
use crate::app::WaitingRooms;

/// What a place in the line of an event costs
///
/// Nothing, unless operators ask for work. Then a solution is text of 1 to 20 characters such that SHA-256 of the challenge, a full stop and the
/// solution begins with `difficulty` zero bits. The three together are shown once in the header `Proof-Of-Work` of `enter`, by the same visitor, within
/// five minutes. It is more for visitors from a network that has got many places in the last minute, and from an address that holds seats again and again and orders none.
#[utoipa::path(
    get,
    path = "/api/waiting-room/events/{eventId}/challenge",
    tag = "waiting room",
    operation_id = "getChallenge",
    params(EventIdPath, Access),
    responses(
        (status = 200, description = "What it costs.", body = ChallengeBody),
        (status = 401, description = "UNAUTHENTICATED: without an identity and a Guest-Secret."),
        (status = 404, description = "NOT_FOUND: the event has no waiting room."),
    )
)]
pub(super) async fn show(
    path: EventIdPath,
    visitor: Visitor,
    arriving: Arriving,
    rooms: Data<WaitingRooms>,
) -> Result<Json<ChallengeBody>, ApiError> {
    let visitor = visitor.in_line(path.0, &rooms).await?;
    Ok(Json(challenge_body(rooms.price(path.0, visitor, &arriving.0).await?)))
}
