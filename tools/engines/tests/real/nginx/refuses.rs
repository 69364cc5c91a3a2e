//! What the proxy refuses to all clients.

use std::io::Write;

use engines::Callers;

use super::Shop;
use super::parties::{connect, plain, rest};

/// No way to write a path may lead to what is for operators and for other services.
#[test]
fn what_is_internal_cannot_be_reached() {
    let shop = Shop::open(plain, Callers::Ignored);
    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/metrics/",
        "/internal",
        "/internal/orders",
        "/api/../internal/orders",
        "/api/orders/../../metrics",
        "/api/orders/%2e%2e/%2e%2e/metrics",
        "/api/orders/..%2f..%2fmetrics",
        "//metrics",
        "/ticketing/order/internal/standing",
        "/ticketing/order/metrics",
        "/api/operator/sale-health",
        "/ticketing/order/api/operator/sale-health",
        "/ticketing/order/api/orders/../operator/sale-health",
        "/ticketing/order/api/../metrics",
        "/ticketing/order/api/%2e%2e/internal",
        "/ticketing/nobody/api/orders",
        "/api/internal",
        "/api/",
        "/api",
    ] {
        let answer = shop.ask(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
        assert!(answer.contains("\"traceId\":\"") && answer.contains("Trace-Id: "), "{path}: {answer}");
        for service in [&shop.catalog, &shop.reservation, &shop.order, &shop.payment] {
            assert!(!service.was_called(), "{path} reached a service");
        }
    }
}

/// What ends in two ways would be one request for the proxy and two for a service.
#[test]
fn a_body_that_ends_in_two_ways_is_refused() {
    let shop = Shop::open(plain, Callers::Ignored);
    for further in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
    ] {
        let answer = shop.ask("POST /api/orders", further);
        assert!(answer.starts_with("HTTP/1.1 400"), "{further:?}: {answer}");
        assert!(!shop.order.was_called(), "{further:?} reached a service");
    }
}

/// A decoded line break in a path must not become one in the request that goes to the service.
#[test]
fn a_path_cannot_smuggle_a_header() {
    let shop = Shop::open(plain, Callers::Ignored);
    for path in [
        "/api/orders/x%0d%0aX-Caller-Id:%20queen/stream",
        "/api/orders/x%0d%0aX-Caller-Id:%20queen",
        "/ticketing/order/api/orders/x%0d%0aX-Caller-Id:%20queen",
    ] {
        shop.ask(&format!("GET {path}"), "");
        let head = shop.order.head().to_lowercase();
        assert!(!head.contains("\nx-caller-id"), "{path}: {head}");
    }
}

#[test]
fn a_body_or_a_head_beyond_all_limits_is_refused_in_our_words() {
    let shop = Shop::open(plain, Callers::Ignored);
    let body = shop.ask("POST /api/orders", "Content-Length: 1000000\r\n");
    assert!(body.starts_with("HTTP/1.1 413") && body.contains("PAYLOAD_TOO_LARGE"), "{body}");
    let head = shop.ask("GET /api/orders", &format!("X-Long: {}\r\n", "a".repeat(20_000)));
    assert!(head.starts_with("HTTP/1.1 400") && head.contains("BAD_REQUEST"), "{head}");
    assert!(!shop.order.was_called());
    let post = shop.ask("POST /", "Content-Length: 0\r\n");
    assert!(post.starts_with("HTTP/1.1 405") && post.contains("METHOD_NOT_ALLOWED"), "{post}");
}

#[test]
fn a_body_that_the_service_has_to_judge_reaches_it() {
    let shop = Shop::open(plain, Callers::Ignored);
    let mut stream = connect(shop.nginx.address());
    let body = "x".repeat(17 * 1024);
    write!(
        stream,
        "POST /api/orders HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    assert!(rest(&stream).starts_with("HTTP/1.1 200"));
}
