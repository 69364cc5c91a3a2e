//! Issues stream tokens, and admits who presents one.

use std::sync::Arc;

use access::{StreamSubject, StreamTokenRefused, StreamTokens};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use contracts::http::stream_token::StreamTokenBody;
use contracts::{ErrorCode, WireTime};
use primitives::{Clock, HoldId, OrderId};

use crate::{ApiError, FieldFault};

/// The parameter that carries a token, in calls that open a stream and in no others.
const PARAMETER: &str = "streamToken";

/// Of one process. Handlers of streams get it as `web::Data<StreamDoor>`.
#[derive(Clone)]
pub struct StreamDoor {
    tokens: StreamTokens,
    clock: Arc<dyn Clock>,
}

impl StreamDoor {
    #[must_use]
    pub fn new(tokens: StreamTokens, clock: Arc<dyn Clock>) -> Self {
        Self { tokens, clock }
    }

    /// For a caller who has proven that the subject is theirs. Any number is issued, since none is stored.
    #[must_use]
    pub fn issue(&self, subject: StreamSubject) -> HttpResponse {
        let (stream_token, until) = self.tokens.issue(subject, self.clock.now());
        let body = StreamTokenBody { stream_token, expires_at: WireTime(until) };
        let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
        HttpResponse::Created().insert_header(no_store).json(body)
    }

    /// Whether this token opens a stream of the order.
    pub fn admit_to_order(&self, order: OrderId, token: &str) -> Result<(), ApiError> {
        match self.subject(token)? {
            StreamSubject::Order(named) if named == order => Ok(()),
            StreamSubject::Order(_) | StreamSubject::Hold(_) => Err(other_subject()),
        }
    }

    /// The hold whose orders this token shows.
    pub fn hold(&self, token: &str) -> Result<HoldId, ApiError> {
        match self.subject(token)? {
            StreamSubject::Hold(hold) => Ok(hold),
            StreamSubject::Order(_) => Err(other_subject()),
        }
    }

    fn subject(&self, token: &str) -> Result<StreamSubject, ApiError> {
        self.tokens.verify(token, self.clock.now()).map_err(|refused| {
            let (code, message) = match refused {
                StreamTokenRefused::Forged => (ErrorCode::TokenInvalid, "the stream token is not genuine"),
                StreamTokenRefused::Expired => {
                    (ErrorCode::TokenExpired, "the stream token has run out; ask for another one")
                }
            };
            ApiError::new(code, message).about(PARAMETER, FieldFault::Invalid)
        })
    }
}

fn other_subject() -> ApiError {
    let message = "the stream token was issued for another stream";
    ApiError::new(ErrorCode::TokenInvalid, message).about(PARAMETER, FieldFault::Mismatch)
}
