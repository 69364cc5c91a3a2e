//! `/api/auth/oidc`: log-ins with the account of another provider. The browser goes there, and comes back.

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, LOCATION, SET_COOKIE};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use server::{Access, ApiError, ClientAddress, PathParams, QueryParams};
use uuid::Uuid;

use super::provider_bodies::{ProviderBody, ProvidersBody};
use super::rates::Rates;
use super::{convert, cookies, device, links, provider_convert};
use crate::app::{AuthError, FinishedLogin, Identity, ReturnedLogin};
use crate::domain::LoginPurpose;

/// The page of the shop that goes on from what stands behind `#`.
const PAGE: &str = "/provider";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderPath {
    provider: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BeginQuery {
    return_to: Option<String>,
    locale: Option<String>,
}

/// What else a provider says is ignored, as the protocol has it.
#[derive(Deserialize)]
pub(super) struct CallbackQuery {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
}

/// The providers whose accounts log users in
#[utoipa::path(
    get,
    path = "/api/auth/oidc",
    tag = "accounts",
    operation_id = "listProviders",
    responses((status = 200, description = "The providers, in the order in which they are to be shown", body = ProvidersBody))
)]
pub(super) async fn list(identity: Data<Identity>) -> Json<ProvidersBody> {
    let items = identity
        .providers()
        .map(|(name, title)| ProviderBody { name: name.to_owned(), title: title.to_owned() });
    Json(ProvidersBody { items: items.collect() })
}

/// Begin a log-in at a provider
///
/// For browsers, which go on from there. What a guest of this browser holds stays the caller's.
#[utoipa::path(
    get,
    path = "/api/auth/oidc/{provider}",
    tag = "accounts",
    operation_id = "beginProviderLogin",
    params(
        ("provider" = String, Path, description = "The name of the provider", example = "google"),
        ("returnTo" = Option<String>, Query, description = "The page of this shop where the browser goes on, such as /orders; absent: the first one"),
        ("locale" = Option<String>, Query, description = "The language of mails to a new user, ko or en"),
    ),
    responses(
        (status = 303, description = "To the provider", headers(("Location" = String, description = "The provider"), ("Set-Cookie" = String))),
        (status = 400, description = "BAD_REQUEST: `returnTo` is no path of this shop"),
        (status = 401, description = "TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the access token of a guest"),
        (status = 404, description = "NOT_FOUND: there is no such provider"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
        (status = 503, description = "UNAVAILABLE: the provider does not answer; a password still does"),
    )
)]
pub(super) async fn begin(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    access: Access,
    path: PathParams<ProviderPath>,
    query: QueryParams<BeginQuery>,
) -> Result<HttpResponse, ApiError> {
    let left = rates.provider(address)?;
    let return_to = provider_convert::return_path(query.0.return_to.as_deref())?;
    let locale = provider_convert::locale(query.0.locale.as_deref())?;
    let purpose = LoginPurpose::LogIn { guest: guest(&identity, &request, &access).await? };
    let begun = identity.begin_login(&path.0.provider, purpose, return_to, locale).await?;
    let mut response = HttpResponse::SeeOther();
    response.insert_header((SET_COOKIE, cookies::set_state(identity.site(), &begun.state)));
    response.insert_header((CACHE_CONTROL, convert::NO_STORE));
    Ok(left.on(response.insert_header((LOCATION, begun.address)).finish()))
}

/// Finish a log-in at a provider
///
/// Where the provider sends the browser back to. A page reads behind `#` how it ended; other clients get the refusal itself.
#[utoipa::path(
    get,
    path = "/api/auth/oidc/{provider}/callback",
    tag = "accounts",
    operation_id = "finishProviderLogin",
    params(
        ("provider" = String, Path, description = "The name of the provider", example = "google"),
        ("state" = Option<String>, Query, description = "As the log-in was begun with"),
        ("code" = Option<String>, Query, description = "Absent: the log-in was broken off"),
        ("iss" = Option<String>, Query, description = "Who answers (RFC 9207)"),
    ),
    responses(
        (status = 303, description = "Back to the shop, with a session", headers(("Location" = String, description = "A page of the shop"), ("Set-Cookie" = String))),
        (status = 400, description = "BAD_REQUEST: it was not begun in this browser, or is over"),
        (status = 401, description = "PROVIDER_REFUSED; TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of an access token"),
        (status = 403, description = "EMAIL_UNVERIFIED"),
        (status = 404, description = "NOT_FOUND: there is no such provider"),
        (status = 409, description = "LINK_REQUIRED: the mailbox has an account; LINK_TAKEN, LIMIT_REACHED: when linking"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
        (status = 503, description = "UNAVAILABLE: the provider does not answer"),
    )
)]
pub(super) async fn finish(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    access: Access,
    path: PathParams<ProviderPath>,
    query: QueryParams<CallbackQuery>,
) -> Result<HttpResponse, ApiError> {
    let left = rates.provider(address)?;
    let CallbackQuery { state, code, iss } = query.0;
    let kept_state = cookies::state(&request, identity.site());
    let returned = ReturnedLogin { state, kept_state, code, issuer: iss };
    let device = device::of(&request, &access);
    match identity.finish_login(&path.0.provider, returned, device).await.map_err(ApiError::from) {
        Ok(finished) => Ok(left.on(finished_with(&identity, &finished))),
        Err(error) if is_page(&request) => {
            let place = format!("{PAGE}#problem={}", error.code());
            Ok(left.on(back(&identity, &place, None)))
        }
        Err(error) => Err(error),
    }
}

fn finished_with(identity: &Identity, finished: &FinishedLogin) -> HttpResponse {
    let place = format!("{PAGE}#to={}", finished.return_to.as_str());
    let refresh = finished.session.as_ref().map(|session| session.refresh_token.expose().as_str());
    back(identity, &place, refresh)
}

/// The state is of no more use.
fn back(identity: &Identity, place: &str, refresh_token: Option<&str>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.append_header((SET_COOKIE, cookies::delete_state(identity.site())));
    if let Some(token) = refresh_token {
        response.append_header((SET_COOKIE, cookies::set(identity.site(), token)));
    }
    response.insert_header((CACHE_CONTROL, convert::NO_STORE)).insert_header((LOCATION, place)).finish()
}

/// By its access token, or by the cookie of its session, if a page of this shop has led here.
async fn guest(
    identity: &Identity,
    request: &HttpRequest,
    access: &Access,
) -> Result<Option<Uuid>, AuthError> {
    if let Some(guest) = links::guest(access) {
        return Ok(Some(guest));
    }
    let presented = cookies::presented(request, identity.site(), None).unwrap_or_default();
    identity.guest_of(presented.as_ref()).await
}

/// Whether a browser shows what is answered.
fn is_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
