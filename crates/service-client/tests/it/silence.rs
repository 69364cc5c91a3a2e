//! Deadlines, repetitions and the breaker, when the other side does not answer.

use std::time::Duration;

use service_client::{Call, CallError};
use tokio::time::Instant;

use crate::neighbour::{Neighbour, call, call_with, nobody};

#[tokio::test]
async fn a_call_without_an_answer_is_repeated_and_may_succeed() {
    let neighbour = Neighbour::start();
    let caller = call(&neighbour.address);
    let answer: String = caller.peer.call(&Call::get("flaky", "/flaky/2")).await.unwrap();
    assert_eq!((answer.as_str(), neighbour.calls()), ("at last", 3));
}

#[tokio::test]
async fn repetitions_have_a_limit() {
    let neighbour = Neighbour::start();
    let caller = call(&neighbour.address);
    caller.peer.reply(&Call::get("status", "/status/503")).await.unwrap_err();
    assert_eq!(neighbour.calls(), 3);
}

#[tokio::test]
async fn a_service_that_never_answers_costs_no_more_than_the_deadline() {
    let neighbour = Neighbour::start();
    let caller = call_with(&neighbour.address, |config| {
        config.patience.one_try = Duration::from_millis(100);
        config.patience.in_all = Duration::from_secs(10);
    });
    let began = Instant::now();
    let error = caller.peer.reply(&Call::get("silent", "/silent")).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn after_failures_in_a_row_the_service_is_left_alone_until_it_answers() {
    let neighbour = Neighbour::start();
    let caller = call(&neighbour.address);
    for _ in 0..5 {
        caller.peer.reply(&Call::get("status", "/status/503")).await.unwrap_err();
    }
    assert_eq!(neighbour.calls(), 5, "it was asked while the breaker was open");
    caller.clock.advance(Duration::from_secs(2));
    caller.peer.reply(&Call::get("echo", "/echo")).await.unwrap();
    caller.peer.reply(&Call::get("echo", "/echo")).await.unwrap();
    assert_eq!(neighbour.calls(), 7);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unavailable() {
    let caller = call(&nobody());
    let error = caller.peer.reply(&Call::get("echo", "/echo")).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn no_more_calls_are_under_way_than_may_be() {
    let neighbour = Neighbour::start();
    let caller = call_with(&neighbour.address, |config| config.calls_max = 1);
    let (silent, echo) = (Call::get("silent", "/silent"), Call::get("echo", "/echo"));
    {
        let both = async { tokio::join!(biased; caller.peer.reply(&silent), caller.peer.reply(&echo)) };
        tokio::time::timeout(Duration::from_millis(300), both).await.unwrap_err();
    }
    assert!(neighbour.calls() <= 1, "the second call did not wait for the first");
    caller.peer.reply(&echo).await.unwrap();
}

#[tokio::test]
async fn another_instance_answers_for_one_that_is_not_there() {
    let neighbour = Neighbour::start();
    let caller = call(&format!("{},{}", nobody(), neighbour.address));
    for _ in 0..3 {
        caller.peer.reply(&Call::get("a question", "/echo")).await.unwrap();
    }
    assert_eq!(neighbour.calls(), 3);
}
