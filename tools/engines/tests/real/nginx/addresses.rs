//! Where a client is: behind load balancers it is whom the last of them saw, and nothing that a client writes changes it.

use engines::Callers;

use super::Shop;
use super::parties::plain;

/// The addresses of a client that a service sees, when the client is on this machine and sends these.
fn seen(shop: &Shop, forwarded: &[&str]) -> Vec<String> {
    let lines: String = forwarded.iter().map(|line| format!("X-Forwarded-For: {line}\r\n")).collect();
    shop.ask("GET /api/orders", &lines);
    let head = shop.order.head().to_lowercase();
    let lines = head.lines().filter_map(|line| line.strip_prefix("x-forwarded-for: "));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_client_of_a_load_balancer_is_whom_it_saw() {
    let shop = Shop::open_behind(&["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"], plain, Callers::Ignored);
    for (forwarded, client) in [
        (&["1.2.3.4"][..], "1.2.3.4"),
        // What the client sent stands before what the load balancer appended.
        (&["9.9.9.9, 1.2.3.4"], "1.2.3.4"),
        (&["9.9.9.9", "1.2.3.4"], "1.2.3.4"),
        (&["127.0.0.1, 1.2.3.4"], "1.2.3.4"),
        // Several in a row, such as one before another.
        (&["9.9.9.9, 1.2.3.4, 10.0.0.7"], "1.2.3.4"),
        (&["9.9.9.9, 1.2.3.4, fd12::7, 10.0.0.7"], "1.2.3.4"),
        (&["2001:db8:1:2::7"], "2001:db8:1:2::7"),
        (&["9.9.9.9, 2001:db8:1:2::7, fd12::7"], "2001:db8:1:2::7"),
        (&["nonsense"], "127.0.0.1"),
        (&["1.2.3.4, nonsense"], "127.0.0.1"),
        (&[""], "127.0.0.1"),
        (&[], "127.0.0.1"),
    ] {
        assert_eq!(seen(&shop, forwarded), [client], "{forwarded:?}");
    }
}

#[test]
fn the_header_of_anyone_else_means_nothing() {
    for proxies in [&[][..], &["10.0.0.0/8", "fd00::/8"]] {
        let shop = Shop::open_behind(proxies, plain, Callers::Ignored);
        for forwarded in [&["1.2.3.4"][..], &["10.0.0.7"], &["9.9.9.9", "1.2.3.4"], &["::1"]] {
            assert_eq!(seen(&shop, forwarded), ["127.0.0.1"], "{proxies:?} {forwarded:?}");
        }
    }
}

#[test]
fn a_request_cannot_write_a_line_of_the_log() {
    let shop = Shop::open(plain, Callers::Ignored);
    for path in
        ["/api/orders/x%0a{\"at\":1}", "/api/orders/%22,%22status%22:200,%22x%22:%22", "/api/orders/%1b[2J"]
    {
        shop.ask(&format!("GET {path}"), "");
        shop.order.head();
    }
    let log = std::fs::read_to_string(shop.nginx.access_log()).unwrap();
    assert_eq!(log.lines().count(), 3, "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["path"].as_str().unwrap().starts_with("/api/orders/"), "{line}");
    }
}
