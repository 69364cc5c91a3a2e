//! Links by mail: to register, and to set another password.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use server::{Access, ApiError, ClientAddress, JsonBody};
use uuid::Uuid;

use super::bodies::{ForgotBody, RegisterBody, ResetBody, SignedInBody, VerifyBody};
use super::rates::Rates;
use super::{convert, device};
use crate::app::Identity;
use crate::domain::ChallengeKind;

/// Ask for an account
///
/// The same answer whether the address has an account or not: a mail says what follows. There is no account before its link is opened.
#[utoipa::path(
    post,
    path = "/api/auth/register",
    tag = "accounts",
    operation_id = "registerAccount",
    request_body = RegisterBody,
    responses(
        (status = 202, description = "A mail is on its way, if the mailbox has not had too many this hour"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn register(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    body: JsonBody<RegisterBody>,
) -> Result<HttpResponse, ApiError> {
    let RegisterBody { email, name, locale } = body.0;
    let (email, name) = (convert::email(&email)?, convert::name(name)?);
    let (locale, left) = (convert::locale(locale.as_deref())?, rates.link(address)?);
    identity.register(email, name, locale).await?;
    Ok(left.on(HttpResponse::Accepted().finish()))
}

/// Open the link of a registration
///
/// Makes the account, with the password that is chosen here, and logs in.
#[utoipa::path(
    post,
    path = "/api/auth/verify",
    tag = "accounts",
    operation_id = "verifyMailbox",
    request_body = VerifyBody,
    responses(
        (status = 201, description = "There is an account, and a session of it", body = SignedInBody, headers(("Set-Cookie" = Option<String>))),
        (status = 401, description = "TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the access token of a guest"),
        (status = 410, description = "LINK_EXPIRED"),
        (status = 422, description = "VALIDATION_FAILED: the password is too short, or easily guessed"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn verify(
    identity: Data<Identity>,
    rates: Data<Rates>,
    request: HttpRequest,
    address: ClientAddress,
    access: Access,
    body: JsonBody<VerifyBody>,
) -> Result<HttpResponse, ApiError> {
    let VerifyBody { token, password, cookie } = body.0;
    let left = rates.chosen_password(address)?;
    let challenge = identity.open_link(&token, ChallengeKind::Register).await?;
    let password = challenge.password(password).map_err(convert::weak("password"))?;
    let device = device::of(&request, &access);
    let issued = identity.verify(&challenge, password, device, guest(&access)).await?;
    Ok(left.on(convert::signed_in(HttpResponse::Created(), &issued, identity.site(), cookie)))
}

/// Ask for another password
///
/// The same answer whether the address has an account or not.
#[utoipa::path(
    post,
    path = "/api/auth/forgot",
    tag = "accounts",
    operation_id = "requestReset",
    request_body = ForgotBody,
    responses(
        (status = 202, description = "A mail is on its way, if the mailbox has not had too many this hour"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn forgot(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    body: JsonBody<ForgotBody>,
) -> Result<HttpResponse, ApiError> {
    let ForgotBody { email, locale } = body.0;
    let (email, locale) = (convert::email(&email)?, convert::locale(locale.as_deref())?);
    let left = rates.link(address)?;
    identity.forgot(email, locale).await?;
    Ok(left.on(HttpResponse::Accepted().finish()))
}

/// Set another password
///
/// With the token of a link. All sessions of the account end.
#[utoipa::path(
    post,
    path = "/api/auth/reset",
    tag = "accounts",
    operation_id = "resetPassword",
    request_body = ResetBody,
    responses(
        (status = 204, description = "The password is another one"),
        (status = 410, description = "LINK_EXPIRED"),
        (status = 422, description = "VALIDATION_FAILED: the password is too short, or easily guessed"),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn reset(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    body: JsonBody<ResetBody>,
) -> Result<HttpResponse, ApiError> {
    let left = rates.chosen_password(address)?;
    let challenge = identity.open_link(&body.0.token, ChallengeKind::Reset).await?;
    let password = challenge.password(body.0.password).map_err(convert::weak("password"))?;
    identity.reset(&challenge, password).await?;
    Ok(left.on(HttpResponse::NoContent().finish()))
}

/// The session of the guest whom the caller was until now, where its token was presented.
pub(super) fn guest(access: &Access) -> Option<Uuid> {
    access.principal().filter(|principal| principal.is_guest()).map(|principal| principal.session)
}
