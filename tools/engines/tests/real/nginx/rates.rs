//! How often an address may ask before anything reaches a service.

use std::io::Write;

use engines::Callers;

use super::Shop;
use super::parties::{connect, plain, rest};

/// Answered by nginx itself.
const NOWHERE: &str = "/nowhere";

/// Behind a load balancer that says where clients are.
fn shop() -> Shop {
    Shop::open_behind(&["127.0.0.0/8"], plain, Callers::Ignored)
}

/// The answers to so many requests on one connection, each from the address that its number has.
fn flood(shop: &Shop, path: &str, requests: usize, client: impl Fn(usize) -> String) -> String {
    let line =
        |number| format!("GET {path} HTTP/1.1\r\nHost: shop.test\r\nX-Forwarded-For: {}\r\n", client(number));
    let mut all: String = (1..requests).map(|number| line(number) + "\r\n").collect();
    all += &(line(requests) + "Connection: close\r\n\r\n");
    let stream = connect(shop.nginx.address());
    let mut writer = stream.try_clone().unwrap();
    let written = std::thread::spawn(move || writer.write_all(all.as_bytes()));
    let answers = rest(&stream);
    written.join().unwrap().unwrap();
    answers
}

/// How many of them were refused.
fn refused(answers: &str) -> usize {
    answers.matches("HTTP/1.1 429 ").count()
}

#[test]
fn an_address_asks_so_often_and_is_refused_in_our_words() {
    let shop = shop();
    let answers = flood(&shop, NOWHERE, 2_000, |_| "192.0.2.1".to_owned());
    // Two hundred come back in each second that it takes.
    assert!((100..1_200).contains(&refused(&answers)), "{} were refused", refused(&answers));
    for words in ["Retry-After: 1", "\"code\":\"RATE_LIMITED\"", "\"details\":{\"policy\":\"requests\"}"] {
        assert_eq!(answers.matches(words).count(), refused(&answers), "{words}");
    }
    assert_eq!(refused(&flood(&shop, NOWHERE, 10, |_| "192.0.2.2".to_owned())), 0, "another address");
}

#[test]
fn no_address_of_a_network_has_a_quota_of_its_own() {
    let shop = shop();
    for network in ["2001:db8:1:2:", "2001:db8:9:"] {
        let answers = flood(&shop, NOWHERE, 2_000, |number| format!("{network}:{number:x}"));
        assert!(refused(&answers) >= 100, "{} were refused", refused(&answers));
    }
    let other = flood(&shop, NOWHERE, 100, |number| format!("2001:db8:1:3::{number:x}"));
    assert_eq!(refused(&other), 0, "another network");
}

#[test]
fn what_a_client_says_of_its_address_means_nothing() {
    let shop = shop();
    let answers = flood(&shop, NOWHERE, 2_000, |number| format!("198.51.100.{}, 192.0.2.1", number % 250));
    assert!(refused(&answers) >= 100, "{} were refused", refused(&answers));
}

#[test]
fn accounts_are_asked_for_less_often_however_the_path_is_written() {
    let shop = shop();
    let client = |_| "192.0.2.1".to_owned();
    assert!(refused(&flood(&shop, "/api/auth/login", 400, client)) >= 100);
    for path in [
        "/api/auth/login?a=1",
        "/api//auth/login",
        "/api/%61uth/guest",
        "/api/x/../auth/refresh",
        "/ticketing/identity/api/auth/login",
    ] {
        // Ten come back in each second.
        assert!(refused(&flood(&shop, path, 100, client)) >= 50, "{path}");
    }
    assert_eq!(refused(&flood(&shop, NOWHERE, 10, client)), 0, "anything else is asked for as before");
}

#[test]
fn this_machine_is_not_limited() {
    let shop = shop();
    assert_eq!(refused(&flood(&shop, NOWHERE, 2_000, |_| "127.0.0.1".to_owned())), 0);
}
