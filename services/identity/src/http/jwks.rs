//! `GET /.well-known/jwks.json`: the public keys of access tokens, for those who verify them outside of this installation.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;

use super::bodies::{JwkBody, JwksBody};
use crate::app::Identity;

/// Well below the hour for which a key is published before it signs.
const CACHED: &str = "public, max-age=300";

/// The public keys of access tokens
///
/// Those of this issuer alone. A key is published an hour before it signs, and until its last token has expired.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "accounts",
    operation_id = "listKeys",
    responses((status = 200, description = "The keys", body = JwksBody))
)]
pub(super) async fn show(identity: Data<Identity>) -> HttpResponse {
    let keys = identity.public_keys().into_iter().map(|key| JwkBody {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        usage: "sig",
        kid: key.kid,
        x: key.x,
    });
    HttpResponse::Ok().insert_header((CACHE_CONTROL, CACHED)).json(JwksBody { keys: keys.collect() })
}
