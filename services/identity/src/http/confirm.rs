//! `POST /api/auth/confirm`: the password once more, for what is dangerous.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use server::{ApiError, ClientAddress, JsonBody, SignedIn};

use super::convert;
use super::rates::Rates;
use super::staff_bodies::{ConfirmBody, ConfirmedBody};
use crate::app::Identity;

/// Give the password again
///
/// In the session of the access token. For ten minutes, what changes roles, keys and devices is allowed with the access token that this answers
/// with, and with those that follow by refreshing.
#[utoipa::path(
    post,
    path = "/api/auth/confirm",
    tag = "accounts",
    operation_id = "confirmPassword",
    request_body = ConfirmBody,
    responses(
        (status = 200, description = "Another access token of the same session", body = ConfirmedBody),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED; CREDENTIALS_WRONG: the password is another"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
        (status = 429, description = "RATE_LIMITED: too many passwords from this address, or for this account"),
    )
)]
pub(super) async fn confirm(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    caller: SignedIn,
    body: JsonBody<ConfirmBody>,
) -> Result<HttpResponse, ApiError> {
    let subject = convert::subject(&caller)?;
    let left = rates.proof(address, &subject)?;
    let password = convert::given(body.0.password)?;
    let issued = identity.confirm(&subject, caller.0.session, password).await?;
    let body = ConfirmedBody {
        access_token: issued.access_token.expose().clone(),
        token_type: "Bearer",
        expires_in: issued.access_life.as_secs(),
    };
    Ok(left.on(HttpResponse::Ok().insert_header((CACHE_CONTROL, convert::NO_STORE)).json(body)))
}
