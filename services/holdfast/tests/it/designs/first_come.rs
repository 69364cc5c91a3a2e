//! The first-come design: enter, follow the stream, reserve with the token. Nothing but what its document says is sent.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{ApiClient, eventually};

use super::{is_guarded, open_a_room, reserve, started, text, with_a_room};
use crate::limited_sale::all_but_a_hundred_are_held;
use crate::{CLUB, OPEN_AIR, SOON, WAREHOUSE};

async fn enter(api: &ApiClient, event: i64, user: &str) -> Value {
    let body = json!({ "eventId": event.to_string(), "userId": user });
    api.post("/api/v1/queue/enter").json(&body).await.ok()
}

/// Until the stream ends.
async fn followed(api: &ApiClient, token: &str) -> String {
    let stream = api.get(&format!("/api/v1/queue/stream?token={token}")).await;
    assert_eq!(stream.status, 200, "{stream}");
    String::from_utf8(stream.bytes).unwrap()
}

#[tokio::test]
async fn visitors_enter_follow_their_position_and_reserve_with_their_token() {
    let server = with_a_room(OPEN_AIR, 1).await;
    let api = server.api();
    is_guarded(&api, OPEN_AIR).await;
    let (first, second) = (enter(&api, OPEN_AIR, "mina").await, enter(&api, OPEN_AIR, "joon").await);
    assert!(first["position"].is_number() && first["estimatedWaitSeconds"].is_number(), "{first}");
    let (first, second) = (text(&first, "token"), text(&second, "token"));
    let events = followed(&api, &first).await;
    let (last, data) = events.trim_end().rsplit_once("\ndata: ").unwrap();
    assert!(last.ends_with("event: admitted") && data.contains("\"position\":0"), "{events}");

    reserve(&api, OPEN_AIR, 1, &second).await.refused(ErrorCode::NotYourTurn);
    let reserved: Value = reserve(&api, OPEN_AIR, 2, &first).await.ok();
    assert_eq!(reserved["status"], "PENDING");
    assert_eq!(text(&reserved, "reservationId").len(), 36);
    reserve(&api, OPEN_AIR, 0, &first).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(reserve(&api, OPEN_AIR, 1, &first).await.status, 200, "the session is the same");
}

#[tokio::test]
async fn tokens_that_are_forged_foreign_or_copied_without_their_secret_reserve_nothing() {
    let server = with_a_room(OPEN_AIR, 100).await;
    let api = server.api();
    is_guarded(&api, OPEN_AIR).await;
    let (mina, joon) = (api.with_caller("mina"), api.with_caller("joon"));
    let named = text(&enter(&mina, OPEN_AIR, "mina").await, "token");
    let bearer = text(&enter(&api, OPEN_AIR, "anyone").await, "token");
    for token in [&named, &bearer] {
        assert!(followed(&api, token).await.contains("event: admitted"));
    }
    let without_its_secret = bearer.split('~').next().unwrap();
    let with_another = format!("{without_its_secret}~{}", "0".repeat(64));
    for (caller, token) in [
        (&joon, named.as_str()),
        (&api, named.as_str()),
        (&api, without_its_secret),
        (&joon, without_its_secret),
        (&api, with_another.as_str()),
        (&api, &bearer[1..]),
        (&api, "a.b.c"),
        (&api, ""),
    ] {
        reserve(caller, OPEN_AIR, 1, token).await.refused(ErrorCode::QueueTokenRequired);
    }
    api.get("/api/v1/queue/stream?token=AAAA").await.refused(ErrorCode::QueueTokenRequired);
    let body = json!({ "eventId": OPEN_AIR, "userId": "mina" });
    joon.post("/api/v1/queue/enter").json(&body).await.refused(ErrorCode::Forbidden);
    assert_eq!(text(&enter(&mina, OPEN_AIR, "mina").await, "token"), named, "one place a user");
    for (caller, token) in [(&mina, &named), (&api, &bearer), (&joon, &bearer)] {
        // To have such a token is to be its visitor. Its call may have lapsed meanwhile: then there is another one.
        eventually("the token reserves", SOON, async || {
            (reserve(caller, OPEN_AIR, 1, token).await.status == 200).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn an_event_without_a_room_needs_no_token_and_one_with_seats_is_not_sold_by_quantity() {
    let server = with_a_room(WAREHOUSE, 1).await;
    let api = server.api();
    let body = json!({ "eventId": "E7", "userId": "mina" });
    api.post("/api/v1/queue/enter").json(&body).await.refused(ErrorCode::NotFound);
    assert_eq!(reserve(&api, OPEN_AIR, 1, "").await.status, 200);
    reserve(&api, CLUB, 1, "").await.refused(ErrorCode::SectionHasSeats);
    reserve(&api, 999, 1, "").await.refused(ErrorCode::EventNotFound);
}

#[tokio::test]
async fn of_two_hundred_visitors_of_a_hundred_places_exactly_a_hundred_reserve_one() {
    const VISITORS: usize = 200;
    let server = started().await;
    let api = server.api();
    all_but_a_hundred_are_held(&api).await;
    open_a_room(&api, WAREHOUSE, 1_000).await;
    is_guarded(&api, WAREHOUSE).await;
    let visits = (0..VISITORS).map(|number| {
        let api = api.clone();
        async move {
            let token = text(&enter(&api, WAREHOUSE, &format!("visitor-{number}")).await, "token");
            eventually("it is decided", SOON, async || {
                let answer = reserve(&api, WAREHOUSE, 1, &token).await;
                let is_decided = answer.status == 200 || answer.error().code == ErrorCode::SoldOut;
                is_decided.then(|| (answer.status == 200).then(|| text(&answer.ok(), "reservationId")))
            })
            .await
        }
    });
    let reserved: Vec<String> = join_all(visits).await.into_iter().flatten().collect();
    assert_eq!(reserved.len(), 100, "of {VISITORS}");
    assert_eq!(reserved.iter().collect::<BTreeSet<_>>().len(), 100);
}
