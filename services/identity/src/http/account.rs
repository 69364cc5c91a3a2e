//! `/api/users/me`: the account of the caller, and its sessions.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ClientAddress, FieldErrors, FieldFault, JsonBody, PathParams, SignedIn};
use uuid::Uuid;

use super::bodies::{AccountBody, ChangeAccountBody, DeleteAccountBody, SessionsBody};
use super::convert;
use super::rates::Rates;
use crate::app::{AccountChange, Identity};
use crate::domain::{Password, User};

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionPath {
    session_id: Uuid,
}

/// The account of the caller
#[utoipa::path(
    get,
    path = "/api/users/me",
    tag = "accounts",
    operation_id = "showAccount",
    responses(
        (status = 200, description = "The account", body = AccountBody),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
    )
)]
pub(super) async fn show(identity: Data<Identity>, caller: SignedIn) -> Result<Json<AccountBody>, ApiError> {
    let user = identity.account(&convert::subject(&caller)?).await?;
    Ok(Json(convert::account(user)))
}

/// Change the account
///
/// What is absent stays. With another password all other sessions end.
#[utoipa::path(
    patch,
    path = "/api/users/me",
    tag = "accounts",
    operation_id = "changeAccount",
    request_body = ChangeAccountBody,
    responses(
        (status = 200, description = "The account", body = AccountBody),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED; CREDENTIALS_WRONG: the current password is another"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
        (status = 429, description = "RATE_LIMITED: too many passwords from this address, or for this account"),
    )
)]
pub(super) async fn change(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    caller: SignedIn,
    body: JsonBody<ChangeAccountBody>,
) -> Result<Json<AccountBody>, ApiError> {
    let subject = convert::subject(&caller)?;
    if body.0.current_password.is_some() {
        rates.proof(address, &subject)?;
    }
    let change = change_of(body.0, &identity.account(&subject).await?)?;
    let user = identity.change_account(&subject, caller.0.session, change).await?;
    Ok(Json(convert::account(user)))
}

fn change_of(body: ChangeAccountBody, user: &User) -> Result<AccountChange, ApiError> {
    let known = [user.email.as_str(), user.name.as_deref().unwrap_or_default(), "holdfast"];
    let password = match (body.current_password, body.new_password) {
        (Some(current), Some(new)) => {
            let new = Password::chosen(new, &known).map_err(convert::weak("newPassword"))?;
            Some((convert::given(current)?, new))
        }
        (None, None) => None,
        (Some(_), None) => {
            return Err(FieldErrors::one("newPassword", FieldFault::Required, "is needed as well").into());
        }
        (None, Some(_)) => {
            return Err(FieldErrors::one("currentPassword", FieldFault::Required, "is needed as well").into());
        }
    };
    let locale = body.locale.as_deref().map(|locale| convert::locale(Some(locale))).transpose()?;
    Ok(AccountChange { name: convert::name(body.name)?, locale, password })
}

/// Delete the account
///
/// With its sessions. Orders remain, under an id that names no one any more.
#[utoipa::path(
    delete,
    path = "/api/users/me",
    tag = "accounts",
    operation_id = "deleteAccount",
    request_body = DeleteAccountBody,
    responses(
        (status = 204, description = "There is no such account any more"),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED; CREDENTIALS_WRONG: the password is another, or is missing"),
        (status = 403, description = "STEP_UP_REQUIRED: a user without a password logs in again"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
        (status = 429, description = "RATE_LIMITED: too many passwords from this address, or for this account"),
    )
)]
pub(super) async fn delete(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    caller: SignedIn,
    body: JsonBody<DeleteAccountBody>,
) -> Result<HttpResponse, ApiError> {
    let subject = convert::subject(&caller)?;
    let left = rates.proof(address, &subject)?;
    let password = body.0.password.map(convert::given).transpose()?;
    identity.delete_account(&subject, caller.0.session, password).await?;
    Ok(left.on(HttpResponse::NoContent().finish()))
}

/// The sessions of the caller
///
/// The last used first.
#[utoipa::path(
    get,
    path = "/api/users/me/sessions",
    tag = "accounts",
    operation_id = "listSessions",
    responses(
        (status = 200, description = "The sessions", body = SessionsBody),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
    )
)]
pub(super) async fn list_sessions(
    identity: Data<Identity>,
    caller: SignedIn,
) -> Result<Json<SessionsBody>, ApiError> {
    let sessions = identity.sessions(&convert::subject(&caller)?).await?;
    let items = sessions.iter().map(|session| convert::session(session, &caller));
    Ok(Json(SessionsBody { items: items.collect() }))
}

/// End a session of the caller
///
/// From then on every service refuses its access tokens.
#[utoipa::path(
    delete,
    path = "/api/users/me/sessions/{sessionId}",
    tag = "accounts",
    operation_id = "endSession",
    params(("sessionId" = Uuid, Path, example = "0190b7a0-5c7e-7000-8000-00000000b001")),
    responses(
        (status = 204, description = "It has ended"),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED"),
        (status = 404, description = "NOT_FOUND: the caller has no such session"),
    )
)]
pub(super) async fn end_session(
    identity: Data<Identity>,
    caller: SignedIn,
    path: PathParams<SessionPath>,
) -> Result<HttpResponse, ApiError> {
    identity.revoke(&convert::subject(&caller)?, path.0.session_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
