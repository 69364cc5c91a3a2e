//! How often one user and one address may ask, where rates are limited: and that neither what a client says of its address, nor how it writes a path,
//! gives it another quota.

use access::{AccessClaims, AccessKey, KEY_TOKEN_LIFE, Rights};
use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use primitives::{Clock, SystemClock, UserId};
use testkit::{Answer, ApiClient, Call, Options, eventually};
use uuid::Uuid;

use super::wire::Wire;
use crate::{ARENA, SOON, Server, behind_a_proxy, demo, start};

/// More than an address has at once, and than comes back while they are sent.
const FLOOD: usize = 300;
const IDENTITY_SECRET: &str = "a secret of identity that is long enough";

/// Nothing else is limited.
fn limited() -> Options {
    demo().env("HOLDFAST_RATE_LIMITS", "on").env("HOLDFAST_CALLER_LIMITS", "false")
}

/// One that is counted as an order and does nothing.
fn order(api: &ApiClient) -> Call {
    api.post("/api/orders").body("application/json", "{}")
}

async fn order_at(api: &ApiClient, forwarded: &str) -> Answer {
    order(api).header("X-Forwarded-For", forwarded).await
}

#[track_caller]
fn is_over(answer: &Answer, policy: &str) {
    let refused = answer.refused(ErrorCode::RateLimited);
    assert_eq!(refused.details, Some(ErrorDetails::Policy(policy.to_owned())));
    assert!(refused.retryable);
    let seconds: u32 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=6).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("RateLimit"), Some(format!("\"{policy}\";r=0;t={seconds}").as_str()));
    assert!(answer.header("RateLimit-Policy").unwrap().starts_with(&format!("\"{policy}\";q=")));
}

/// How many of a flood were refused, all of them by the limit of addresses.
async fn refused_of_a_flood(api: &ApiClient, forwarded: impl Fn(usize) -> String) -> usize {
    let mut refused = 0;
    for number in 0..FLOOD {
        let answer = order_at(api, &forwarded(number)).await;
        if answer.status == 429 {
            refused += 1;
            assert_eq!(answer.error().details, Some(ErrorDetails::Policy("order-address".to_owned())));
        }
    }
    refused
}

#[tokio::test]
async fn a_user_has_a_burst_and_is_told_what_is_left_of_it() {
    let server = start(&limited()).await;
    let mina = server.api().with_caller("mina");
    for left in (0..10).rev() {
        let answer = order(&mina).await;
        assert!((400..429).contains(&answer.status), "{answer}");
        let policies = answer.header("RateLimit-Policy");
        assert_eq!(policies, Some("\"order-address\";q=100;w=10, \"order\";q=10;w=60"));
        let limit = answer.header("RateLimit").unwrap();
        assert!(limit.contains(&format!(", \"order\";r={left};t=")), "{limit}");
    }
    for _ in 0..5 {
        is_over(&order(&mina).await, "order");
    }
    let token = mina.post("/api/orders/0190b7a0-0000-7000-8000-000000000001/stream-token").await;
    assert_ne!(token.status, 429, "who follows an order asks for tokens again and again: {token}");
    let other = order(&server.api().with_caller("joon")).await;
    assert_ne!(other.status, 429, "a neighbour pays for it: {other}");
    assert_eq!(mina.hold(ARENA, &[1]).await.status, 201, "another kind of request is counted by itself");
}

/// Of an API key, as identity would sign it now.
fn token_of_key(number: u128) -> String {
    let (id, now) = (Uuid::from_u128(number), SystemClock.now());
    let claims = AccessClaims {
        issuer: "http://localhost:8080".to_owned(),
        subject: UserId::parse(&format!("k:{id}")).unwrap(),
        session: id,
        token: id,
        issued_at: now,
        expires_at: now.plus(KEY_TOKEN_LIFE),
        authenticated_at: now,
        method: "key",
        guest: None,
        rights: Rights::default(),
        gate: None,
    };
    AccessKey::derive(IDENTITY_SECRET.as_bytes(), 1).sign(&claims).unwrap()
}

