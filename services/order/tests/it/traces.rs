//! One order is one trace, whatever made its next step: a reply, a timer, or another process after a restart.

use std::sync::Arc;
use std::time::Duration;

use primitives::FakeClock;

use crate::others::{ignoring, willing};
use crate::room::{Plan, Room, timeline};

fn assert_one_trace(room: &Room, trace: &str) {
    for received in room.others.received() {
        let traceparent = received.traceparent.as_deref().unwrap_or_default();
        assert_eq!(telemetry::trace_id_of(traceparent), Some(trace), "{:?}", received.command);
    }
}

#[tokio::test]
async fn every_command_of_an_order_belongs_to_the_trace_in_its_answer() {
    let room = Room::open().await;
    let answer = room.api.place_order(1, &[1], None, "k").await;
    let id = answer.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    room.until(id, "captured", |order| timeline(order).contains(&"CAPTURE DONE 1".to_owned())).await;
    assert_eq!(room.others.counts(id).len(), 3);
    assert_one_trace(&room, answer.trace_id());
    room.close().await;
}

#[tokio::test]
async fn timers_and_restarts_continue_the_trace() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).open().await;
    let answer = room.api.place_order(1, &[1], None, "k").await;
    let id = answer.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    room.until_received(id, "authorize", 1).await;
    let trace = answer.trace_id().to_owned();
    assert_one_trace(&room, &trace);
    let storage = room.close().await;

    clock.advance(Duration::from_secs(30));
    let room = Plan::new().clock(&clock).policy(willing).storage(storage).open().await;
    room.until_cancelled(id).await;
    assert_eq!(room.others.counts(id).len(), 2, "void and release");
    assert_one_trace(&room, &trace);
    room.close().await;
}
