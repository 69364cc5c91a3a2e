//! The passes that a caller presents for a sale with a waiting room.

use std::future::{Ready, ready};

use access::AccessPolicy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::http::headers;
use server::{Access, ApiError};

use crate::app::PresentedPasses;

/// Under each of these a pass may come, so that clients of other systems need not be changed.
const HEADERS: [&str; 3] = [headers::QUEUE_TOKEN, headers::SALE_PASS, "x-queue-entry-token"];
/// Checking one costs a digest.
const PASSES_MAX: usize = 2;

#[derive(Debug, Clone)]
pub(super) struct SalePassHeaders(pub(super) PresentedPasses);

impl FromRequest for SalePassHeaders {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(presented(request, payload).map(Self))
    }
}

fn presented(request: &HttpRequest, payload: &mut Payload) -> Result<PresentedPasses, ApiError> {
    let values = HEADERS.iter().filter_map(|name| request.headers().get(*name)?.to_str().ok());
    let tokens: Vec<String> = values.take(PASSES_MAX).map(str::to_owned).collect();
    if tokens.is_empty() {
        return Ok(PresentedPasses::default());
    }
    let access = Access::from_request(request, payload).into_inner()?;
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
    let visitor = policy.guests.visitor(access.credentials.user.as_ref(), secret);
    Ok(PresentedPasses { visitor, tokens })
}
