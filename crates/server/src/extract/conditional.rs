//! A read that is answered 304 to a client that has what it would get.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use crate::negotiate::entries;

/// To be asked again each time, by any cache.
const PUBLIC: HeaderValue = HeaderValue::from_static("no-cache");
/// The same, by the cache of the client alone.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The versions that the client has, as `If-None-Match` names them.
#[derive(Debug, Clone)]
pub struct ConditionalRead(Vec<String>);

impl ConditionalRead {
    /// What is the same for all callers. `tag`: of this version, without quotes. The body is made only for a client that does not have it.
    pub fn public<B: Serialize>(&self, tag: &str, body: impl FnOnce() -> B) -> HttpResponse {
        self.answer(tag, PUBLIC, body)
    }

    /// What is for this caller alone.
    pub fn private<B: Serialize>(&self, tag: &str, body: impl FnOnce() -> B) -> HttpResponse {
        self.answer(tag, PRIVATE, body)
    }

    fn answer<B: Serialize>(&self, tag: &str, cache: HeaderValue, body: impl FnOnce() -> B) -> HttpResponse {
        let tag = format!("W/\"{tag}\"");
        let is_known = self.0.iter().any(|known| matches(known, &tag));
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, cache));
        if is_known { response.finish() } else { response.json(body()) }
    }
}

/// Whether the client has this very version cached. Weak comparison: `W/` does not matter.
#[must_use]
pub fn is_current(headers: &HeaderMap, etag: &str) -> bool {
    entries(headers, &IF_NONE_MATCH).any(|known| matches(known, etag))
}

fn matches(known: &str, etag: &str) -> bool {
    known == "*" || known.trim_start_matches("W/") == etag.trim_start_matches("W/")
}

impl FromRequest for ConditionalRead {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let known = entries(request.headers(), &IF_NONE_MATCH).map(str::to_owned).collect();
        ready(Ok(Self(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_matches_weakly_and_in_a_list() {
        let etag = "W/\"1-5-json\"";
        for (sent, current) in [
            ("W/\"1-5-json\"", true),
            ("\"1-5-json\"", true),
            ("\"x\", W/\"1-5-json\"", true),
            ("*", true),
            ("W/\"1-6-json\"", false),
            ("1-5-json", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(sent));
            assert_eq!(is_current(&headers, etag), current, "{sent:?}");
        }
    }
}
