//! Sessions begin, are renewed, and end.

use actix_web::http::header::SET_COOKIE;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use server::{Access, ApiError, ClientAddress, JsonBody, JsonBodyOrDefault, ShownWork};

use super::bodies::{GuestBody, LoginBody, RefreshBody, SignedInBody};
use super::rates::Rates;
use super::{convert, cookies, device, links};
use crate::app::{AuthError, Identity};

/// Log in
///
/// With the access token of a guest, what the guest holds stays the caller's.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "accounts",
    operation_id = "logIn",
    request_body = LoginBody,
    responses(
        (status = 200, description = "A session", body = SignedInBody, headers(("Set-Cookie" = Option<String>))),
        (status = 401, description = "CREDENTIALS_WRONG; TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the access token of a guest"),
        (status = 429, description = "RATE_LIMITED: too many from this address, or for this account"),
    )
)]
pub(super) async fn log_in(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    access: Access,
    body: JsonBody<LoginBody>,
) -> Result<HttpResponse, ApiError> {
    let LoginBody { email, password, cookie } = body.0;
    let email = convert::email(&email)?;
    let left = rates.log_in(address, &email)?;
    let password = convert::given(password)?;
    let device = device::of(&request, &access);
    let issued = identity.log_in(&email, password, device, links::guest(&access)).await?;
    Ok(left.on(convert::signed_in(HttpResponse::Ok(), &issued, identity.site(), cookie)))
}

/// Become a guest
///
/// Without an account: holds and orders belong to a name that only the holder of the tokens can use. It costs nothing, except while very many sessions of
/// guests are begun: then work, as the challenge says.
#[utoipa::path(
    post,
    path = "/api/auth/guest",
    tag = "accounts",
    operation_id = "beginGuest",
    params((
        "Proof-Of-Work" = Option<String>, Header,
        description = "Where a session costs work: the challenge, a full stop, and its solution."
    )),
    request_body(content = Option<GuestBody>),
    responses(
        (status = 201, description = "A session", body = SignedInBody, headers(("Set-Cookie" = Option<String>))),
        (
            status = 403,
            description = "PROOF_OF_WORK_REQUIRED: a session costs work at the moment; PROOF_OF_WORK_INVALID: what is shown does not pay for it"
        ),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn begin_guest(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    access: Access,
    shown: ShownWork,
    body: JsonBodyOrDefault<GuestBody>,
) -> Result<HttpResponse, ApiError> {
    // Before it counts: one who learns here that it costs work is not to have used up half of what an address has.
    let paid = identity.pay_for_guest(address.0, shown.0.as_ref())?;
    let left = rates.guest(address)?;
    let issued = identity.begin_guest(device::of(&request, &access), paid).await?;
    Ok(left.on(convert::signed_in(HttpResponse::Created(), &issued, identity.site(), body.0.cookie)))
}

/// Renew a session
///
/// Each refresh token is good once; within ten seconds its repetition gets the same successor. One that comes back later ends the session.
#[utoipa::path(
    post,
    path = "/api/auth/refresh",
    tag = "accounts",
    operation_id = "refreshSession",
    request_body(content = Option<RefreshBody>),
    responses(
        (status = 200, description = "The next tokens; the refresh token where the one before was", body = SignedInBody, headers(("Set-Cookie" = Option<String>))),
        (status = 401, description = "SESSION_ENDED: log in again"),
        (status = 403, description = "FORBIDDEN: a cookie that another site's page has sent"),
        (status = 429, description = "RATE_LIMITED: too many from this address, or of this session"),
    )
)]
pub(super) async fn refresh(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    body: JsonBodyOrDefault<RefreshBody>,
) -> Result<HttpResponse, ApiError> {
    let in_body = body.0.refresh_token.as_deref();
    let presented = cookies::presented(&request, identity.site(), in_body)?;
    let left = rates.refresh(address, presented.as_ref().map(|presented| presented.session))?;
    let presented = presented.ok_or(AuthError::SessionEnded)?;
    let issued = identity.refresh(&presented).await?;
    Ok(left.on(convert::signed_in(HttpResponse::Ok(), &issued, identity.site(), in_body.is_none())))
}

/// Log out
///
/// Ends the session of the refresh token, and that of the access token. From then on every service refuses the access tokens of them.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    tag = "accounts",
    operation_id = "logOut",
    request_body(content = Option<RefreshBody>),
    responses(
        (status = 204, description = "There is no such session any more", headers(("Set-Cookie" = String))),
        (status = 401, description = "TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the access token"),
        (status = 403, description = "FORBIDDEN: a cookie that another site's page has sent"),
    )
)]
pub(super) async fn log_out(
    identity: Data<Identity>,
    request: HttpRequest,
    access: Access,
    body: JsonBodyOrDefault<RefreshBody>,
) -> Result<HttpResponse, ApiError> {
    let presented = cookies::presented(&request, identity.site(), body.0.refresh_token.as_deref())?;
    let session = access.principal().map(|principal| principal.session);
    identity.log_out(presented.as_ref(), session).await?;
    Ok(HttpResponse::NoContent().insert_header((SET_COOKIE, cookies::delete(identity.site()))).finish())
}
