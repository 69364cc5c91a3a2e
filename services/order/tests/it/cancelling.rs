//! A buyer cancels an order: before it is decided, and only then.

use std::sync::Arc;

use contracts::ErrorCode;
use contracts::http::order::{CancelReason, OrderBody, OrderStatus};
use contracts::messages::PaymentReply;
use primitives::FakeClock;
use testkit::Call;
use uuid::Uuid;

use crate::others::{Reply, ignoring, silent, willing};
use crate::room::{Plan, Room, timeline};

fn cancel(room: &Room, id: Uuid) -> Call {
    room.api.post(&format!("/api/orders/{id}/cancel"))
}

#[tokio::test]
async fn an_order_that_is_being_paid_is_voided_and_its_seats_go_back() {
    let room = Plan::new().policy(ignoring("authorize")).open().await;
    let id = room.place(&[1]).await.order_id;
    let answer = cancel(&room, id).header("Prefer", "wait=10").await;
    let order: OrderBody = answer.ok();
    assert_eq!((answer.status, order.status), (200, OrderStatus::Cancelled));
    assert_eq!(order.reason, Some(CancelReason::CancelledByBuyer));
    let counts = room.others.counts(id);
    assert_eq!(
        (counts.get("void"), counts.get("release"), counts.get("confirm")),
        (Some(&1), Some(&1), None)
    );
    let again: OrderBody = cancel(&room, id).await.ok();
    assert_eq!(again, order, "repeated, it changes nothing");
    room.close().await;
}

#[tokio::test]
async fn an_order_whose_seats_are_being_confirmed_is_undone_and_a_late_confirmation_sells_nothing() {
    let room = Plan::new().policy(ignoring("confirm")).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, "confirm", 1).await;
    let order: OrderBody = cancel(&room, id).header("Prefer", "wait=10").await.ok();
    assert_eq!((order.status, order.reason), (OrderStatus::Cancelled, Some(CancelReason::CancelledByBuyer)));
    let confirmed = contracts::messages::ReservationReply::Confirmed { order_id: id };
    room.others.say(&Reply::Reservation(confirmed)).await;
    let next = room.place(&[2]).await.order_id;
    room.until_received(next, "confirm", 1).await;
    assert_eq!(room.order(id).await, order);
    assert!(room.ledger().await.is_empty());
    room.close().await;
}

#[tokio::test]
async fn a_cancellation_that_is_not_done_yet_says_so_and_is_finished_later() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(silent).open().await;
    let order_id = room.place(&[1]).await.order_id;
    for _ in 0..2 {
        let answer = cancel(&room, order_id).await;
        assert_eq!((answer.status, answer.json::<OrderBody>().status), (202, OrderStatus::Created));
    }
    room.until_received(order_id, "void", 1).await;
    room.others.say(&Reply::Payment(PaymentReply::Authorized { order_id })).await;
    room.until_received(order_id, "void", 2).await;
    room.others.behave(willing);
    clock.advance(std::time::Duration::from_secs(1));
    let order = room.until_cancelled(order_id).await;
    assert_eq!(order.reason, Some(CancelReason::CancelledByBuyer));
    assert!(!timeline(&order).iter().any(|line| line.starts_with("CONFIRM")));
    room.close().await;
}

#[tokio::test]
async fn a_confirmed_order_is_not_cancelled() {
    let room = Room::open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_confirmed(id).await;
    cancel(&room, id).await.refused(ErrorCode::OrderNotCancellable);
    assert_eq!(room.ledger().await, [(1, id.to_string())]);
    room.close().await;
}

#[tokio::test]
async fn an_order_is_cancelled_by_its_buyer_alone() {
    let room = Plan::new().policy(silent).open().await;
    let mina = room.api.with_caller("mina");
    let placed = mina.place_order(1, &[1], None, "a-key-of-mina").await;
    let id = placed.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    let path = format!("/api/orders/{id}/cancel");
    for stranger in [&room.api, &room.api.with_caller("joon"), &room.api.with_token(&room.token())] {
        stranger.post(&path).await.refused(ErrorCode::OrderNotFound);
    }
    cancel(&room, Uuid::from_u128(7)).await.refused(ErrorCode::OrderNotFound);
    assert_eq!(mina.post(&path).await.status, 202);
    room.close().await;
}
