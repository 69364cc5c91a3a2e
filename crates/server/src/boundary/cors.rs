//! What the pages of other sites may do: none of them anything, unless the setting lists their origin (the Fetch standard, "CORS protocol").

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};

use crate::boundary::listener::{Listener, Origin};
use crate::origins::CorsOrigins;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE");
/// Beside those that need no permission.
const READ: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Guest-Secret, Hold-Token, Holdfast-Version, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer, \
     Proof-Of-Work, Queue-Ticket, Sale-Pass, traceparent, X-Caller-Id, X-Queue-Entry-Token, X-Queue-Token",
);
const SHOWN: HeaderValue = HeaderValue::from_static(
    "Allow, Deprecation, ETag, Hold-Token, Holdfast-Version, Idempotent-Replayed, Link, Location, Preference-Applied, \
     RateLimit, RateLimit-Policy, Retry-After, Seat-Pools, Seat-Version, Sunset, Trace-Id",
);
const ANY: HeaderValue = HeaderValue::from_static("*");
/// Browsers keep the permission for two hours at most.
const KEPT_SECONDS: HeaderValue = HeaderValue::from_static("7200");

/// What the answer to one request says of it.
#[derive(Debug, Clone)]
pub(super) enum Cors {
    /// No other site is listed.
    Off,
    /// Some are, and the page that asks is none of them, or no page at all.
    Silent,
    /// Whatever a browser has of the user may come along.
    Origin(HeaderValue),
    /// Any page, without what a browser has of the user.
    Any,
}

impl Cors {
    pub(super) fn of(request: &ServiceRequest, listener: &Listener) -> Self {
        if listener.origin == Origin::OurServices {
            return Self::Off;
        }
        let asking = request.headers().get(ORIGIN);
        match &listener.config.cors_origins {
            CorsOrigins::None => Self::Off,
            CorsOrigins::Any if asking.is_some() => Self::Any,
            CorsOrigins::Any => Self::Silent,
            CorsOrigins::Listed(origins) => {
                let listed = asking.filter(|asking| asking.to_str().is_ok_and(|asking| origins.list(asking)));
                listed.map_or(Self::Silent, |origin| Self::Origin(origin.clone()))
            }
        }
    }

    /// The answer to a browser that asks whether a page may send something; none for any other request.
    pub(super) fn preflight(&self, request: &ServiceRequest) -> Option<HttpResponse> {
        let is_allowed = matches!(self, Self::Origin(_) | Self::Any);
        let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if !(is_allowed && asks && request.method() == Method::OPTIONS) {
            return None;
        }
        let mut response = HttpResponse::NoContent();
        response
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, READ))
            .insert_header((ACCESS_CONTROL_MAX_AGE, KEPT_SECONDS));
        Some(response.finish())
    }

    /// On every answer, also on refusals: otherwise a page could not read why.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let origin = match self {
            Self::Off => return,
            Self::Silent => None,
            Self::Origin(origin) => {
                headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
                Some(origin.clone())
            }
            Self::Any => Some(ANY),
        };
        // A shared cache must not give the answer for one site to the page of another.
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
        }
    }
}
