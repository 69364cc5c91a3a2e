//! Accounts: how one comes to be, what is said about it to others, and how it changes and ends.

use std::time::Duration;

use contracts::ErrorCode;
use identity::app::{AuthError, Device, HashPool, HashPoolLimits, Identity, IdentityParts};
use identity::domain::{Email, Password};
use serde_json::{Value, json};
use testkit::Answer;

use crate::room::{INFO, MINUTE, PASSWORD, Parts, Room, SOON, SignedIn};

const MINA: &str = "mina@example.com";

/// What another caller can see of an answer.
fn visible(answer: &Answer) -> (u16, Value) {
    let mut body: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    if let Some(body) = body.as_object_mut() {
        body.remove("traceId");
    }
    (answer.status, body)
}

#[tokio::test]
async fn a_user_is_made_by_the_link_and_by_nothing_else() {
    assert_eq!((INFO.name, INFO.prefix, INFO.port), ("identity", "/api/auth", 8085));
    let room = Room::start().await;
    assert_eq!(room.post("register", &json!({ "email": " Mina@Example.com " })).await.status, 202);
    room.log_in(MINA, PASSWORD).await.refused(ErrorCode::CredentialsWrong);
    let token = room.link(MINA, 1).await;
    for weak in ["short", "password123", "mina@example.com"] {
        let refused = room.post("verify", &json!({ "token": token, "password": weak })).await;
        refused.refused(ErrorCode::ValidationFailed);
    }
    let body = json!({ "token": token, "password": PASSWORD });
    let session = SignedIn::read(&room.post("verify", &body).await);
    room.post("verify", &body).await.refused(ErrorCode::LinkExpired);
    let account: Value = room.me(&session).await.ok();
    assert_eq!((&account["email"], &account["locale"]), (&json!(MINA), &json!("ko")));
    assert_eq!(session.subject, format!("u:{}", account["id"].as_str().unwrap()));
    let again = SignedIn::read(&room.log_in("MINA@example.com", PASSWORD).await);
    assert_eq!(again.subject, session.subject);
    assert_ne!(again.session, session.session);
}

#[tokio::test]
async fn no_answer_says_whether_an_address_has_an_account() {
    let room = Room::start().await;
    room.user(MINA).await;
    let stranger = "joon@example.com";
    for path in ["register", "forgot"] {
        let known = room.post(path, &json!({ "email": MINA })).await;
        let unknown = room.post(path, &json!({ "email": stranger })).await;
        assert_eq!(visible(&known), (202, Value::Null));
        assert_eq!(visible(&known), visible(&unknown), "{path}");
    }
    let wrong = room.log_in(MINA, "another staple of horses").await;
    wrong.refused(ErrorCode::CredentialsWrong);
    assert_eq!(visible(&wrong), visible(&room.log_in(stranger, PASSWORD).await));
    assert_eq!(visible(&wrong), visible(&room.log_in(MINA, "short").await));
    // The owner of the mailbox gets another letter: each has got two letters more.
    testkit::eventually("the letters", SOON, async || {
        (room.letters_to(MINA).await.len() == 3 && room.letters_to(stranger).await.len() == 2).then_some(())
    })
    .await;
}

/// Times are not compared: what takes the time is.
#[tokio::test]
async fn a_password_is_hashed_whether_the_address_has_an_account_or_not() {
    let parts = Parts::open().await;
    let full = HashPool::new(HashPoolLimits { running_max: 0, waiting_max: 0, wait_max: Duration::ZERO });
    let identity = Identity::new(
        IdentityParts { hashing: full, ..parts.of_an_instance() },
        b"the secret of these tests, long enough",
    );
    let password = Password::given(PASSWORD.to_owned()).unwrap();
    let stranger = Email::parse("joon@example.com").unwrap();
    let refused = identity.log_in(&stranger, password, Device::default(), None).await;
    assert!(matches!(refused, Err(AuthError::Busy)), "it was refused without a hash: {refused:?}");
}

