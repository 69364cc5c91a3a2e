//! How long the proxy waits for what, and which instance it tries instead.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use engines::{Callers, Nginx};

use super::parties::{Service, ask, closed, connect, never, plain, rest, send, streams};
use super::{Shop, upstreams};

#[expect(clippy::disallowed_methods, reason = "the time that passed is what is tested")]
fn timed(work: impl FnOnce() -> String) -> (String, Duration) {
    let started = Instant::now();
    let answer = work();
    (answer, started.elapsed())
}

/// The limit is 5 s for each; the machine may be slow, but not as slow as no limit.
#[test]
fn a_head_or_a_body_that_does_not_come_ends_the_connection() {
    let shop = Shop::open(plain, Callers::Ignored);
    for sent in [
        "GET /api/orders HTTP/1.1\r\nHost: sh",
        "POST /api/orders HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 100\r\n\r\n{",
    ] {
        let (_, took) = timed(|| {
            let mut stream = connect(shop.nginx.address());
            stream.write_all(sent.as_bytes()).unwrap();
            rest(&stream)
        });
        assert!(took > Duration::from_secs(4) && took < Duration::from_secs(30), "{took:?} for {sent:?}");
    }
    assert!(!shop.order.was_called());
}

/// 15 s: longer than a service takes to say that it cannot.
#[test]
fn a_service_that_stands_still_is_an_unknown_outcome_and_no_retry() {
    let (first, second) = (Service::start(never), Service::start(never));
    let upstreams = upstreams([("order", vec![first.address, second.address])]);
    let nginx = Nginx::start(&upstreams, Callers::Ignored).unwrap();
    let (answer, took) = timed(|| ask(nginx.address(), "POST /api/orders", "Content-Length: 0\r\n"));
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("Retry-After: 1"), "{answer}");
    assert!(took > Duration::from_secs(14) && took < Duration::from_secs(45), "{took:?}");
    assert!(first.was_called() != second.was_called(), "a POST went to both");
}

#[test]
fn where_one_instance_is_gone_the_other_answers() {
    let alive = Service::start(plain);
    let one = || vec![closed(), alive.address];
    let upstreams = upstreams([("catalog", one()), ("reservation", one()), ("order", one())]);
    let nginx = Nginx::start(&upstreams, Callers::Ignored).unwrap();
    for _ in 0..20 {
        let answer = ask(nginx.address(), "POST /api/orders", "Content-Length: 0\r\n");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let nowhere = ask(nginx.address(), "POST /api/payments/authorize", "Content-Length: 0\r\n");
    assert!(nowhere.starts_with("HTTP/1.1 503") && nowhere.contains("\"code\":\"UNAVAILABLE\""), "{nowhere}");
}

/// Readers come back in thousands when instances were away, and no stream of theirs ends to tell the proxy that they are there again.
#[test]
fn instances_that_were_away_have_all_their_streams_at_once() {
    let away = [closed(), closed()];
    let nginx = Nginx::start(&upstreams([("catalog", away.to_vec())]), Callers::Ignored).unwrap();
    let stream = "GET /api/events/1/seats/stream";
    for _ in 0..10 {
        let answer = ask(nginx.address(), stream, "");
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    }
    let _back = away.map(|address| Service::start_at(address, streams));
    let readers: Vec<_> = (0..10).map(|_| send(nginx.address(), stream)).collect();
    for mut reader in readers {
        let mut status = [0; 12];
        reader.read_exact(&mut status).expect("an answer comes");
        assert_eq!(&status, b"HTTP/1.1 200");
    }
}

#[test]
fn connections_to_a_service_are_kept() {
    let shop = Shop::open(plain, Callers::Ignored);
    for _ in 0..10 {
        shop.ask("GET /api/orders", "");
        let head = shop.order.head().to_lowercase();
        assert!(!head.contains("connection:"), "{head}");
    }
}
