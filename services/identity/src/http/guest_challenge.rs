//! `GET /api/auth/guest/challenge`: what the session of a guest costs.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use contracts::http::work::ChallengeBody;
use server::{ClientAddress, challenge_body};

use super::convert::NO_STORE;
use crate::app::Identity;

/// What the session of a guest costs
///
/// Nothing, except while very many are begun. Then a solution is text of 1 to 20 characters such that SHA-256 of the challenge, a full stop and the
/// solution begins with `difficulty` zero bits. The three together are shown once in the header `Proof-Of-Work` of `POST /api/auth/guest`, from the same
/// address, within five minutes. It is more the more are begun, and for an address that has begun many.
#[utoipa::path(
    get,
    path = "/api/auth/guest/challenge",
    tag = "accounts",
    operation_id = "getGuestChallenge",
    responses((status = 200, description = "What it costs.", body = ChallengeBody))
)]
pub(super) async fn show(identity: Data<Identity>, address: ClientAddress) -> HttpResponse {
    let asked = identity.price_of_guest(address.0);
    HttpResponse::Ok().insert_header((CACHE_CONTROL, NO_STORE)).json(challenge_body(asked))
}
