//! Who is calling, with which token, under which key.

use access::HoldTokens;
use primitives::HoldId;
use serde_json::{Value, json};
use server::HttpConfig;

use crate::site::{SECRET, Site, answer, config};

const HOLD: &str = "0190b7a0-0000-7000-8000-000000000001";

fn token_of(hold: &str) -> String {
    HoldTokens::new(SECRET).sign(hold.parse::<HoldId>().unwrap())
}

#[tokio::test]
async fn a_caller_is_named_by_the_header_where_it_is_trusted() {
    let site = Site::start();
    let named = answer(site.get("/api/trials/who").header("X-Caller-Id", "mina")).await.json();
    assert_eq!((&named["user"], &named["scope"]), (&json!("mina"), &json!("user:mina")));
    assert_eq!(named["address"], "127.0.0.1");
    for wrong in ["", "two words", &"x".repeat(129)] {
        answer(site.get("/api/trials/who").header("X-Caller-Id", wrong)).await.refused(400, "BAD_REQUEST");
    }
    let twice = site.get("/api/trials/who").header("X-Caller-Id", "mina").header("X-Caller-Id", "joon");
    answer(twice).await.refused(400, "BAD_REQUEST");

    let distrustful = Site::start_with(HttpConfig { trust_caller_header: false, ..config() });
    let anonymous = answer(distrustful.get("/api/trials/who").header("X-Caller-Id", "mina")).await.json();
    assert_eq!((&anonymous["user"], &anonymous["scope"]), (&Value::Null, &json!("anonymous")));
}

#[tokio::test]
async fn a_hold_token_must_be_genuine() {
    let site = Site::start();
    let shown = answer(site.get("/api/trials/who").header("Hold-Token", token_of(HOLD))).await.json();
    assert_eq!((&shown["token"], &shown["open"]), (&json!(HOLD), &json!(true)));
    for forged in ["", "nonsense", &HoldTokens::new(b"another secret").sign(HOLD.parse().unwrap())] {
        let request = site.get("/api/trials/who").header("Hold-Token", forged);
        answer(request).await.refused(403, "NOT_HOLD_OWNER");
    }
}

#[tokio::test]
async fn a_token_in_the_body_must_be_genuine_and_the_one_in_the_header() {
    let site = Site::start();
    let body = |token: &str| json!({ "holdToken": token });
    let shown = answer(site.post("/api/trials/who-in-body").json(&body(&token_of(HOLD)))).await.json();
    assert_eq!(shown["token"], HOLD);
    answer(site.post("/api/trials/who-in-body").json(&body("forged"))).await.refused(403, "NOT_HOLD_OWNER");
    let other = token_of("0190b7a0-0000-7000-8000-000000000002");
    let both = site.post("/api/trials/who-in-body").header("Hold-Token", other).json(&body(&token_of(HOLD)));
    let fields = answer(both).await.refused(422, "VALIDATION_FAILED");
    assert!(fields["holdToken"].is_string());
}

#[tokio::test]
async fn a_key_may_be_bare_or_quoted_and_must_be_there_where_it_is_needed() {
    let site = Site::start();
    for (header, key) in [("abc", "abc"), ("\"a b\"", "a b")] {
        let answer = answer(site.post("/api/trials/key").header("Idempotency-Key", header)).await;
        assert_eq!(answer.json(), key);
    }
    answer(site.post("/api/trials/key")).await.refused(400, "IDEMPOTENCY_KEY_MISSING");
    assert_eq!(answer(site.post("/api/trials/maybe-key")).await.json(), Value::Null);
    for path in ["/api/trials/key", "/api/trials/maybe-key"] {
        for wrong in ["", "\"\"", "a b", "\"open", &"k".repeat(256)] {
            let request = site.post(path).header("Idempotency-Key", wrong);
            answer(request).await.refused(400, "IDEMPOTENCY_KEY_INVALID");
        }
        let twice = site.post(path).header("Idempotency-Key", "a").header("Idempotency-Key", "a");
        answer(twice).await.refused(400, "IDEMPOTENCY_KEY_INVALID");
    }
}

#[tokio::test]
async fn a_key_belongs_to_what_only_its_client_knows() {
    let closed = Site::start_with(HttpConfig { anonymous_open: false, ..config() });
    let scope = async |request: reqwest::RequestBuilder| answer(request).await.json()["scope"].clone();
    let who = || closed.get("/api/trials/who");
    assert_eq!(scope(who()).await, Value::Null, "all strangers share a scope");
    let (one, other) = ("a".repeat(32), "b".repeat(32));
    let of_one = scope(who().header("Guest-Secret", &one)).await;
    assert_eq!(scope(who().header("Guest-Secret", &one)).await, of_one);
    assert_ne!(scope(who().header("Guest-Secret", &other)).await, of_one);
    assert!(!of_one.to_string().contains(&one), "{of_one} shows the secret");
    let token = token_of(HOLD);
    let of_token = scope(who().header("Hold-Token", &token)).await;
    assert_eq!(of_token, json!(format!("hold:{HOLD}")));
    assert_eq!(scope(who().header("Hold-Token", &token).header("Guest-Secret", &one)).await, of_token);
    assert_eq!(scope(who().header("X-Caller-Id", "mina").header("Guest-Secret", &one)).await, "user:mina");
    for wrong in
        ["", "short", &"a".repeat(31), &"a".repeat(129), &format!("{} {}", "a".repeat(20), "b".repeat(20))]
    {
        answer(who().header("Guest-Secret", wrong)).await.refused(400, "BAD_REQUEST");
    }
    assert_eq!(scope(Site::start().get("/api/trials/who")).await, "anonymous", "open mode shares");
}
