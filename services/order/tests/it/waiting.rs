//! `Prefer: wait`: the answer comes when the order is decided.

use std::time::Duration;

use contracts::http::order::{CancelReason, OrderBody, OrderPlacedBody, OrderStatus};

use crate::others::{ignoring, refusing};
use crate::room::{Plan, Room, replayed};

#[tokio::test]
async fn a_caller_who_waits_is_answered_with_the_decided_order() {
    let room = Room::open().await;
    let answer = room.api.place_order(1, &[1], None, "a-key-that-waits").header("Prefer", "wait=10").await;
    let order: OrderBody = answer.ok();
    assert_eq!((answer.status, order.status), (201, OrderStatus::Confirmed));
    assert_eq!(answer.header("Preference-Applied"), Some("wait=10"));
    assert_eq!(answer.header("Location"), Some(format!("/api/orders/{}", order.order_id).as_str()));

    let plain = room.api.place_order(1, &[1], None, "a-key-that-waits").await;
    assert_eq!(plain.ok::<OrderPlacedBody>().status, OrderStatus::Created, "the first answer, as ever");
    assert!(replayed(&plain) && plain.header("Preference-Applied").is_none());
    let again = room.api.place_order(1, &[1], None, "a-key-that-waits").header("Prefer", "wait=1").await;
    assert_eq!((again.ok::<OrderBody>().status, replayed(&again)), (OrderStatus::Confirmed, true));
    room.close().await;
}

#[tokio::test]
async fn a_refused_payment_is_an_answer_too() {
    let room = Plan::new().policy(refusing("authorize")).open().await;
    let answer = room.api.place_order(1, &[1], None, "a-key-that-waits").header("Prefer", "wait=10").await;
    let order: OrderBody = answer.ok();
    assert_eq!((order.status, order.reason), (OrderStatus::Cancelled, Some(CancelReason::PaymentDeclined)));
    room.close().await;
}

#[tokio::test]
async fn a_caller_whose_order_is_not_decided_in_time_gets_it_as_it_is() {
    let mut plan = Plan::new().policy(ignoring("authorize"));
    plan.config.limits.decision_wait = Duration::from_millis(50);
    let room = plan.open().await;
    let answer = room.api.place_order(1, &[1], None, "a-key-that-waits").header("Prefer", "wait=10").await;
    assert_eq!((answer.status, answer.ok::<OrderBody>().status), (201, OrderStatus::Created));
    let unheard = room.api.place_order(1, &[2], None, "a-second-key").header("Prefer", "wait=soon").await;
    assert_eq!((unheard.status, unheard.header("Preference-Applied")), (201, None));
    room.close().await;
}
