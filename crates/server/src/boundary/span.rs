//! The root span of a request.

use actix_web::dev::ServiceRequest;
use tracing::Span;
use tracing::field::Empty;

use crate::boundary::listener::Origin;
use crate::boundary::routes::Route;

/// Named by method and route, such as `POST /api/orders`: that is what the sampler decides by. Reads are many and seldom
/// inspected, so their spans carry nothing but the name.
///
/// A `traceparent` from outside becomes a link and never the parent: otherwise clients would choose our trace ids. One of our own
/// services is the parent of its calls.
pub(super) fn of(request: &ServiceRequest, route: &Route, origin: Origin) -> Span {
    let name = route.span_name(request.method());
    let span = if request.method().is_safe() {
        tracing::info_span!("request", otel.name = name, otel.kind = "server", otel.status_code = Empty)
    } else {
        tracing::info_span!(
            "request",
            otel.name = name,
            otel.kind = "server",
            otel.status_code = Empty,
            service = route.owner(),
            http.request.method = request.method().as_str(),
            http.route = route.pattern(),
            http.response.status_code = Empty,
            url.path = request.path(),
        )
    };
    let traceparent = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    match origin {
        Origin::Public => telemetry::link(&span, traceparent),
        Origin::OurServices => telemetry::in_trace(&span, traceparent),
    }
    span
}
