//! How much one address and one account may begin, and that no other caller pays for it.

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use identity::AddressRates;
use serde_json::{Value, json};
use testkit::{Answer, Call};

use crate::room::{PASSWORD, Room, SignedIn};

const MINA: &str = "mina@example.com";
/// Few enough to reach, and none of them comes back while a test runs.
const FEW: AddressRates = AddressRates {
    guests_per_minute: 2,
    passwords_per_minute: 20,
    links_per_minute: 2,
    refreshes_per_minute: 20,
};

/// Longer than any password: it is wrong without being hashed, so a test is over before any quota comes back.
fn a_wrong_guess() -> String {
    "wrong".repeat(50)
}

/// Of a client at this address, behind a proxy that is trusted.
fn at(address: &str, call: Call) -> Call {
    call.header("X-Forwarded-For", address)
}

async fn begin(room: &Room, forwarded: &str) -> Answer {
    at(forwarded, room.api.post("/api/auth/guest")).await
}

async fn log_in(room: &Room, address: &str, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    at(address, room.api.post("/api/auth/login")).json(&body).await
}

#[track_caller]
fn is_over(answer: &Answer, policy: &str) {
    let refused = answer.refused(ErrorCode::RateLimited);
    assert_eq!(refused.details, Some(ErrorDetails::Policy(policy.to_owned())));
    let seconds: u32 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let limit = answer.header("RateLimit").unwrap();
    assert_eq!(limit, format!("\"{policy}\";r=0;t={seconds}"));
    assert!(answer.header("RateLimit-Policy").unwrap().starts_with(&format!("\"{policy}\";q=")));
}

#[tokio::test]
async fn an_address_begins_so_many_sessions_of_guests_and_no_more() {
    let room = Room::limited(FEW).await;
    for left in [3, 2, 1, 0] {
        let begun = begin(&room, "192.0.2.1").await;
        assert_eq!(begun.status, 201, "{begun}");
        assert_eq!(begun.header("RateLimit-Policy"), Some("\"guests\";q=4;w=120"));
        let limit = begun.header("RateLimit").unwrap();
        assert!(limit.starts_with(&format!("\"guests\";r={left};t=")), "{limit}");
    }
    for _ in 0..20 {
        is_over(&begin(&room, "192.0.2.1").await, "guests");
    }
    assert_eq!(begin(&room, "192.0.2.2").await.status, 201, "another address pays for it");
}

#[tokio::test]
async fn no_spelling_of_an_address_gives_another_quota() {
    let room = Room::limited(FEW).await;
    for number in 0..4 {
        let address = format!("2001:db8:1:2:{number:x}::{number:x}");
        assert_eq!(begin(&room, &address).await.status, 201);
    }
    for number in 4..20 {
        is_over(&begin(&room, &format!("2001:db8:1:2:{number:x}::1")).await, "guests");
    }
    assert_eq!(begin(&room, "2001:db8:1:3::1").await.status, 201, "another network");
    for _ in 0..4 {
        assert_eq!(begin(&room, "192.0.2.1").await.status, 201);
    }
    // What a client wrote itself stands left of what the proxy has added.
    for forged in ["198.51.100.9, 192.0.2.1", "2001:db8::1,198.51.100.1, 192.0.2.1", "::ffff:192.0.2.1"] {
        is_over(&begin(&room, forged).await, "guests");
    }
}

#[tokio::test]
async fn no_spelling_of_a_path_gives_another_quota() {
    let room = Room::limited(FEW).await;
    for _ in 0..4 {
        assert_eq!(begin(&room, "192.0.2.1").await.status, 201);
    }
    for path in [
        "/api/auth/guest?a=1",
        "/api/auth/guest/",
        "/api/auth//guest",
        "//api/auth/guest",
        "/API/auth/guest",
        "/api/auth/GUEST",
        "/api/auth/./guest",
        "/api/auth/x/../guest",
        "/api/auth/%67uest",
        "/api/auth/guest%2f",
    ] {
        let answer = at("192.0.2.1", room.api.post(path)).await;
        assert!([400, 404, 429].contains(&answer.status), "{path}: {answer}");
    }
}

