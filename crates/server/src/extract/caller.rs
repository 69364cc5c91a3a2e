//! The identity of a caller, and the holds that they may act on.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::sync::Arc;

use access::{AccessPolicy, ClientNetwork, Principal};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::{Credentials, GuestId, HoldId, UserId};
use tokio::time::Instant;

use crate::bearer::{self, Presented};
use crate::extract::access_token::{self, policy};
use crate::extract::header;
use crate::stream_end::OpenedWith;
use crate::{ApiError, FieldErrors, FieldFault};

const FORWARDED: &str = "x-forwarded-for";
/// Long enough for 128 random bits in hexadecimal digits.
const SECRET_LENGTHS: RangeInclusive<usize> = 32..=128;

#[derive(Debug, Clone)]
pub struct Access {
    pub credentials: Credentials,
    pub address: IpAddr,
    /// Who an access token names, where one was presented.
    principal: Option<Arc<Principal>>,
    /// Digest of a secret that the client has made, and that no other client knows.
    secret: Option<String>,
    policy: web::Data<AccessPolicy>,
}

impl Access {
    /// Who an access token names; none where the caller is known otherwise, or not at all.
    #[must_use]
    pub fn principal(&self) -> Option<&Principal> {
        self.principal.as_deref()
    }

    /// The access token, for what is opened with it; none where none was presented.
    pub(crate) fn opens_with(&self) -> Option<OpenedWith> {
        let (principal, tokens) = (self.principal.as_ref()?, &self.policy.access_tokens);
        let expires_at = Instant::now() + tokens.time_left(principal);
        Some(OpenedWith::new(expires_at, tokens.watch(principal)?))
    }

    /// What limits of guests are counted by.
    #[must_use]
    pub fn guest(&self) -> GuestId {
        self.policy.guests.at(self.address)
    }

    /// Whose idempotency keys these are. Two callers may use the same key, and an answer is repeated to its own caller only: to the user, to the
    /// bearer of the hold token, or to the client that knows the secret. Without any of them all anonymous callers would share their keys, which
    /// is for open mode.
    pub fn scope(&self) -> Result<String, ApiError> {
        let Credentials { user, token, open, .. } = &self.credentials;
        match (user, token, &self.secret) {
            (Some(user), _, _) => Ok(scope_of(user)),
            (None, Some(hold), _) => Ok(format!("hold:{hold}")),
            (None, None, Some(secret)) => Ok(format!("secret:{secret}")),
            (None, None, None) if *open => Ok("anonymous".to_owned()),
            (None, None, None) => Err(ApiError::new(
                ErrorCode::IdempotencyKeyInvalid,
                "an Idempotency-Key without an identity or a Hold-Token needs the header Guest-Secret, which says whose key it is",
            )),
        }
    }

    /// Whose keys those of the guest are whom the user was before the log-in.
    #[must_use]
    pub fn guest_scope(&self) -> Option<String> {
        self.credentials.was_guest.as_ref().map(scope_of)
    }

    /// Adds a hold token that came in a body, under the name `field`. Forged: 403.
    pub fn present_token(&mut self, field: &str, token: &str) -> Result<(), ApiError> {
        let hold = genuine(&self.policy, token)?;
        match self.credentials.token.replace(hold) {
            Some(other) if other != hold => Err(FieldErrors::one(
                field,
                FieldFault::Mismatch,
                "is not the token in the header Hold-Token",
            )
            .into()),
            _ => Ok(()),
        }
    }

