//! What is refused before any route sees it: encoded bodies, and what only the page of another site would send.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderMap, HeaderName, ORIGIN,
};
use contracts::ErrorCode;
use contracts::http::headers::{CALLER_ID, HOLD_TOKEN, IDEMPOTENCY_KEY};

use crate::boundary::listener::{Listener, Origin};
use crate::boundary::refusal_form;
use crate::{ApiError, HostNames};

pub(super) fn pass(request: &ServiceRequest, listener: &Listener) -> Result<(), ApiError> {
    let headers = request.headers();
    if headers.get_all(CONTENT_ENCODING).any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let message = "a request body must be sent as it is, without a Content-Encoding";
        return Err(ApiError::new(ErrorCode::UnsupportedMediaType, message));
    }
    if listener.origin == Origin::Public {
        refusal_form::version(headers)?;
    }
    // Without credentials, who can reach the server may use it: so may a page of another site in a browser that can.
    if listener.origin == Origin::Public && listener.config.anonymous_open {
        if !is_ours(headers, &listener.config.hosts) {
            let message = "the server is not known by this name; the setting HOLDFAST_HOSTS lists its names";
            return Err(ApiError::new(ErrorCode::Forbidden, message));
        }
        if request.method() == Method::POST && headers.contains_key(ORIGIN) && !is_asked_for_first(headers) {
            let message = "a browser must send this with Content-Type: application/json";
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType, message));
        }
    }
    Ok(())
}

fn is_ours(headers: &HeaderMap, names: &HostNames) -> bool {
    let Some(host) = headers.get(HOST) else { return true };
    host.to_str().is_ok_and(|host| names.have(host))
}

/// Whether a browser asks us before it sends this on behalf of another site. We agree for those that `HOLDFAST_CORS_ORIGINS` lists.
fn is_asked_for_first(headers: &HeaderMap) -> bool {
    let not_simple =
        [IDEMPOTENCY_KEY, HOLD_TOKEN, CALLER_ID].into_iter().any(|name| headers.contains_key(name));
    not_simple || headers.contains_key(AUTHORIZATION) || is_no_form(headers, &CONTENT_TYPE)
}

/// A type that a form could not have.
fn is_no_form(headers: &HeaderMap, name: &HeaderName) -> bool {
    const FORMS: [&str; 3] = ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"];
    let given = headers.get(name).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.contains('/') && !FORMS.contains(&essence.as_str())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn a_request_without_a_host_comes_from_no_browser() {
        let names = HostNames::default();
        assert!(is_ours(&HeaderMap::new(), &names), "HTTP/1.0 needs no host");
        assert!(is_ours(&with(HOST, "127.0.0.1:8080"), &names));
        assert!(!is_ours(&with(HOST, "evil.example"), &names));
    }

    #[test]
    fn a_browser_asks_first_for_what_no_form_could_send() {
        for (kind, asked) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("text/plain", false),
            ("Text/Plain;charset=UTF-8", false),
            ("multipart/form-data; boundary=x", false),
            ("", false),
            ("json", false),
        ] {
            assert_eq!(is_asked_for_first(&with(CONTENT_TYPE, kind)), asked, "{kind:?}");
        }
        assert!(is_asked_for_first(&with(HeaderName::from_static("idempotency-key"), "k")));
        assert!(!is_asked_for_first(&HeaderMap::new()));
    }
}