#[tokio::test]
async fn an_address_that_guesses_a_password_does_not_keep_its_owner_out() {
    let room = Room::limited(AddressRates { links_per_minute: 20, ..FEW }).await;
    room.user(MINA).await;
    for _ in 0..10 {
        log_in(&room, "192.0.2.1", MINA, &a_wrong_guess()).await.refused(ErrorCode::CredentialsWrong);
    }
    for spelling in [MINA, "MINA@example.com", " mina@example.com "] {
        is_over(&log_in(&room, "192.0.2.1", spelling, PASSWORD).await, "account-at-address");
    }
    let owner = log_in(&room, "192.0.2.2", MINA, PASSWORD).await;
    assert_eq!(owner.status, 200, "{owner}");
    let policies = owner.header("RateLimit-Policy").unwrap();
    assert_eq!(policies.matches(";q=").count(), 3, "{policies}");
    let one = SignedIn::read(&owner);
    let body = json!({ "currentPassword": a_wrong_guess(), "newPassword": "another staple of horses" });
    for number in 0..12 {
        let call = at("192.0.2.1", room.api.call(reqwest::Method::PATCH, "/api/users/me"));
        let answer = room.with(&one.access, call).json(&body).await;
        if number < 10 {
            answer.refused(ErrorCode::CredentialsWrong);
        } else {
            assert_eq!(answer.status, 429, "a stolen access token guesses on: {answer}");
        }
    }
}

#[tokio::test]
async fn an_account_is_guessed_at_from_many_addresses_no_faster_than_its_rate() {
    let room = Room::limited(FEW).await;
    let mut compared = 0;
    for address in 0..10 {
        for _ in 0..10 {
            let answer = log_in(&room, &format!("192.0.2.{address}"), MINA, &a_wrong_guess()).await;
            assert!([401, 429].contains(&answer.status), "{answer}");
            compared += u32::from(answer.status == 401);
        }
    }
    assert!((60..80).contains(&compared), "{compared} guesses were compared");
    is_over(&log_in(&room, "198.51.100.1", MINA, &a_wrong_guess()).await, "account");
    let other = log_in(&room, "198.51.100.1", "joon@example.com", &a_wrong_guess()).await;
    other.refused(ErrorCode::CredentialsWrong);
}

#[tokio::test]
async fn an_address_asks_for_so_many_links_whatever_it_asks_for() {
    let room = Room::limited(FEW).await;
    for number in 0..4 {
        let path = if number % 2 == 0 { "register" } else { "forgot" };
        let body = json!({ "email": format!("someone{number}@example.com") });
        assert_eq!(
            at("192.0.2.1", room.api.post(&format!("/api/auth/{path}"))).json(&body).await.status,
            202
        );
    }
    for path in ["register", "forgot"] {
        let call = at("192.0.2.1", room.api.post(&format!("/api/auth/{path}")));
        is_over(&call.json(&json!({ "email": MINA })).await, "links");
    }
}

#[tokio::test]
async fn a_session_is_renewed_so_often_at_one_address_and_no_stranger_uses_that_up() {
    let room = Room::limited(AddressRates { refreshes_per_minute: 600, ..FEW }).await;
    let guest = SignedIn::read(&begin(&room, "192.0.2.1").await);
    let refresh = async |address: &str, token: &str| {
        at(address, room.api.post("/api/auth/refresh")).json(&json!({ "refreshToken": token })).await
    };
    // It names the session, and is not genuine.
    let last = if guest.refresh.ends_with('A') { 'Q' } else { 'A' };
    let forged = format!("{}{last}", &guest.refresh[..guest.refresh.len() - 1]);
    let (mut token, mut refused, mut renewals) = (guest.refresh, 0, 0);
    for _ in 0..40 {
        refused += u32::from(refresh("192.0.2.9", &forged).await.status == 429);
    }
    assert!(refused > 0);
    let over = loop {
        let answer = refresh("192.0.2.1", &token).await;
        if answer.status != 200 {
            break answer;
        }
        renewals += 1;
        assert!(renewals < 100, "nothing limits a session");
        answer.ok::<Value>()["refreshToken"].as_str().unwrap().clone_into(&mut token);
    };
    assert!(renewals >= 30, "a stranger has used it up: {renewals}");
    is_over(&over, "session-at-address");
}
