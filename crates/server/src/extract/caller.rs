//! The identity of a caller, and the holds that they may act on.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};

use access::AccessPolicy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::{Credentials, HoldId, UserId};

use crate::extract::header;
use crate::{ApiError, FieldErrors};

const FORWARDED: &str = "x-forwarded-for";

#[derive(Debug, Clone)]
pub struct Access {
    pub credentials: Credentials,
    pub address: IpAddr,
    policy: web::Data<AccessPolicy>,
}

impl Access {
    /// Whose idempotency keys these are: two callers may use the same key.
    #[must_use]
    pub fn scope(&self) -> String {
        match &self.credentials.user {
            Some(user) => format!("user:{user}"),
            None => "anonymous".to_owned(),
        }
    }

    /// Adds a hold token that came in a body, under the name `field`. Forged: 403.
    pub fn present_token(&mut self, field: &str, token: &str) -> Result<(), ApiError> {
        let hold = genuine(&self.policy, token)?;
        match self.credentials.token.replace(hold) {
            Some(other) if other != hold => {
                Err(FieldErrors::of(field, "is not the token in the header Hold-Token").into())
            }
            _ => Ok(()),
        }
    }

    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let policy = request
            .app_data::<web::Data<AccessPolicy>>()
            .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
        let user = match header(request, headers::CALLER_ID)? {
            Some(name) if policy.trust_caller_header => Some(UserId::parse(name).ok_or_else(unusable_name)?),
            _ => None,
        };
        let token = header(request, headers::HOLD_TOKEN)?.map(|token| genuine(policy, token)).transpose()?;
        // Nonsense in it is not refused: it counts only where a trusted proxy wrote the last entry.
        let forwarded = request.headers().get_all(FORWARDED).last().and_then(|value| value.to_str().ok());
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let address = policy.proxies.client(peer, forwarded);
        let credentials = Credentials { user, token, open: policy.open };
        Ok(Self { credentials, address, policy: policy.clone() })
    }
}

impl FromRequest for Access {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

fn genuine(policy: &AccessPolicy, token: &str) -> Result<HoldId, ApiError> {
    policy
        .tokens
        .verify(token)
        .map_err(|_| ApiError::new(ErrorCode::NotHoldOwner, "the hold token is not genuine"))
}

fn unusable_name() -> ApiError {
    ApiError::new(ErrorCode::BadRequest, "the header X-Caller-Id must be 1 to 128 visible ASCII characters")
}
