//! What a client would like, by RFC 7240. Nothing in it is refused: what is not known, or does not parse, is not honoured.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use contracts::http::headers;

use crate::negotiate::entries;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const WAIT_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefer {
    /// How long the client would rather wait than be answered at once; at most ten seconds.
    pub wait: Option<Duration>,
}

impl Prefer {
    /// Says that the wait was honoured.
    pub fn applied(self, response: &mut HttpResponse) {
        let applied = self.wait.and_then(|wait| format!("wait={}", wait.as_secs()).try_into().ok());
        if let Some(applied) = applied {
            response.headers_mut().insert(APPLIED, applied);
        }
    }

    fn of(request: &HttpRequest) -> Self {
        debug_assert!(headers::PREFER.eq_ignore_ascii_case(PREFER.as_str()));
        // The first counts where it is given twice.
        Self { wait: entries(request.headers(), &PREFER).find_map(wait) }
    }
}

/// Of `wait=5`, with or without parameters behind it.
fn wait(preference: &str) -> Option<Duration> {
    let (name, value) = preference.split(';').next()?.split_once('=')?;
    let seconds = name.trim().eq_ignore_ascii_case("wait").then(|| value.trim().trim_matches('"'))?;
    let seconds = seconds.parse().ok().map(Duration::from_secs)?;
    Some(seconds.min(WAIT_MAX))
}

impl FromRequest for Prefer {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_wait_is_read_as_rfc_7240_writes_it() {
        for (lines, seconds) in [
            (&["wait=5"][..], Some(5)),
            (&["respond-async, wait=3"], Some(3)),
            (&["respond-async", "WAIT = \"4\"; foo=bar"], Some(4)),
            (&["wait=2, wait=9"], Some(2)),
            (&["wait=86400"], Some(10)),
            (&["wait=0"], Some(0)),
            (&["wait", "wait=", "wait=-1", "wait=soon", "await=3", "handling=lenient"], None),
            (&[], None),
        ] {
            let request = lines.iter().fold(TestRequest::default(), |request, line| {
                request.append_header((PREFER, HeaderValue::from_str(line).unwrap()))
            });
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(Prefer::of(&request.to_http_request()).wait, expected, "{lines:?}");
        }
    }
}