#[tokio::test]
async fn one_who_registers_with_the_address_of_another_prepares_nothing() {
    let room = Room::start().await;
    let by_attacker = json!({ "email": MINA, "name": "Attacker", "locale": "en" });
    assert_eq!(room.post("register", &by_attacker).await.status, 202);
    let of_attacker = room.link(MINA, 1).await;
    assert_eq!(room.post("register", &json!({ "email": MINA })).await.status, 202);
    let own = room.link(MINA, 2).await;
    let session = SignedIn::read(&room.post("verify", &json!({ "token": own, "password": PASSWORD })).await);
    let account: Value = room.me(&session).await.ok();
    assert_eq!((&account["name"], &account["locale"]), (&Value::Null, &json!("ko")));
    let late = json!({ "token": of_attacker, "password": "the password of an attacker" });
    room.post("verify", &late).await.refused(ErrorCode::LinkExpired);
    assert_eq!(room.log_in(MINA, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_that_would_write_lines_of_a_mail_gets_none() {
    let room = Room::start().await;
    for address in [
        "mina@example.com\r\nBcc: thief@example.com",
        "mina@example.com\nSubject: another",
        "mina@example.com%0aBcc:thief@example.com",
        "mina@example.com, thief@example.com",
        "mina@example.com thief@example.com",
        "Mina <mina@example.com>",
        "\"mina\r\n\"@example.com",
        "{link}\r@example.com",
    ] {
        for path in ["register", "forgot", "login"] {
            let mut body = json!({ "email": address });
            if path == "login" {
                body["password"] = json!(PASSWORD);
            }
            room.post(path, &body).await.refused(ErrorCode::ValidationFailed);
        }
    }
    let mailbox: Value = room.api.get("/api/auth/mailbox").await.ok();
    assert_eq!(mailbox["items"], json!([]));
}

#[tokio::test]
async fn a_mailbox_gets_five_links_an_hour() {
    let room = Room::start().await;
    for _ in 0..7 {
        assert_eq!(room.post("forgot", &json!({ "email": MINA })).await.status, 202);
    }
    room.clock.advance(MINUTE * 61);
    assert_eq!(room.post("register", &json!({ "email": MINA })).await.status, 202);
    let token = room.link(MINA, 6).await;
    assert_eq!(room.letters_to(MINA).await.len(), 6);
    assert_eq!(room.post("verify", &json!({ "token": token, "password": PASSWORD })).await.status, 201);
}

#[tokio::test]
async fn a_link_is_good_for_its_purpose_and_for_its_time() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    assert_eq!(room.post("forgot", &json!({ "email": MINA })).await.status, 202);
    let token = room.link(MINA, 2).await;
    let body = json!({ "token": token, "password": "another staple of horses" });
    room.post("verify", &body).await.refused(ErrorCode::LinkExpired);
    for forged in ["", "AAAA", &token[1..], &session.access, &session.refresh] {
        let forged = json!({ "token": forged, "password": "another staple of horses" });
        room.post("reset", &forged).await.refused(ErrorCode::LinkExpired);
    }
    room.clock.advance(MINUTE * 31);
    room.post("reset", &body).await.refused(ErrorCode::LinkExpired);
    assert_eq!(room.log_in(MINA, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn with_another_password_by_a_link_every_session_ends() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    assert_eq!(room.post("forgot", &json!({ "email": MINA })).await.status, 202);
    let body = json!({ "token": room.link(MINA, 2).await, "password": "another staple of horses" });
    assert_eq!(room.post("reset", &body).await.status, 204);
    room.post("reset", &body).await.refused(ErrorCode::LinkExpired);
    room.refresh(&session.refresh).await.refused(ErrorCode::SessionEnded);
    room.ends(&session).await.refused(ErrorCode::SessionEnded);
    room.log_in(MINA, PASSWORD).await.refused(ErrorCode::CredentialsWrong);
    assert_eq!(room.log_in(MINA, "another staple of horses").await.status, 200);
}

#[tokio::test]
async fn a_user_changes_the_account_and_keeps_the_session_it_was_changed_from() {
    let room = Room::start().await;
    let first = room.user(MINA).await;
    let other = SignedIn::read(&room.log_in(MINA, PASSWORD).await);
    let change = async |body: Value| {
        let call = room.api.call(reqwest::Method::PATCH, "/api/users/me");
        room.with(&first.access, call).json(&body).await
    };
    let account: Value = change(json!({ "name": "Mina", "locale": "en" })).await.ok();
    assert_eq!((&account["name"], &account["locale"]), (&json!("Mina"), &json!("en")));
    for (body, code) in [
        (json!({ "locale": "fr" }), ErrorCode::ValidationFailed),
        (json!({ "name": "" }), ErrorCode::ValidationFailed),
        (json!({ "newPassword": "another staple of horses" }), ErrorCode::ValidationFailed),
        (json!({ "currentPassword": PASSWORD, "newPassword": "short" }), ErrorCode::ValidationFailed),
        (
            json!({ "currentPassword": "wrong staple of horses", "newPassword": "another staple of horses" }),
            ErrorCode::CredentialsWrong,
        ),
    ] {
        change(body).await.refused(code);
    }
    let password = json!({ "currentPassword": PASSWORD, "newPassword": "another staple of horses" });
    assert_eq!(change(password).await.status, 200);
    room.ends(&other).await.refused(ErrorCode::SessionEnded);
    assert_eq!(room.me(&first).await.status, 200);
    assert_eq!(room.log_in(MINA, "another staple of horses").await.status, 200);
}

#[tokio::test]
async fn what_an_answer_has_cannot_be_posted_back() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    for field in ["id", "email", "createdAt", "password", "subject", "roles"] {
        let call = room.api.call(reqwest::Method::PATCH, "/api/users/me");
        let answer = room.with(&session.access, call).json(&json!({ "name": "Mina", field: "x" })).await;
        answer.refused(ErrorCode::ValidationFailed);
    }
    let account: Value = room.me(&session).await.ok();
    assert_eq!(account.get("name"), None, "a part of a refused change was made");
    let body = json!({ "email": "joon@example.com", "id": "1" });
    room.post("register", &body).await.refused(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn an_account_is_deleted_with_its_password_and_all_its_sessions() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    let wrong = json!({ "password": "wrong staple of horses" });
    let refused = room.delete(&session, "/api/users/me", Some(&wrong)).await;
    refused.refused(ErrorCode::CredentialsWrong);
    let right = json!({ "password": PASSWORD });
    assert_eq!(room.delete(&session, "/api/users/me", Some(&right)).await.status, 204);
    room.ends(&session).await.refused(ErrorCode::SessionEnded);
    room.refresh(&session.refresh).await.refused(ErrorCode::SessionEnded);
    room.log_in(MINA, PASSWORD).await.refused(ErrorCode::CredentialsWrong);
    // The address is free again.
    assert_eq!(room.post("register", &json!({ "email": MINA })).await.status, 202);
    let token = room.link(MINA, 2).await;
    let again = SignedIn::read(&room.post("verify", &json!({ "token": token, "password": PASSWORD })).await);
    assert_ne!(again.subject, session.subject);
}
