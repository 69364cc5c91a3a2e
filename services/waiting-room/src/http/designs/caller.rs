//! Who asks, where a client may have no identity and send nothing of its own but a token.

use std::future::{Ready, ready};

use access::{AccessPolicy, PresentedToken, VisitorNames};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::{EventId, UserId, VisitorId};
use server::{Access, ApiError};

use crate::app::WaitingRooms;
use crate::http::visitor::TicketHolder;

pub(super) struct Caller {
    user: Option<UserId>,
    names: Option<VisitorNames>,
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
        let names = policy.guests.visitor(&access.credentials, secret);
        Ok(Self { names, user: access.credentials.user, policy: policy.clone() })
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

    pub(super) async fn newcomer(&self, event: EventId, rooms: &WaitingRooms) -> Result<Newcomer, ApiError> {
        let Some(names) = self.names else {
            let secret = rooms.new_secret();
            return Ok(Newcomer { visitor: self.policy.guests.visitor_with(&secret), secret: Some(secret) });
        };
        let visitor = rooms.visitor_in_line(event, names).await.map_err(ApiError::unavailable)?;
        Ok(Newcomer { visitor, secret: None })
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
        let names = carried.map(VisitorNames::of).or(self.names)?;
        Some(TicketHolder { names, ticket: presented.token.to_owned() })
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::of(request, payload))
    }
}
