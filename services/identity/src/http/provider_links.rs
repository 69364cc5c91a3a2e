//! `/api/users/me/links`: the accounts of providers that log the caller in.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, SET_COOKIE};
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ClientAddress, ConfirmedCaller, JsonBody, PathParams, SignedIn};
use uuid::Uuid;

use super::provider_bodies::{BeginLinkBody, BegunLinkBody, LinksBody};
use super::rates::Rates;
use super::{convert, cookies, provider_convert};
use crate::app::Identity;
use crate::domain::LoginPurpose;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkPath {
    link_id: Uuid,
}

/// The accounts of providers that log the caller in
///
/// The oldest first.
#[utoipa::path(
    get,
    path = "/api/users/me/links",
    tag = "accounts",
    operation_id = "listLinks",
    responses(
        (status = 200, description = "The links, and whether there is a password", body = LinksBody),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
    )
)]
pub(super) async fn list(identity: Data<Identity>, caller: SignedIn) -> Result<Json<LinksBody>, ApiError> {
    let ways = identity.ways_to_log_in(&convert::subject(&caller)?).await?;
    Ok(Json(provider_convert::links(ways)))
}

/// Begin to link an account of a provider
///
/// The same browser logs in there. When it is back, that account logs the caller in from then on, and the caller gets a mail.
#[utoipa::path(
    post,
    path = "/api/users/me/links",
    tag = "accounts",
    operation_id = "beginLink",
    request_body = BeginLinkBody,
    responses(
        (status = 200, description = "Where the browser goes", body = BegunLinkBody, headers(("Set-Cookie" = String))),
        (status = 400, description = "BAD_REQUEST: `returnTo` is no path of this shop"),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
        (status = 403, description = "STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such provider; a guest has no account"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
        (status = 503, description = "UNAVAILABLE: the provider does not answer"),
    )
)]
pub(super) async fn begin(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    caller: ConfirmedCaller,
    body: JsonBody<BeginLinkBody>,
) -> Result<HttpResponse, ApiError> {
    let left = rates.provider(address)?;
    let user = identity.account(&convert::subject(&caller.0)?).await?;
    let return_to = provider_convert::return_path(body.0.return_to.as_deref())?;
    let purpose = LoginPurpose::Link { session: caller.0.0.session };
    let begun = identity.begin_login(&body.0.provider, purpose, return_to, user.locale).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, convert::NO_STORE));
    response.insert_header((SET_COOKIE, cookies::set_state(identity.site(), &begun.state)));
    Ok(left.on(response.json(BegunLinkBody { address: begun.address })))
}

/// Take a link away
///
/// That account of the provider logs the caller in no more. One that the caller does not have is as good as taken away.
#[utoipa::path(
    delete,
    path = "/api/users/me/links/{linkId}",
    tag = "accounts",
    operation_id = "deleteLink",
    params(("linkId" = Uuid, Path, example = "0190b7a0-5c7e-7000-8000-00000000c001")),
    responses(
        (status = 204, description = "The caller has no such link any more"),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
        (status = 403, description = "STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
        (status = 409, description = "LAST_LOGIN: there is no password and no other link"),
    )
)]
pub(super) async fn delete(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<LinkPath>,
) -> Result<HttpResponse, ApiError> {
    identity.delete_link(&convert::subject(&caller.0)?, path.0.link_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
