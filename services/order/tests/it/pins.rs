//! An order is accepted only with a pin that it can rely on, and one that is not accepted leaves none behind.

use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::order::OrderPlacedBody;
use order::ports::ClaimError;
use primitives::{Clock, FakeClock, Timestamp};

use crate::others::silent;
use crate::room::{Plan, Room};

async fn room() -> (Room, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::default());
    (Plan::new().clock(&clock).policy(silent).open().await, clock)
}

fn in_seconds(clock: &FakeClock, seconds: u64) -> Timestamp {
    clock.now().plus(Duration::from_secs(seconds))
}

#[tokio::test]
async fn a_late_retry_gives_an_old_pin_back_and_gets_a_new_one() {
    let (room, clock) = room().await;
    // What an attempt has left behind that was not stored.
    room.seats.pin_until(in_seconds(&clock, 5));
    room.seats.pin_until(in_seconds(&clock, 90));
    let placed: OrderPlacedBody = room.api.place_order(1, &[1], Some("tok_slow"), "k").await.ok();
    assert_eq!(room.seats.claimed(), 2);
    let unclaimed = room.seats.unclaimed.lock().unwrap().clone();
    assert_eq!(unclaimed.iter().map(|order| *order.as_uuid()).collect::<Vec<_>>(), [placed.order_id]);
    room.close().await;
}

#[tokio::test]
async fn a_late_retry_whose_hold_has_lapsed_is_refused_before_anything_is_paid() {
    let (room, clock) = room().await;
    room.seats.pin_until(in_seconds(&clock, 5));
    room.seats.refuse(|| ClaimError::Expired);
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::HoldExpired);
    assert_eq!(room.count_orders().await, 0);
    room.close().await;
}

#[tokio::test]
async fn seats_that_are_never_pinned_for_long_enough_are_not_sold() {
    let (room, clock) = room().await;
    (0..2).for_each(|_| room.seats.pin_until(in_seconds(&clock, 60)));
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::Unavailable);
    assert_eq!(room.seats.unclaimed.lock().unwrap().len(), 2, "a pin that is of no use was left behind");
    assert_eq!(room.count_orders().await, 0);
    room.close().await;
}

#[tokio::test]
async fn services_with_different_pins_do_not_sell() {
    let (room, _clock) = room().await;
    *room.seats.pin.lock().unwrap() = Some(Duration::from_secs(80));
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::Unavailable);
    assert_eq!((room.count_orders().await, room.seats.unclaimed.lock().unwrap().len()), (0, 1));
    *room.seats.pin.lock().unwrap() = Some(Duration::from_secs(90));
    assert_eq!(room.api.place_order(1, &[1], None, "k").await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn an_order_that_certainly_was_not_stored_gives_its_seats_back() {
    let (room, _clock) = room().await;
    let records = async |change: &'static str| {
        let mut tx = room.database.begin().await.unwrap();
        sql::query(change).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    records("ALTER TABLE orders RENAME TO orders_away").await;
    let refused = room.api.place_order(1, &[1], None, "k").await;
    assert!(refused.status >= 500, "{}", refused.status);
    assert_eq!(
        room.seats.unclaimed.lock().unwrap().len(),
        1,
        "the seats stay pinned for an order that is none"
    );
    records("ALTER TABLE orders_away RENAME TO orders").await;
    assert_eq!(room.api.place_order(1, &[1], None, "k").await.status, 201);
    room.close().await;
}
