//! Turning back: deadlines, answers that come too late, and the race that the ledger decides.

use std::sync::Arc;
use std::time::Duration;

use contracts::http::order::{CancelReason, OrderStatus};
use contracts::messages::{Correction, PaymentReply, ReservationCommand};
use primitives::FakeClock;

use crate::others::{Command, Reply, ignoring, silent, willing};
use crate::room::{Plan, Room, timeline};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_payment_that_never_answers_is_voided_at_its_deadline_and_the_seats_go_back() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, "authorize", 1).await;
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(room.order(id).await.status, OrderStatus::Created);
    clock.advance(Duration::from_millis(1));
    let order = room.until_cancelled(id).await;
    assert_eq!(order.reason, Some(CancelReason::PaymentTimedOut));
    assert!(timeline(&order).contains(&"AUTHORIZE TIMED_OUT 1".to_owned()));
    let counts = room.others.counts(id);
    assert_eq!(
        (counts.get("void"), counts.get("release"), counts.get("confirm")),
        (Some(&1), Some(&1), None)
    );
    room.close().await;
}

#[tokio::test]
async fn an_authorization_that_comes_after_the_deadline_is_voided_again_and_buys_nothing() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(silent).open().await;
    let order_id = room.place(&[1]).await.order_id;
    room.until_received(order_id, "authorize", 1).await;
    clock.advance(seconds(30));
    room.until_received(order_id, "void", 1).await;
    room.others.say(&Reply::Payment(PaymentReply::Authorized { order_id })).await;
    room.until_received(order_id, "void", 2).await;
    assert!(timeline(&room.order(order_id).await).contains(&"AUTHORIZE DONE 1".to_owned()));

    room.others.behave(willing);
    clock.advance(seconds(1));
    let order = room.until_cancelled(order_id).await;
    assert_eq!(order.reason, Some(CancelReason::PaymentTimedOut));
    assert_eq!(room.others.counts(order_id).get("confirm"), None);
    assert!(room.ledger().await.is_empty());
    room.close().await;
}

#[tokio::test]
async fn seats_that_never_answer_are_given_up_at_the_deadline() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("confirm")).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, "confirm", 1).await;
    clock.advance(seconds(60));
    let order = room.until_cancelled(id).await;
    assert_eq!(order.reason, Some(CancelReason::ConfirmationTimedOut));
    assert!(room.ledger().await.is_empty());
    room.close().await;
}

/// The seat store believes that both orders have the seat: what a failover can make of it.
async fn with_seat_sold_before(room: &Room, seat: i64) -> uuid::Uuid {
    let winner = room.place(&[seat]).await.order_id;
    room.until_confirmed(winner).await;
    winner
}

#[tokio::test]
async fn the_ledger_decides_between_two_buyers_of_one_seat() {
    let room = Room::open().await;
    let winner = with_seat_sold_before(&room, 2).await;
    let loser = room.place(&[1, 2, 3]).await.order_id;
    let order = room.until_cancelled(loser).await;
    assert_eq!(order.reason, Some(CancelReason::SeatsLost));
    assert_eq!(room.ledger().await, [(2, winner.to_string())], "the other seats are free again");

    let to_seats: Vec<_> =
        room.others.received().into_iter().filter(|received| received.command.order() == loser).collect();
    let to_seats: Vec<_> =
        to_seats
            .into_iter()
            .filter_map(|received| {
                if let Command::Reservation(command) = received.command { Some(command) } else { None }
            })
            .collect();
    let event_id = 1;
    assert_eq!(
        to_seats,
        [
            ReservationCommand::Confirm { order_id: loser, event_id, seat_ids: vec![1, 2, 3] },
            ReservationCommand::Correct {
                order_id: loser,
                event_id,
                corrections: vec![Correction { seat_id: 2, winner }]
            },
            ReservationCommand::Release { order_id: loser, event_id, seat_ids: vec![1, 3] },
        ]
    );
    assert_eq!(room.others.counts(loser).get("capture"), None);
    assert_eq!(room.order(winner).await.status, OrderStatus::Confirmed);
    room.close().await;
}

#[tokio::test]
async fn a_correction_that_was_not_answered_is_sent_again_before_its_release() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).open().await;
    with_seat_sold_before(&room, 2).await;
    room.others.behave(|command| match command.name() {
        "correct" | "release" => vec![],
        _ => vec![command.granted()],
    });
    let loser = room.place(&[1, 2]).await.order_id;
    room.until_received(loser, "release", 1).await;
    room.until(loser, "voided", |order| timeline(order).contains(&"VOID DONE 1".to_owned())).await;
    room.others.behave(willing);
    clock.advance(seconds(1));
    room.until_cancelled(loser).await;
    let order: Vec<_> = room
        .others
        .commands(loser)
        .into_iter()
        .filter(|name| ["correct", "release"].contains(name))
        .collect();
    assert_eq!(order, ["correct", "release", "correct", "release"]);
    room.close().await;
}