#[tokio::test]
async fn a_key_has_one_quota_for_all_that_it_asks_for_and_a_wider_one_than_a_person() {
    let server = start(&limited().env("HOLDFAST_IDENTITY_SECRET", IDENTITY_SECRET)).await;
    let [key, other] = [1, 2].map(|number| server.api().with_access(&token_of_key(number)));
    eventually("tokens can be verified", SOON, async || {
        (![401, 503].contains(&other.get("/api/orders").await.status)).then_some(())
    })
    .await;
    for _ in 0..20 {
        let answer = order(&key).await;
        assert!((400..429).contains(&answer.status), "{answer}");
        let policies = answer.header("RateLimit-Policy");
        assert_eq!(policies, Some("\"order-address\";q=100;w=10, \"api-key\";q=60;w=10"));
    }
    let mut seats = 1..=i64::try_from(FLOOD).unwrap();
    let over = loop {
        let answer = key.hold(ARENA, &[seats.next().expect("nothing limits a key")]).await;
        if answer.status == 429 {
            break answer;
        }
    };
    is_over(&over, "api-key");
    assert_ne!(order(&other).await.status, 429, "another key pays for it");
}

#[tokio::test]
async fn an_address_is_whom_a_trusted_proxy_saw_and_of_ipv6_a_network() {
    let server = start(&behind_a_proxy(limited())).await;
    let api = server.api();
    let refused = refused_of_a_flood(&api, |number| format!("198.51.100.{}, 192.0.2.1", number % 250)).await;
    assert!(refused >= 50, "{refused}");
    assert_ne!(order_at(&api, "192.0.2.2").await.status, 429, "another address pays for it");
    let refused = refused_of_a_flood(&api, |number| format!("2001:db8:1:2:{number:x}::{number:x}")).await;
    assert!(refused >= 50, "{refused}");
    assert_ne!(order_at(&api, "2001:db8:1:3::1").await.status, 429, "another network pays for it");
}

#[tokio::test]
async fn what_anyone_else_says_of_an_address_means_nothing() {
    let server = start(&limited()).await;
    let refused = refused_of_a_flood(&server.api(), |number| format!("192.0.2.{}", number % 250)).await;
    assert!(refused >= 50, "{refused}");
}

#[tokio::test]
async fn no_spelling_of_a_path_goes_around_a_limit() {
    let server = start(&limited()).await;
    let mina = server.api().with_caller("mina");
    while order(&mina).await.status != 429 {}
    for path in [
        "/api/orders?a=1",
        "/api/orders/",
        "/api//orders",
        "//api/orders",
        "/API/orders",
        "/api/ORDERS",
        "/api/./orders",
        "/api/x/../orders",
        "/api/%6frders",
        "/api/orders%2f",
        "/purchase",
    ] {
        let answer = mina.post(path).body("application/json", "{}").await;
        assert!([400, 404, 429].contains(&answer.status), "{path}: {answer}");
    }
}

#[tokio::test]
async fn an_answer_that_is_given_again_costs_nothing() {
    let server = start(&limited()).await;
    let mina = server.api().with_caller("mina");
    let hold = || mina.hold(ARENA, &[1]).key("the-hold-of-mina");
    assert_eq!(hold().await.status, 201);
    // Twice as many as there are at once.
    for _ in 0..60 {
        let again = hold().await;
        assert_eq!(again.status, 201, "{again}");
        assert_eq!(again.header("Idempotent-Replayed"), Some("true"));
    }
    let next = mina.hold(ARENA, &[2]).await;
    let limit = next.header("RateLimit").unwrap();
    let left = (28..30).any(|left| limit.contains(&format!(", \"hold\";r={left};t=")));
    assert!(left, "{limit}");
}

/// On connections with a hundred requests each, because nothing of it waits for anything.
async fn read(server: &Server, requests: usize) -> String {
    let request = "GET /api/events/999 HTTP/1.1\r\nHost: localhost\r\n";
    let hundred = format!("{request}\r\n").repeat(99) + request + "Connection: close\r\n\r\n";
    let mut answers = String::new();
    for _ in 0..requests / 100 {
        answers += &Wire::asking(server, &hundred).await.rest().await;
    }
    answers.to_lowercase()
}

#[tokio::test]
async fn reads_have_a_limit_and_say_so_in_a_refusal_alone() {
    let server = start(&limited()).await;
    let few = read(&server, 100).await;
    assert_eq!((few.matches("http/1.1 404").count(), few.matches("ratelimit").count()), (100, 0), "{few}");
    let many = read(&server, 3_000).await;
    let refused = many.matches("http/1.1 429").count();
    assert!(refused >= 100, "{refused}");
    assert_eq!(many.matches("ratelimit: \"read-address\";r=0").count(), refused);
    assert_eq!(many.matches("{\"policy\":\"read-address\"}").count(), refused);
}

#[tokio::test]
async fn on_this_machine_nothing_is_limited_unless_it_is_said() {
    let server = start(&demo()).await;
    let mina = server.api().with_caller("mina");
    for _ in 0..20 {
        let answer = order(&mina).await;
        assert!(answer.status != 429 && answer.header("RateLimit").is_none(), "{answer}");
    }
}
