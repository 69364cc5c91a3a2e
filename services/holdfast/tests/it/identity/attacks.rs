//! A token that is presented must be right, at every service: it is never taken for none.

use contracts::ErrorCode;
use reqwest::Method;
use serde_json::json;
use testkit::Options;

use super::{guest, post, user};
use crate::{CLUB, demo, start};

#[tokio::test]
async fn a_wrong_token_is_refused_and_its_bearer_is_not_taken_for_an_anonymous_caller() {
    let server = start(&demo()).await;
    let api = server.api();
    let session = guest(&api).await;
    let (message, signature) = session.access.rsplit_once('.').unwrap();
    let unsigned = format!("{message}.");
    let resigned = format!("{message}.{}", signature.chars().rev().collect::<String>());
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", message.split('.').nth(1).unwrap());
    for token in ["", "nonsense", "a.b.c", &session.refresh, &unsigned, &resigned, &none] {
        let caller = api.with_access(token);
        let order = uuid::Uuid::nil();
        for answer in [
            caller.hold(CLUB, &[1]).await,
            caller.release(CLUB, 1).await,
            caller.place_order(CLUB, &[1], Some("tok_ok"), "0123456789abcdef").await,
            caller.get("/api/orders").await,
            caller.order(order).await,
            caller.authorize(order, None).await,
            caller.post("/api/waiting-room/events/9/enter").json(&json!({})).await,
            caller.get("/api/users/me").await,
        ] {
            let refused = answer.refused(ErrorCode::TokenInvalid);
            assert!(!refused.message.contains(token) || token.is_empty());
        }
    }
    // Nothing was held in the name of the bearer of a wrong token, and what needs no caller needs no token.
    assert_eq!(api.hold(CLUB, &[1]).await.status, 201);
    assert_eq!(api.events().await.status, 200);
    let twice = api.with_access(&session.access).get("/api/orders");
    twice.header("Authorization", "Bearer another").await.refused(ErrorCode::TokenInvalid);
}

#[tokio::test]
async fn a_token_of_one_installation_is_worth_nothing_at_another() {
    let (one, other) = (start(&demo()).await, start(&demo()).await);
    let session = guest(&one.api()).await;
    assert_eq!(one.api().with_access(&session.access).get("/api/orders").await.status, 200);
    other.api().with_access(&session.access).get("/api/orders").await.refused(ErrorCode::TokenInvalid);
    let body = json!({ "refreshToken": session.refresh });
    post(&other.api(), "refresh", &body).await.refused(ErrorCode::SessionEnded);
}

#[tokio::test]
async fn every_account_is_its_users_alone() {
    let server = start(&demo()).await;
    let api = server.api();
    let (mina, joon) = (user(&api, "mina@example.com").await, user(&api, "joon@example.com").await);
    let sessions: serde_json::Value = api.with_access(&mina.access).get("/api/users/me/sessions").await.ok();
    let session = sessions["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/users/me/sessions/{session}");
    api.with_access(&joon.access).call(Method::DELETE, &path).await.refused(ErrorCode::NotFound);
    api.call(Method::DELETE, &path).await.refused(ErrorCode::Unauthenticated);
    assert_eq!(api.with_access(&mina.access).get("/api/users/me").await.status, 200);
}

#[tokio::test]
async fn outside_of_a_demo_no_mail_is_shown_and_without_a_mail_server_none_is_promised() {
    let server = start(&Options::default().env("PAYMENT_PROVIDER", "mock")).await;
    let api = server.api();
    api.get("/api/auth/mailbox").await.refused(ErrorCode::NotFound);
    let body = json!({ "email": "mina@example.com" });
    post(&api, "register", &body).await.refused(ErrorCode::Unavailable);
    // A guest needs no mail.
    assert!(guest(&api).await.subject.starts_with("g:"));
}
