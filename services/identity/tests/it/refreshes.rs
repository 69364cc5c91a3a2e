//! Refresh tokens that come back: what is harmless, and what ends a session.

use std::collections::BTreeSet;
use std::time::Duration;

use contracts::ErrorCode;
use serde_json::Value;
use testkit::eventually;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::room::{Room, SOON, SignedIn};

const MINA: &str = "mina@example.com";

#[tokio::test]
async fn a_token_is_exchanged_once_and_for_ten_seconds_for_the_same_successor() {
    let room = Room::start().await;
    let first = room.user(MINA).await;
    let second = SignedIn::read(&room.refresh(&first.refresh).await);
    assert_ne!(second.refresh, first.refresh);
    assert_eq!((&second.session, &second.subject), (&first.session, &first.subject));
    room.clock.advance(Duration::from_secs(9));
    let repeated = SignedIn::read(&room.refresh(&first.refresh).await);
    assert_eq!(repeated.refresh, second.refresh, "the session has forked");
    assert_eq!(room.me(&repeated).await.status, 200);
}

#[tokio::test]
async fn a_token_that_comes_back_late_ends_the_session_before_it_is_refused() {
    let room = Room::start().await;
    let first = room.user(MINA).await;
    let second = SignedIn::read(&room.refresh(&first.refresh).await);
    room.clock.advance(Duration::from_secs(11));
    room.refresh(&first.refresh).await.refused(ErrorCode::SessionEnded);
    // Of what a refusal writes, nothing may be rolled back with it.
    let id = Uuid::parse_str(&first.session).unwrap();
    let session = room.records().await.session(id).await.unwrap().unwrap();
    assert!(session.ended_at.is_some(), "the end was lost with the refusal");
    room.refresh(&second.refresh).await.refused(ErrorCode::SessionEnded);
    room.ends(&second).await.refused(ErrorCode::SessionEnded);
    eventually("a letter about it", SOON, async || (room.letters_to(MINA).await.len() == 2).then_some(()))
        .await;
}

#[tokio::test]
async fn many_exchanges_at_once_have_one_successor() {
    let room = Room::start().await;
    let first = room.user(MINA).await;
    let mut exchanges = JoinSet::new();
    for _ in 0..50 {
        let call = room.api.post("/api/auth/refresh");
        let body = serde_json::json!({ "refreshToken": first.refresh });
        exchanges.spawn(async move { call.json(&body).await });
    }
    let answers = exchanges.join_all().await;
    let successors: BTreeSet<String> = answers
        .iter()
        .map(|answer| answer.ok::<Value>()["refreshToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(successors.len(), 1, "the session has forked");
    let only = successors.first().unwrap();
    assert_eq!(room.refresh(only).await.status, 200);
}

#[tokio::test]
async fn what_is_not_genuine_is_refused_and_ends_nothing() {
    let room = Room::start().await;
    let (mina, joon) = (room.user(MINA).await, room.user("joon@example.com").await);
    // The head of one, and the digest of another: a session id is no secret.
    let (head, tail) = (&mina.refresh[..30], &joon.refresh[30..]);
    let forged = format!("{head}{tail}");
    let of_no_session = format!("hfr1.{}", "A".repeat(75));
    for token in [forged.as_str(), &of_no_session, "hfr1.", "", "nonsense", &mina.access] {
        room.refresh(token).await.refused(ErrorCode::SessionEnded);
    }
    assert_eq!(room.refresh(&mina.refresh).await.status, 200, "a forger has ended a session");
    assert_eq!(room.refresh(&joon.refresh).await.status, 200);
}
