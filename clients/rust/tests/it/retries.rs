//! Which calls are sent again, after which pause, and with which key.

use std::time::Duration;

use holdfast_client::bodies::reservation::HoldSeatsBody;
use holdfast_client::reqwest::Method;
use holdfast_client::{CallOptions, ErrorCode, RetryPolicy};
use serde_json::json;

use crate::fake_server::{FakeServer, Script, json, refusal};

const HOLDS: &str = "/api/reservations";
const EVENTS: &str = "/api/events";

fn hold() -> HoldSeatsBody {
    HoldSeatsBody { event_id: 1, seat_id: Some(42), ..HoldSeatsBody::default() }
}

fn held() -> Script {
    let body = json!({
        "reservationId": "00000000-0000-7000-8000-000000000001", "eventId": 1, "seatId": 42, "seatIds": [42], "holdSeconds": 120,
        "lifeSecondsMax": 600, "expiresAt": "2026-11-30T00:00:00.000Z", "holdToken": "t", "traceId": "f",
    });
    json(201, "", &body)
}

fn busy() -> Script {
    refusal(503, "UNAVAILABLE", true)
}

fn no_events() -> Script {
    json(200, "", &json!({"items": [], "nextCursor": null}))
}

#[tokio::test]
async fn each_attempt_of_one_call_has_the_same_key_and_another_call_another() {
    let server = FakeServer::start(&[(HOLDS, &[busy(), Script::Nothing, held()])]).await;
    let holdfast = server.client();
    assert_eq!(holdfast.hold_seats(&hold(), &CallOptions::new()).await.unwrap().seat_ids, [42]);
    holdfast.hold_seats(&hold(), &CallOptions::new()).await.unwrap();
    let keys = server.sent(HOLDS, "Idempotency-Key");
    assert!(keys.len() == 4 && keys[0].is_some() && keys[0] == keys[1] && keys[1] == keys[2]);
    assert_ne!(keys[3], keys[0]);
    let secrets = server.sent(HOLDS, "Guest-Secret");
    assert!(secrets[0].is_some() && secrets.iter().all(|secret| *secret == secrets[0]));
    let pauses = server.pauses();
    assert!(pauses.len() == 2 && (2_125..=2_250).contains(&pauses[0]) && (250..=500).contains(&pauses[1]));
}

#[tokio::test]
async fn a_key_that_the_caller_chose_is_used_and_reading_needs_none() {
    let server = FakeServer::start(&[(HOLDS, &[held()]), (EVENTS, &[no_events()])]).await;
    let holdfast = server.client();
    holdfast.hold_seats(&hold(), &CallOptions::new().idempotency_key("mine")).await.unwrap();
    holdfast.list_events(&CallOptions::new().query("limit", 5)).await.unwrap();
    assert_eq!(server.sent(HOLDS, "Idempotency-Key"), [Some("mine".to_owned())]);
    assert_eq!(server.sent(EVENTS, "Idempotency-Key"), [None]);
}

#[tokio::test]
async fn there_is_a_last_attempt() {
    let server = FakeServer::start(&[(EVENTS, &[busy()])]).await;
    let problem = server.client().list_events(&CallOptions::new()).await.unwrap_err();
    assert_eq!(
        (problem.known(), problem.retry_after),
        (Some(ErrorCode::Unavailable), Some(Duration::from_secs(2)))
    );
    assert_eq!(server.count(), 4);
    let once = CallOptions::new().retry(RetryPolicy::once());
    server.client().list_events(&once).await.unwrap_err();
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn where_the_outcome_is_unknown_only_what_has_one_effect_is_sent_again() {
    let path = "/api/auth/login";
    let server = FakeServer::start(&[(path, &[Script::Nothing])]).await;
    let call = server.client().call::<()>(Method::POST, path, Some(&json!({})), &CallOptions::new()).await;
    assert!(call.unwrap_err().outcome_unknown());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn an_attempt_without_an_answer_in_time_is_given_up_and_tried_again() {
    let server = FakeServer::start(&[(EVENTS, &[Script::Silence, no_events()])]).await;
    let options = CallOptions::new().timeout(Duration::from_millis(300));
    assert!(server.client().list_events(&options).await.unwrap().items.is_empty());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_not_sent_again() {
    let server = FakeServer::start(&[(EVENTS, &[busy()])]).await;
    let holdfast = server.client();
    let options = CallOptions::new();
    tokio::select! {
        biased;
        _ = holdfast.list_events(&options) => panic!("it was not dropped"),
        () = async { while server.count() == 0 { tokio::task::yield_now().await; } } => {}
    }
    let sent = server.count();
    // Another call has its answers: whatever the first one had sent would be among the requests by now.
    holdfast.list_events(&options.retry(RetryPolicy::once())).await.unwrap_err();
    assert_eq!(server.count(), sent + 1);
}
