//! The passes that a caller presents for a sale with a waiting room.

use std::future::{Ready, ready};

use access::{AccessPolicy, PresentedToken, VisitorNames};
use actix_web::dev::Payload;
use actix_web::http::header::COOKIE;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::http::headers;

use crate::{Access, ApiError};

/// Under each of these a pass may come, so that clients of other systems need not be changed.
const HEADERS: [&str; 3] = [headers::QUEUE_TOKEN, headers::SALE_PASS, ENTRY_TOKEN];
/// Also the name of a cookie.
const ENTRY_TOKEN: &str = "x-queue-entry-token";
/// Checking one costs a digest.
const PASSES_MAX: usize = 2;

/// As they came: reservation verifies them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SalePassTokens {
    /// Whose they have to be.
    pub visitor: Option<VisitorNames>,
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
    let in_headers = HEADERS.iter().filter_map(|name| request.headers().get(*name)?.to_str().ok());
    let values: Vec<&str> = in_headers.chain(in_a_cookie(request)).take(PASSES_MAX).collect();
    if values.is_empty() {
        return Ok(SalePassTokens::default());
    }
    let access = Access::from_request(request, payload).into_inner()?;
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let presented: Vec<PresentedToken<'_>> = values.into_iter().map(PresentedToken::of).collect();
    let visitor = match presented.iter().find_map(|presented| presented.secret) {
        // To have such a token is to be its visitor, whatever else is presented.
        Some(secret) => Some(VisitorNames::of(policy.guests.visitor_with(secret))),
        None => {
            let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
            policy.guests.visitor(&access.credentials, secret)
        }
    };
    let tokens = presented.into_iter().map(|presented| presented.token.to_owned()).collect();
    Ok(SalePassTokens { visitor, tokens })
}

fn in_a_cookie(request: &HttpRequest) -> Option<&str> {
    let lines = request.headers().get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let mut cookies =
        lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find_map(|(name, value)| (name == ENTRY_TOKEN).then_some(value))
}

#[cfg(test)]
mod tests {
    use access::{AccessTokens, HoldTokens, TrustedProxies};
    use actix_web::test::TestRequest;

    use super::*;

    fn tokens(request: TestRequest) -> SalePassTokens {
        let tokens = HoldTokens::new(b"secret");
        let (guests, proxies) = (tokens.guests(), TrustedProxies::default());
        let access_tokens = AccessTokens::closed();
        let policy =
            AccessPolicy { trust_caller_header: true, proxies, open: true, tokens, access_tokens, guests };
        let request = request.app_data(web::Data::new(policy)).to_http_request();
        SalePassTokens::from_request(&request, &mut Payload::None).into_inner().unwrap()
    }

    #[test]
    fn a_pass_comes_in_a_header_or_a_cookie_and_two_at_the_most() {
        let request = TestRequest::default().insert_header(("Cookie", "a=b; x-queue-entry-token=one; c"));
        assert_eq!(tokens(request).tokens, ["one"]);
        let request = TestRequest::default()
            .insert_header(("X-Queue-Token", "one"))
            .insert_header(("x-queue-entry-token", "two"))
            .insert_header(("Cookie", "x-queue-entry-token=three"));
        assert_eq!(tokens(request).tokens, ["one", "two"]);
        assert_eq!(tokens(TestRequest::default()), SalePassTokens::default());
    }

    #[test]
    fn a_token_that_carries_a_secret_says_whose_it_is() {
        let secret = "s".repeat(32);
        let with = |token: &str| TestRequest::default().insert_header(("X-Queue-Token", token));
        let carried = tokens(with(&format!("a.b.c~{secret}")));
        let shown = tokens(with("a.b.c").insert_header(("Guest-Secret", secret)));
        assert!(carried.visitor.is_some());
        assert_eq!(carried, shown);
        assert_eq!(tokens(with("a.b.c")).visitor, None);
    }
}
