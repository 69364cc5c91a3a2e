//! One answer about a room of the line is for all who ask while it lasts; what is a visitor's own is kept nowhere.

use std::io::Write;
use std::net::TcpStream;
use std::time::Instant;

use engines::Callers;

use super::Shop;
use super::parties::{WITHIN, ask};

const ROOM: &str = "/api/waiting-room/events/4";

fn answer(stream: &mut TcpStream, cache_control: &str) {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"a\"\r\nContent-Length: 2\r\n";
    let _ = write!(stream, "{head}Cache-Control: {cache_control}\r\n\r\n{{}}");
}

fn lasts(stream: &mut TcpStream) {
    answer(stream, "public, max-age=60, stale-while-revalidate=5");
}

fn lasts_a_second(stream: &mut TcpStream) {
    answer(stream, "public, max-age=1, stale-while-revalidate=5");
}

fn is_kept_nowhere(stream: &mut TcpStream) {
    answer(stream, "no-store");
}

#[test]
fn all_who_ask_about_a_room_get_the_one_answer_that_there_is() {
    let shop = Shop::open(lasts, Callers::Trusted);
    shop.ask(&format!("GET {ROOM}"), "Cookie: a=b\r\n");
    let address = shop.nginx.address();
    std::thread::scope(|scope| {
        for number in 0..40 {
            scope.spawn(move || {
                let prefix = if number % 2 == 0 { "" } else { "/ticketing/waiting-room" };
                let further = format!(
                    "X-Caller-Id: visitor-{number}\r\nCookie: a={number}\r\nAccept: text/{number}\r\n"
                );
                let answer = ask(address, &format!("GET {prefix}{ROOM}?t={number}"), &further);
                assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{}"), "{answer}");
                assert!(
                    answer.contains("stale-while-revalidate=5") && answer.contains("ETag: \"a\""),
                    "{answer}"
                );
            });
        }
    });
    let head = shop.waiting_room.head();
    assert!(head.starts_with(&format!("GET {ROOM} HTTP/1.1\r\n")) && !head.contains("Cookie"), "{head}");
    assert!(
        !shop.waiting_room.was_called(),
        "forty-one visitors asked, and one question reached the service"
    );
    let known = shop.ask(&format!("GET {ROOM}"), "If-None-Match: \"a\"\r\n");
    assert!(known.starts_with("HTTP/1.1 304"), "{known}");
    assert!(!shop.waiting_room.was_called(), "also what is known already is answered here");
    shop.ask("GET /api/waiting-room/events/5", "");
    shop.ask("GET /api/waiting-room/events", "");
    for path in ["/api/waiting-room/events/5", "/api/waiting-room/events"] {
        assert!(shop.waiting_room.head().starts_with(&format!("GET {path} HTTP/1.1\r\n")), "{path}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the time that passes is what is tested")]
fn an_answer_that_has_aged_is_replaced_and_no_visitor_waits_for_it() {
    let shop = Shop::open(lasts_a_second, Callers::Ignored);
    let (began, mut asked) = (Instant::now(), 0);
    let mut fetched = 0;
    while fetched < 3 {
        assert!(
            began.elapsed() < WITHIN,
            "{asked} visitors have asked, and {fetched} questions reached the service"
        );
        let answer = shop.ask(&format!("GET {ROOM}"), "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        asked += 1;
        fetched += u32::from(shop.waiting_room.was_called());
    }
    assert!(asked > fetched, "each of {asked} questions reached the service");
}

#[test]
fn what_is_a_visitors_own_reaches_the_service_each_time() {
    let shop = Shop::open(is_kept_nowhere, Callers::Ignored);
    for request in [
        "GET /api/waiting-room/events/4",
        "GET /api/waiting-room/place",
        "POST /api/waiting-room/events/4/enter",
        "GET /api/waiting-room/events/4/challenge",
        "GET /api/queue/status/4",
        "GET /vwr-api/vwr/check/4/x",
    ] {
        for _ in 0..2 {
            shop.ask(request, "");
            assert!(shop.waiting_room.head().starts_with(request), "{request}");
        }
    }
}
