//! What the settings of the proxy promise, tested on the real nginx between a client and mock services.

mod addresses;
mod parties;
mod rates;
mod refuses;
mod rooms;
mod waits;

use std::io::{Read, Write};
use std::net::SocketAddr;

use contracts::services::ALL;
use engines::{Callers, Nginx, Upstreams};

use parties::{Service, ask, closed, connect, plain, streams, upgrades};

/// Nothing listens where no address is given.
fn upstreams<const N: usize>(given: [(&'static str, Vec<SocketAddr>); N]) -> Upstreams {
    let mut upstreams: Upstreams = ALL.iter().map(|service| (service.name, vec![closed()])).collect();
    upstreams.extend(given);
    upstreams
}

/// A proxy with one service of each kind, all answering alike.
struct Shop {
    nginx: Nginx,
    catalog: Service,
    reservation: Service,
    order: Service,
    payment: Service,
    waiting_room: Service,
}

impl Shop {
    fn open(answer: parties::Answer, callers: Callers) -> Self {
        Self::open_behind(&[], answer, callers)
    }

    /// With load balancers in front, at these addresses.
    fn open_behind(proxies: &[&str], answer: parties::Answer, callers: Callers) -> Self {
        let [catalog, reservation, order, payment, waiting_room] = [(); 5].map(|()| Service::start(answer));
        let upstreams = upstreams([
            ("catalog", vec![catalog.address]),
            ("reservation", vec![reservation.address]),
            ("order", vec![order.address]),
            ("payment", vec![payment.address]),
            ("waiting-room", vec![waiting_room.address]),
        ]);
        let nginx = Nginx::start_behind(proxies, &upstreams, callers).unwrap();
        Self { nginx, catalog, reservation, order, payment, waiting_room }
    }

    fn ask(&self, line: &str, further: &str) -> String {
        ask(self.nginx.address(), line, further)
    }
}

#[test]
fn every_path_reaches_the_service_that_has_it() {
    let shop = Shop::open(plain, Callers::Ignored);
    for (path, service, arrives) in [
        ("/api/events?limit=1", &shop.catalog, "/api/events?limit=1"),
        ("/ticketing/catalog/api/events/1", &shop.catalog, "/api/events/1"),
        ("/api/reservations", &shop.reservation, "/api/reservations"),
        ("/ticketing/reservation/api/reservations/1/2", &shop.reservation, "/api/reservations/1/2"),
        ("/api/orders?cursor=a%20b", &shop.order, "/api/orders?cursor=a%20b"),
        ("/ticketing/order/api/orders/x?a=1", &shop.order, "/api/orders/x?a=1"),
        ("/api/payments/authorize", &shop.payment, "/api/payments/authorize"),
        ("/ticketing/payment/api/payments/authorize", &shop.payment, "/api/payments/authorize"),
        ("/ticketing/order/api/events", &shop.order, "/api/events"),
        ("/docs/", &shop.catalog, "/docs/"),
        ("/purchase", &shop.order, "/purchase"),
        ("/pay/0198-ab", &shop.order, "/pay/0198-ab"),
        ("/ws?eventId=1", &shop.catalog, "/ws?eventId=1"),
        ("/api/waiting-room/place", &shop.waiting_room, "/api/waiting-room/place"),
        ("/ticketing/waiting-room/api/waiting-room/place", &shop.waiting_room, "/api/waiting-room/place"),
        ("/api/queue/status/1", &shop.waiting_room, "/api/queue/status/1"),
        ("/api/v1/queue/check/1", &shop.waiting_room, "/api/v1/queue/check/1"),
        ("/vwr-api/vwr/check/1/a~b", &shop.waiting_room, "/vwr-api/vwr/check/1/a~b"),
        ("/api/admin/vwr/status/1", &shop.waiting_room, "/api/admin/vwr/status/1"),
        ("/api/v1/tickets/reserve", &shop.reservation, "/api/v1/tickets/reserve"),
    ] {
        let answer = shop.ask(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        let head = service.head();
        assert!(head.starts_with(&format!("GET {arrives} HTTP/1.1\r\n")), "{path} arrived as {head}");
        assert_eq!(answer.to_lowercase().matches("x-content-type-options").count(), 1, "{answer}");
    }
}

#[test]
fn a_stream_is_seen_as_it_comes() {
    let shop = Shop::open(streams, Callers::Ignored);
    for path in [
        "/api/events/1/seats/stream",
        "/ticketing/catalog/api/events/1/seats/stream?batch=true",
        "/api/orders/0198-ab/stream",
        "/ticketing/order/api/orders/0198-ab/stream",
        "/api/waiting-room/place/stream?ticket=a",
        "/ticketing/waiting-room/api/waiting-room/place/stream?ticket=a",
        "/api/v1/queue/stream?token=a~b",
    ] {
        let mut stream = connect(shop.nginx.address());
        write!(stream, "GET {path} HTTP/1.1\r\nHost: shop.test\r\n\r\n").unwrap();
        let (mut seen, mut byte) = (Vec::new(), [0]);
        while !String::from_utf8_lossy(&seen).contains("event: INIT") {
            stream.read_exact(&mut byte).expect("the first event came while the stream was open");
            seen.push(byte[0]);
        }
    }
}

#[test]
fn a_socket_is_upgraded_and_passes_both_ways() {
    let shop = Shop::open(upgrades, Callers::Ignored);
    let mut stream = connect(shop.nginx.address());
    let upgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nOrigin: http://shop.test\r\n";
    write!(stream, "GET /ws?eventId=1 HTTP/1.1\r\nHost: shop.test\r\n{upgrade}\r\n").unwrap();
    let (mut seen, mut byte) = (Vec::new(), [0]);
    while !seen.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("the head of the answer came");
        seen.push(byte[0]);
    }
    assert!(seen.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&seen));
    let head = shop.catalog.head();
    assert!(head.starts_with("GET /ws?eventId=1 HTTP/1.1\r\n"), "{head}");
    for line in [
        "Connection: upgrade\r\n",
        "Upgrade: websocket\r\n",
        "Host: shop.test\r\n",
        "Origin: http://shop.test\r\n",
    ] {
        assert_eq!(head.matches(line).count(), 1, "{line:?} in {head}");
    }
    for sent in [7, 9] {
        stream.write_all(&[sent]).unwrap();
        stream.read_exact(&mut byte).expect("what is sent comes back");
        assert_eq!(byte, [sent]);
    }
}

#[test]
fn traces_pass_and_addresses_and_names_are_not_the_clients_to_choose() {
    let shop = Shop::open(plain, Callers::Ignored);
    let lies = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX-Caller-Id: queen\r\n\
                X-Forwarded-For: 9.9.9.9\r\nX-Request-Id: mine\r\nIdempotency-Key: k1\r\n";
    shop.ask("GET /api/orders", lies);
    let head = shop.order.head().to_lowercase();
    assert!(head.contains("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), "{head}");
    assert!(head.contains("idempotency-key: k1") && head.contains("x-request-id: "), "{head}");
    assert!(head.contains("x-forwarded-for: 127.0.0.1"), "{head}");
    for lie in ["9.9.9.9", "queen", "mine"] {
        assert!(!head.contains(lie), "{lie} came through: {head}");
    }
    let trusting = Shop::open(plain, Callers::Trusted);
    trusting.ask("GET /api/orders", lies);
    assert!(trusting.order.head().to_lowercase().contains("x-caller-id: queen"));
}

#[test]
fn browsers_that_came_over_tls_are_to_stay_with_it() {
    let shop = Shop::open(plain, Callers::Ignored);
    for path in ["/", "/assets/app-1a2b.js", "/openapi.json", "/api/orders", "/nothing"] {
        let hsts = |further| {
            shop.ask(&format!("GET {path}"), further).contains("Strict-Transport-Security: max-age=")
        };
        assert!(hsts("X-Forwarded-Proto: https\r\n"), "{path}");
        assert!(!hsts("") && !hsts("X-Forwarded-Proto: http\r\n"), "{path}");
    }
}

#[test]
fn the_page_is_served_at_its_addresses_and_its_files_for_ever() {
    let shop = Shop::open(plain, Callers::Ignored);
    let sale = ["/", "/events/1", "/events/1/line", "/events/1/checkout"];
    let own = ["/orders", "/orders/x", "/orders/x/ticket", "/account", "/login", "/verify", "/mailbox"];
    for path in sale.into_iter().chain(own) {
        let answer = shop.ask(&format!("GET {path}"), "");
        assert!(answer.contains("<title>the page") && answer.contains("Content-Security-Policy"), "{answer}");
    }
    for path in ["/console", "/console/line"] {
        let console = shop.ask(&format!("GET {path}"), "");
        assert!(
            console.contains("<title>the console") && console.contains("Content-Security-Policy"),
            "{console}"
        );
    }
    let script = shop.ask("GET /assets/app-1a2b.js", "");
    assert!(script.contains("immutable") && script.contains("text/javascript"), "{script}");
    let mistyped = shop.ask("GET /evnets", "Accept: text/html,*/*\r\n");
    assert!(mistyped.contains("<title>the page"), "{mistyped}");
    let program = shop.ask("GET /evnets", "Accept: application/json\r\n");
    assert!(program.starts_with("HTTP/1.1 404") && program.contains("\"code\":\"NOT_FOUND\""), "{program}");
    assert!(shop.ask("GET /openapi.json", "").contains("/api/orders"));
}
