#![doc = include_str!("../README.md")]

use access::{AccessPolicy, AccessTokens, HoldTokens, TrustedProxies};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest, ResponseError};
use futures::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::{Access, ApiError, JsonBody, OptionalIdempotencyKey};

/// The keys with which the programs sign their tokens.
pub fn tokens() -> HoldTokens {
    HoldTokens::new(b"a secret of thirty-two bytes, or so")
}

/// A request that has reached a handler: of a caller behind a trusted proxy.
pub fn request(open: bool) -> TestRequest {
    let proxies: TrustedProxies = "10.0.0.0/8".parse().expect("a network");
    let guests = tokens().guests();
    let access_tokens = AccessTokens::closed();
    let policy =
        AccessPolicy { trust_caller_header: true, proxies, open, tokens: tokens(), access_tokens, guests };
    TestRequest::default()
        .peer_addr(([10, 0, 0, 1], 4711).into())
        .insert_header((CONTENT_TYPE, "application/json"))
        .app_data(Data::new(policy))
}

/// Adds a header as it came off the wire; what cannot come off a wire is left out.
pub fn with_header(request: TestRequest, name: &str, value: &[u8]) -> TestRequest {
    let name = HeaderName::try_from(name).expect("a name of ours");
    match HeaderValue::from_bytes(value) {
        Ok(value) => request.append_header((name, value)),
        Err(_) => request,
    }
}

/// What the server makes of the request for a handler.
pub fn extract<T: FromRequest<Error = ApiError>>(request: &HttpRequest) -> Result<T, ApiError> {
    T::extract(request).now_or_never().expect("nothing to wait for")
}

/// The caller and the key of a request that names neither.
pub fn anonymous() -> (Access, OptionalIdempotencyKey) {
    let request = request(true).to_http_request();
    (extract(&request).expect("an anonymous caller"), extract(&request).expect("no key"))
}

/// The body that a handler is given. What is accepted reads the same when it is written again.
pub fn body<T: Serialize + DeserializeOwned + 'static>(bytes: &[u8]) -> Option<T> {
    match parse::<T>(bytes.to_vec()) {
        Ok(body) => {
            let written = serde_json::to_vec(&body).expect("a body");
            let again = parse::<T>(written.clone()).expect("our own words");
            assert_eq!(serde_json::to_vec(&again).expect("a body"), written);
            Some(body)
        }
        Err(error) => {
            refused(&error);
            None
        }
    }
}

fn parse<T: DeserializeOwned + 'static>(bytes: Vec<u8>) -> Result<T, ApiError> {
    let (request, mut payload) = request(true).set_payload(Bytes::from(bytes)).to_http_parts();
    let read = JsonBody::<T>::from_request(&request, &mut payload).now_or_never();
    read.expect("the whole body is there").map(|body| body.0)
}

/// A refusal is the caller's fault, and has a body.
pub fn refused(error: &ApiError) {
    assert!((400..500).contains(&error.code().status()), "{error}");
    assert!(!error.message().is_empty());
    assert_eq!(error.error_response().status().as_u16(), error.code().status());
}
