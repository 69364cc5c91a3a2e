//! What travels with a call, and what is made of each kind of answer.

use access::ServiceKey;
use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, SeatConflict};
use primitives::Clock;
use serde_json::{Value, json};
use service_client::{Call, CallError};
use tracing::Instrument;

use crate::neighbour::{KEY, Neighbour, call, call_with};

#[tokio::test]
async fn a_call_carries_its_body_a_token_for_this_service_alone_and_the_trace() {
    let neighbour = Neighbour::start();
    let caller = call(&neighbour.address);
    let span = tracing::info_span!("order");
    let trace = telemetry::trace_id(&span);
    let question = Call::post("echo", "/internal/catalog/echo", &json!({ "eventId": 1 })).unwrap();
    let reply = caller.peer.reply(&question).instrument(span).await.unwrap();
    assert_eq!(reply.header("Seat-Version"), Some("1-2"));
    let seen: Value = reply.json().unwrap();
    assert_eq!((&seen["method"], &seen["path"]), (&json!("POST"), &json!("/internal/catalog/echo")));
    assert_eq!(seen["body"], r#"{"eventId":1}"#);
    assert_eq!(telemetry::trace_id_of(seen["traceparent"].as_str().unwrap()), Some(trace.as_str()));
    let token = seen["authorization"].as_str().unwrap().strip_prefix("Bearer ").unwrap();
    let key = ServiceKey::derive(KEY);
    assert_eq!(key.verify("catalog", token, caller.clock.now()), Ok("order".to_owned()));
    assert!(key.verify("payment", token, caller.clock.now()).is_err());
}

#[tokio::test]
async fn a_refusal_in_our_words_is_an_answer_and_is_not_asked_again() {
    let neighbour = Neighbour::start();
    let caller = call(&neighbour.address);
    for _ in 0..10 {
        let error = caller.peer.reply(&Call::get("status", "/status/409")).await.unwrap_err();
        let CallError::Refused(refusal) = error else { panic!("{error:?}") };
        assert_eq!(refusal.code, ErrorCode::SeatSold);
        let sold = SeatConflict { seat_id: 7, status: SeatStatus::Sold };
        assert_eq!(refusal.details, Some(ErrorDetails::Conflicts(vec![sold])));
    }
    assert_eq!(neighbour.calls(), 10, "a refusal was asked again, or opened the breaker");
}

#[tokio::test]
async fn trouble_and_nonsense_say_nothing_about_the_outcome() {
    let neighbour = Neighbour::start();
    for path in ["/status/500", "/status/503", "/nonsense", "/away", "/large/2000000"] {
        let caller = call_with(&neighbour.address, |config| config.patience.tries_max = 1);
        let error = caller.peer.reply(&Call::get("trouble", path)).await.unwrap_err();
        assert!(matches!(error, CallError::Unavailable(_)), "{path}: {error:?}");
    }
    let caller = call(&neighbour.address);
    let wrong = caller.peer.call::<u32>(&Call::get("echo", "/echo")).await.unwrap_err();
    assert!(matches!(wrong, CallError::Unavailable(_)), "{wrong:?}");
    let large = Call::get("large", "/large/2000000").with_answer_of(2_000_000);
    assert_eq!(caller.peer.reply(&large).await.unwrap().body.len(), 2_000_000);
}
