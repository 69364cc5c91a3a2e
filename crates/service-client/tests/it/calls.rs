//! What travels with a call, and what each kind of answer becomes.

use access::ServiceKey;
use contracts::ErrorCode;
use contracts::api::{Answer, Call, CallError, Reply, Route, Transport};
use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, SeatConflict};
use primitives::Clock;
use serde_json::{Value, json};
use tracing::Instrument;

use crate::remote_service::{KEY, RemoteService, call, caller, caller_with, get};

#[tokio::test]
async fn a_call_carries_its_body_a_token_for_this_service_alone_and_the_trace() {
    let service = RemoteService::start();
    let caller = caller(&service.address);
    let span = tracing::info_span!("order");
    let trace = telemetry::trace_id(&span);
    let post = Call { body: Some(r#"{"eventId":1}"#.into()), ..get("/echo") };
    let reply = caller.client.send(post).instrument(span).await.unwrap();
    assert_eq!(reply.header("Seat-Version"), Some("1-2"));
    let seen = Value::read(reply).unwrap();
    assert_eq!((&seen["method"], &seen["path"]), (&json!("POST"), &json!("/internal/catalog/echo")));
    assert_eq!(
        (&seen["body"], &seen["contentType"]),
        (&json!(r#"{"eventId":1}"#), &json!("application/json"))
    );
    assert_eq!(telemetry::trace_id_of(seen["traceparent"].as_str().unwrap()), Some(trace.as_str()));
    let token = seen["authorization"].as_str().unwrap().strip_prefix("Bearer ").unwrap();
    let key = ServiceKey::derive(KEY);
    assert_eq!(key.verify("catalog", token, caller.clock.now()), Ok("order".to_owned()));
    assert!(key.verify("payment", token, caller.clock.now()).is_err());
}

#[tokio::test]
async fn a_call_without_a_body_is_a_get() {
    let service = RemoteService::start();
    let seen = Value::read(caller(&service.address).client.send(get("/echo")).await.unwrap()).unwrap();
    assert_eq!(
        (&seen["method"], &seen["body"], &seen["contentType"]),
        (&json!("GET"), &json!(""), &Value::Null)
    );
}

#[tokio::test]
async fn a_refusal_with_one_of_our_codes_is_an_answer_and_is_not_retried() {
    let service = RemoteService::start();
    let caller = caller(&service.address);
    for _ in 0..10 {
        let error = caller.client.send(get("/status/409")).await.unwrap_err();
        let CallError::Refused(refusal) = error else { panic!("{error:?}") };
        assert_eq!(refusal.code, ErrorCode::SeatSold);
        let sold = SeatConflict { seat_id: 7, status: SeatStatus::Sold };
        assert_eq!(refusal.details, Some(ErrorDetails::Conflicts(vec![sold])));
    }
    assert_eq!(service.calls(), 10, "a refusal was retried, or opened the breaker");
}

#[tokio::test]
async fn server_errors_and_answers_that_cannot_be_read_say_nothing_about_the_outcome() {
    let service = RemoteService::start();
    for path in ["/status/500", "/status/503", "/nonsense", "/away", "/large/2000000"] {
        let caller = caller_with(&service.address, |config| config.retry.attempts_max = 1);
        let error = caller.client.send(get(path)).await.unwrap_err();
        assert!(matches!(error, CallError::Unavailable(_)), "{path}: {error:?}");
    }
    let caller = caller(&service.address);
    let echo: Reply = caller.client.send(get("/echo")).await.unwrap();
    let wrong = u32::read(echo).unwrap_err();
    assert!(matches!(wrong, CallError::Unavailable(_)), "{wrong:?}");
    let large = call(Route::new("large", "/large/2000000").with_answer_of(2_000_000));
    assert_eq!(caller.client.send(large).await.unwrap().body.len(), 2_000_000);
}
