//! The access token in `Authorization: Bearer ...`. One that is presented must be right: a caller whose token counts for nothing is refused, and
//! is never taken for an anonymous one.

use std::future::{Ready, ready};
use std::sync::Arc;

use access::{AccessPolicy, AccessRefused, Action, ActionScope, Principal, may};
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use contracts::ErrorCode;
use metrics::counter;

use crate::ApiError;
use crate::bearer::{self, Presented};

/// What a client without a token is to present (RFC 6750).
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer");
const WRONG_TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// A caller with an access token, in a handler whose rule demands one: the door has verified it.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Principal>);

/// Who the token of a request names; none where it has none.
pub(super) fn presented(
    request: &HttpRequest,
    policy: &AccessPolicy,
) -> Result<Option<Arc<Principal>>, ApiError> {
    verified(request, policy).map_err(refused)
}

/// The same for those who have words of their own for some refusals.
pub(crate) fn verified(
    request: &HttpRequest,
    policy: &AccessPolicy,
) -> Result<Option<Arc<Principal>>, AccessRefused> {
    let verified = match bearer::presented(request.headers()) {
        Presented::Nothing => return Ok(None),
        Presented::Token(token) => policy.access_tokens.verify(token),
        Presented::Nonsense => Err(AccessRefused::Invalid),
    };
    verified.map(Some)
}

pub(crate) fn refused(refusal: AccessRefused) -> ApiError {
    let (code, why, message) = match refusal {
        AccessRefused::Invalid => (ErrorCode::TokenInvalid, "invalid", "the access token is not valid"),
        AccessRefused::Expired => {
            (ErrorCode::TokenExpired, "expired", "the access token has expired: refresh it")
        }
        AccessRefused::SessionEnded => {
            (ErrorCode::SessionEnded, "ended", "this session has ended: log in again")
        }
        AccessRefused::Outdated => (
            ErrorCode::TokenExpired,
            "outdated",
            "the rights of this user have changed: refresh the access token",
        ),
        AccessRefused::NotReady => {
            (ErrorCode::Unavailable, "not_ready", "access tokens cannot be verified yet, please try again")
        }
    };
    counter!("holdfast_access_refused_total", "why" => why).increment(1);
    let error = ApiError::new(code, message);
    if code == ErrorCode::Unavailable { error } else { error.with_header(WWW_AUTHENTICATE, WRONG_TOKEN) }
}

pub(crate) fn signed_in(request: &HttpRequest) -> Result<SignedIn, ApiError> {
    let policy = policy(request)?;
    let principal = presented(request, policy)?.ok_or_else(|| {
        let message = "this is for callers with an access token";
        ApiError::new(ErrorCode::Unauthenticated, message).with_header(WWW_AUTHENTICATE, CHALLENGE)
    })?;
    Ok(SignedIn(principal))
}

pub(crate) fn policy(request: &HttpRequest) -> Result<&web::Data<AccessPolicy>, ApiError> {
    let policy = request.app_data::<web::Data<AccessPolicy>>();
    policy.ok_or_else(|| ApiError::internal("the server runs without an access policy"))
}

impl SignedIn {
    /// To whom the organization is a stranger's there is none: 404. To its members without the right, in the installation, and at an event, which
    /// is no secret: 403.
    pub fn may(&self, action: Action, scope: ActionScope) -> Result<(), ApiError> {
        if may(&self.0, action, scope) {
            return Ok(());
        }
        match scope {
            ActionScope::Organization(org) if !self.0.knows(org) => {
                Err(ApiError::new(ErrorCode::NotFound, "there is no such organization"))
            }
            ActionScope::Organization(_) | ActionScope::Installation | ActionScope::Event { .. } => {
                Err(ApiError::new(ErrorCode::Forbidden, "this takes a role that you do not have"))
            }
        }
    }
}

/// A caller with an access token whose password was given within the last ten minutes: for what is dangerous. Others are asked to give it again.
#[derive(Debug, Clone)]
pub struct ConfirmedCaller(pub SignedIn);

fn confirmed(request: &HttpRequest) -> Result<ConfirmedCaller, ApiError> {
    let caller = admitted(request)?;
    if policy(request)?.access_tokens.is_recent(&caller.0) {
        return Ok(ConfirmedCaller(caller));
    }
    let message =
        "give the password again, to POST /api/auth/confirm: this takes one of the last ten minutes";
    Err(ApiError::new(ErrorCode::StepUpRequired, message))
}

impl FromRequest for ConfirmedCaller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(confirmed(request))
    }
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(admitted(request))
    }
}

/// Whom the door has let in.
fn admitted(request: &HttpRequest) -> Result<SignedIn, ApiError> {
    let verified = request.extensions().get::<SignedIn>().cloned();
    verified
        .ok_or_else(|| ApiError::internal("the rule of this route admits callers without an access token"))
}
