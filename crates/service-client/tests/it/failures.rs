//! Timeouts, retries and the circuit breaker, when the other service does not answer.

use std::time::Duration;

use contracts::api::{CallError, Route, Transport};
use tokio::time::{Instant, timeout};

use crate::remote_service::{RemoteService, call, caller, caller_with, get, nowhere};

#[tokio::test]
async fn a_call_without_an_answer_is_retried_and_may_succeed() {
    let service = RemoteService::start();
    caller(&service.address).client.send(get("/flaky/2")).await.unwrap();
    assert_eq!(service.calls(), 3);
}

#[tokio::test]
async fn retries_have_a_limit() {
    let service = RemoteService::start();
    caller(&service.address).client.send(get("/status/503")).await.unwrap_err();
    assert_eq!(service.calls(), 3);
}

#[tokio::test]
async fn a_call_that_its_use_case_retries_is_one_attempt_and_no_matter_of_the_breaker() {
    let service = RemoteService::start();
    let caller = caller(&service.address);
    let once = || call(Route::new("claim", "/status/503").once());
    for _ in 0..10 {
        caller.client.send(once()).await.unwrap_err();
    }
    assert_eq!(service.calls(), 10, "it was retried, or rejected by the breaker");
    caller.client.send(get("/echo")).await.unwrap();
}

#[tokio::test]
async fn a_service_that_never_answers_costs_no_more_than_the_timeout() {
    let service = RemoteService::start();
    let caller = caller_with(&service.address, |config| {
        config.retry.attempt_timeout = Duration::from_millis(100);
        config.retry.total_timeout = Duration::from_secs(10);
    });
    let began = Instant::now();
    let error = caller.client.send(get("/silent")).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_call_may_have_a_timeout_of_its_own() {
    let service = RemoteService::start();
    let silent = Route::new("silent", "/silent").with_attempt_timeout(Duration::from_millis(50));
    let began = Instant::now();
    caller(&service.address).client.send(call(silent)).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(service.calls(), 3);
}

#[tokio::test]
async fn after_failures_in_a_row_the_service_is_not_called_until_it_answers() {
    let service = RemoteService::start();
    let caller = caller(&service.address);
    let began = Instant::now();
    for _ in 0..5 {
        caller.client.send(get("/status/503")).await.unwrap_err();
    }
    let before = service.calls();
    // One a second finds out whether it answers again.
    let probes = u32::try_from(began.elapsed().as_secs()).unwrap();
    assert!((5..=5 + probes).contains(&before), "{before} calls, while the breaker was open");
    let answered = async { while caller.client.send(get("/echo")).await.is_err() {} };
    timeout(Duration::from_secs(30), answered).await.expect("it is not called again");
    caller.client.send(get("/echo")).await.unwrap();
    assert_eq!(service.calls(), before + 2);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unavailable() {
    let error = caller(&nowhere()).client.send(get("/echo")).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn the_number_of_calls_in_flight_is_limited() {
    let service = RemoteService::start();
    let caller = caller_with(&service.address, |config| config.calls_max = 1);
    {
        let (silent, echo) = (caller.client.send(get("/silent")), caller.client.send(get("/echo")));
        let both = async { tokio::join!(biased; silent, echo) };
        tokio::time::timeout(Duration::from_millis(300), both).await.unwrap_err();
    }
    assert!(service.calls() <= 1, "the second call did not wait for the first");
    caller.client.send(get("/echo")).await.unwrap();
}

#[tokio::test]
async fn another_instance_answers_for_one_that_is_not_there() {
    let service = RemoteService::start();
    let caller = caller(&format!("{},{}", nowhere(), service.address));
    for _ in 0..3 {
        caller.client.send(get("/echo")).await.unwrap();
    }
    assert_eq!(service.calls(), 3);
}
