//! A request body in JSON: an object, small, with no field that we do not know.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use contracts::http::BODY_BYTES_MAX;
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::ApiError;
use crate::extract::json_fault;

/// How much of a body that is too large is read all the same: a client that is still sending would not see the answer.
const DRAIN_BYTES_MAX: usize = 1024 * 1024;

/// How large a body may be where it may be larger than usual: for other services of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyBytesMax(pub(crate) usize);

/// A body that must be there.
#[derive(Debug, Clone, Copy)]
pub struct JsonBody<T>(pub T);

/// A body that may be absent, which means the default.
#[derive(Debug, Clone, Copy)]
pub struct JsonBodyOrDefault<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = read(&request, payload).await?;
            expect_json(&request)?;
            json_fault::parse(&body).map(Self)
        })
    }
}

impl<T: DeserializeOwned + Default + 'static> FromRequest for JsonBodyOrDefault<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = read(&request, payload).await?;
            if body.is_empty() {
                return Ok(Self(T::default()));
            }
            expect_json(&request)?;
            json_fault::parse(&body).map(Self)
        })
    }
}

/// The whole body, or 413 once it has been read to its end or to what we are willing to throw away.
pub(super) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<BytesMut, ApiError> {
    let announced = announced_bytes(request);
    let bytes_max = request.app_data::<BodyBytesMax>().map_or(BODY_BYTES_MAX, |given| given.0);
    let drain_bytes_max = DRAIN_BYTES_MAX.max(bytes_max);
    if announced > drain_bytes_max {
        return Err(too_large(bytes_max));
    }
    let mut body = BytesMut::with_capacity(announced.min(BODY_BYTES_MAX));
    let mut seen = 0;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ApiError::new(ErrorCode::BadRequest, "the request body broke off"))?;
        seen += chunk.len();
        if seen > drain_bytes_max {
            break;
        }
        if seen <= bytes_max {
            body.extend_from_slice(&chunk);
        }
    }
    if seen > bytes_max { Err(too_large(bytes_max)) } else { Ok(body) }
}

fn announced_bytes(request: &HttpRequest) -> usize {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length.and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

fn expect_json(request: &HttpRequest) -> Result<(), ApiError> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if given.is_some_and(is_json) {
        return Ok(());
    }
    let message = "a request body must be JSON, with the header Content-Type: application/json";
    Err(ApiError::new(ErrorCode::UnsupportedMediaType, message))
}

/// `application/json`, or anything built on it, in UTF-8.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    let json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    json && parts.all(|part| match part.strip_prefix("charset=") {
        Some(charset) => matches!(charset.trim_matches('"'), "utf-8" | "utf8"),
        None => true,
    })
}

fn too_large(bytes_max: usize) -> ApiError {
    let message = format!("a request body has at most {} KiB", bytes_max / 1024);
    ApiError::new(ErrorCode::PayloadTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_type() {
        for yes in ["application/json", "Application/JSON; charset=UTF-8", "application/merge-patch+json"] {
            assert!(is_json(yes), "{yes} was refused");
        }
        for no in [
            "",
            "text/plain",
            "text/json",
            "application/x-www-form-urlencoded",
            "application/json;charset=latin1",
        ] {
            assert!(!is_json(no), "{no:?} passed");
        }
    }
}
