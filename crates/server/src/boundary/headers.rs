//! Headers that every response has. One that a handler has set itself is left alone.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");
/// The pages are our own and need nothing from elsewhere; styles are written inline by the libraries they use.
const PAGE_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' \
                           data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

/// The trace that this response belongs to, unless it already names another: that of the response that it replays.
pub(super) fn add_trace_id(headers: &mut HeaderMap, trace_id: String) {
    if !headers.contains_key(TRACE_ID)
        && let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(trace_id))
    {
        headers.insert(TRACE_ID, value);
    }
}

pub(super) fn add_safety(headers: &mut HeaderMap) {
    if !headers.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // Responses hold tokens and change from one moment to the next: a cacheable one sets the header itself.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}
