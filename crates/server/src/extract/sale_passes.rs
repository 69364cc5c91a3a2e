//! The passes that a caller presents for a sale with a waiting room.

use std::future::{Ready, ready};

use access::AccessPolicy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::http::headers;
use primitives::VisitorId;

use crate::{Access, ApiError};

/// Under each of these a pass may come, so that clients of other systems need not be changed.
const HEADERS: [&str; 3] = [headers::QUEUE_TOKEN, headers::SALE_PASS, "x-queue-entry-token"];
/// Checking one costs a digest.
const PASSES_MAX: usize = 2;

/// As they came: reservation verifies them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SalePassTokens {
    /// Whose they have to be.
    pub visitor: Option<VisitorId>,
    pub tokens: Vec<String>,
}

impl FromRequest for SalePassTokens {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(presented(request, payload))
    }
}

fn presented(request: &HttpRequest, payload: &mut Payload) -> Result<SalePassTokens, ApiError> {
    let values = HEADERS.iter().filter_map(|name| request.headers().get(*name)?.to_str().ok());
    let tokens: Vec<String> = values.take(PASSES_MAX).map(str::to_owned).collect();
    if tokens.is_empty() {
        return Ok(SalePassTokens::default());
    }
    let access = Access::from_request(request, payload).into_inner()?;
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
    let visitor = policy.guests.visitor(access.credentials.user.as_ref(), secret);
    Ok(SalePassTokens { visitor, tokens })
}