    /// For tokens that come after the request, in the messages of a socket.
    #[must_use]
    pub fn hold_proofs(&self) -> HoldProofs {
        HoldProofs(self.policy.clone())
    }

    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let policy = policy(request)?;
        let principal = access_token::presented(request, policy)?;
        // A token counts more than a header that anyone can write.
        let user = match &principal {
            Some(principal) => Some(principal.subject.clone()),
            None => named(request, policy)?,
        };
        let token = header(request, headers::HOLD_TOKEN)?.map(|token| genuine(policy, token)).transpose()?;
        let address = address(request, policy);
        let was_guest = principal.as_ref().and_then(|principal| principal.guest.clone());
        let credentials = Credentials { user, was_guest, token, open: policy.open };
        let secret = header(request, headers::GUEST_SECRET)?.map(long_enough).transpose()?;
        let secret = secret.map(|secret| policy.guests.digest(secret));
        Ok(Self { credentials, address, principal, secret, policy: policy.clone() })
    }
}

/// All that a socket needs of its caller, and much smaller than that: there are many sockets.
pub struct HoldProofs(web::Data<AccessPolicy>);

impl HoldProofs {
    /// The hold that a token proves; none if it is forged.
    #[must_use]
    pub fn proven(&self, token: &str) -> Option<HoldId> {
        self.0.tokens.verify(token).ok()
    }
}

fn scope_of(user: &UserId) -> String {
    format!("user:{user}")
}

/// What the address of a client is counted by, whatever else it presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub GuestId);

impl FromRequest for ClientAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(guest_at(request).map(Self))
    }
}

/// The digest of the client's address: the same at every process.
pub(crate) fn guest_at(request: &HttpRequest) -> Result<GuestId, ApiError> {
    let policy = policy(request)?;
    Ok(policy.guests.at(address(request, policy)))
}

/// What the same address is counted by where no other process has to know it.
pub(crate) fn client_network(request: &HttpRequest) -> Result<ClientNetwork, ApiError> {
    Ok(ClientNetwork::of(address(request, policy(request)?)))
}

/// Whom a request names, for what is counted before a handler refuses a wrong name. One whose token counts for nothing is no one.
pub(crate) fn subject(request: &HttpRequest) -> Option<UserId> {
    let policy = policy(request).ok()?;
    match bearer::presented(request.headers()) {
        Presented::Token(token) => Some(policy.access_tokens.verify(token).ok()?.subject.clone()),
        Presented::Nonsense => None,
        Presented::Nothing => named(request, policy).ok().flatten(),
    }
}

fn address(request: &HttpRequest, policy: &AccessPolicy) -> IpAddr {
    // Nonsense in it is not refused: it counts only where a trusted proxy wrote the last entry.
    let forwarded = request.headers().get_all(FORWARDED).last().and_then(|value| value.to_str().ok());
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    policy.proxies.client(peer, forwarded)
}

/// The user that `X-Caller-Id` names, where it is trusted. The subjects of identity are named by its tokens alone.
fn named(request: &HttpRequest, policy: &AccessPolicy) -> Result<Option<UserId>, ApiError> {
    let Some(name) = header(request, headers::CALLER_ID)?.filter(|_| policy.trust_caller_header) else {
        return Ok(None);
    };
    if access::is_subject(name) {
        let message = "the header X-Caller-Id cannot name an account: that takes its access token";
        return Err(ApiError::bad_input(headers::CALLER_ID, FieldFault::NotAllowed, message));
    }
    UserId::parse(name).ok_or_else(unusable_name).map(Some)
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

fn long_enough(secret: &str) -> Result<&str, ApiError> {
    let is_visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    let fits = SECRET_LENGTHS.contains(&secret.len()) && is_visible;
    if fits {
        return Ok(secret);
    }
    let of_length = FieldFault::of_length(secret.len(), *SECRET_LENGTHS.start());
    let fault = if is_visible { of_length } else { FieldFault::Malformed };
    let message =
        "the header Guest-Secret must be 32 to 128 visible ASCII characters that no other client knows";
    Err(ApiError::bad_input(headers::GUEST_SECRET, fault, message))
}

fn unusable_name() -> ApiError {
    let message = "the header X-Caller-Id must be 1 to 128 visible ASCII characters";
    ApiError::bad_input(headers::CALLER_ID, FieldFault::Malformed, message)
}
