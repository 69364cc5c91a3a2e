//! Who asks, where a client may have no identity and send nothing of its own but a token.

use std::future::{Ready, ready};

use access::{AccessPolicy, PresentedToken};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::{UserId, VisitorId};
use server::{Access, ApiError};

use crate::app::WaitingRooms;
use crate::http::visitor::TicketHolder;

pub(super) struct Caller {
    user: Option<UserId>,
    visitor: Option<VisitorId>,
    policy: Data<AccessPolicy>,
}

/// One who enters.
pub(super) struct Newcomer {
    pub(super) visitor: VisitorId,
    /// For the tokens of a client that has nothing of its own: to have one is to be the visitor.
    pub(super) secret: Option<String>,
}

impl Caller {
    fn of(request: &HttpRequest, payload: &mut Payload) -> Result<Self, ApiError> {
        let access = Access::from_request(request, payload).into_inner()?;
        let policy = request
            .app_data::<Data<AccessPolicy>>()
            .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
        let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
        let user = access.credentials.user;
        Ok(Self { visitor: policy.guests.visitor(user.as_ref(), secret), user, policy: policy.clone() })
    }

    /// A name in a body proves nothing: it may only be the caller's own.
    pub(super) fn check_name(&self, name: Option<&str>) -> Result<(), ApiError> {
        match (&self.user, name) {
            (Some(user), Some(name)) if user.as_str() != name => {
                Err(ApiError::new(ErrorCode::Forbidden, "userId is not the caller's"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn newcomer(&self, rooms: &WaitingRooms) -> Newcomer {
        match self.visitor {
            Some(visitor) => Newcomer { visitor, secret: None },
            None => {
                let secret = rooms.new_secret();
                Newcomer { visitor: self.policy.guests.visitor_with(&secret), secret: Some(secret) }
            }
        }
    }

    /// Without what it may carry.
    pub(super) fn ticket_of(token: &str) -> &str {
        PresentedToken::of(token).token
    }

    /// Of a token that carries a secret: its bearer. Otherwise the caller, who may turn out to be another visitor than the ticket's.
    /// None: there is neither.
    pub(super) fn holder(&self, token: &str) -> Option<TicketHolder> {
        let presented = PresentedToken::of(token);
        let carried = presented.secret.map(|secret| self.policy.guests.visitor_with(secret));
        Some(TicketHolder { visitor: carried.or(self.visitor)?, ticket: presented.token.to_owned() })
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::of(request, payload))
    }
}
