//! The access token in `Authorization: Bearer ...`. One that is presented must be right: a caller whose token counts for nothing is refused, and
//! is never taken for an anonymous one.

use std::future::{Ready, ready};
use std::sync::Arc;

use access::{AccessPolicy, AccessRefused, Principal};
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
    let verified = match bearer::presented(request.headers()) {
        Presented::Nothing => return Ok(None),
        Presented::Token(token) => policy.access_tokens.verify(token),
        Presented::Nonsense => Err(AccessRefused::Invalid),
    };
    verified.map(Some).map_err(refused)
}

fn refused(refusal: AccessRefused) -> ApiError {
    let (code, why, message) = match refusal {
        AccessRefused::Invalid => (ErrorCode::TokenInvalid, "invalid", "the access token is not valid"),
        AccessRefused::Expired => {
            (ErrorCode::TokenExpired, "expired", "the access token has expired: refresh it")
        }
        AccessRefused::SessionEnded => {
            (ErrorCode::SessionEnded, "ended", "this session has ended: log in again")
        }
        AccessRefused::NotReady => {
            (ErrorCode::Unavailable, "not_ready", "access tokens cannot be verified yet, please try again")
        }
    };
    counter!("holdfast_access_refused_total", "why" => why).increment(1);
    let error = ApiError::new(code, message);
    if code == ErrorCode::Unavailable { error } else { error.with_header(WWW_AUTHENTICATE, WRONG_TOKEN) }
}

pub(crate) fn signed_in(request: &HttpRequest) -> Result<SignedIn, ApiError> {
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let principal = presented(request, policy)?.ok_or_else(|| {
        let message = "this is for callers with an access token";
        ApiError::new(ErrorCode::Unauthenticated, message).with_header(WWW_AUTHENTICATE, CHALLENGE)
    })?;
    Ok(SignedIn(principal))
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let verified = request.extensions().get::<Self>().cloned();
        let missing = "the rule of this route admits callers without an access token";
        ready(verified.ok_or_else(|| ApiError::internal(missing)))
    }
}
