//! How many seats of an event one buyer buys in all.

use contracts::ErrorCode;
use contracts::http::order::{CancelReason, OrderPlacedBody, OrderStatus};
use futures::future::join_all;
use testkit::eventually;
use uuid::Uuid;

use crate::room::{Plan, Room, SOON};

const LIMIT: u32 = 4;

async fn limited() -> Room {
    let mut plan = Plan::new();
    plan.config.limits.buyer = Some(LIMIT);
    plan.config.limits.undecided = None;
    plan.config.limits.admission.free = 1_000;
    plan.open().await
}

/// Waits for the end of an order of mina's.
async fn outcome(room: &Room, order: Uuid) -> (OrderStatus, Option<CancelReason>) {
    let mina = room.api.with_caller("mina");
    eventually("the order has ended", SOON, async || {
        let order: contracts::http::order::OrderBody = mina.order(order).await.ok();
        (order.status != OrderStatus::Created).then_some((order.status, order.reason))
    })
    .await
}

#[tokio::test]
async fn fifty_orders_of_one_buyer_at_once_sell_four_seats() {
    let room = limited().await;
    let mina = room.api.with_caller("mina");
    let ordering = (1..=50_i64).map(|seat| {
        let mina = &mina;
        async move { mina.place_order(1, &[seat], None, &format!("key-{seat}")).await }
    });
    let mut sold = 0;
    for answer in join_all(ordering).await {
        if answer.status == 409 {
            // The others had been sold before this one was accepted.
            answer.refused(ErrorCode::LimitReached);
            continue;
        }
        match outcome(&room, answer.ok::<OrderPlacedBody>().order_id).await {
            (OrderStatus::Confirmed, None) => sold += 1,
            (OrderStatus::Cancelled, Some(CancelReason::LimitReached)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((sold, room.ledger().await.len()), (LIMIT, LIMIT as usize));
    let late = mina.place_order(1, &[60], None, "late").await;
    late.refused(ErrorCode::LimitReached);
    let joon: OrderPlacedBody = room.api.with_caller("joon").place_order(1, &[61], None, "k").await.ok();
    let mut others = vec![joon.order_id];
    for seat in 70..75 {
        // Who has no name cannot be counted.
        others.push(room.place(&[seat]).await.order_id);
    }
    eventually("others buy", SOON, async || {
        let ledger = room.ledger().await;
        let has = |order: &Uuid| ledger.iter().any(|(_, sold)| *sold == order.to_string());
        others.iter().all(has).then_some(())
    })
    .await;
    room.close().await;
}

#[tokio::test]
async fn the_loser_of_a_race_gives_back_money_and_seats() {
    let room = limited().await;
    let mina = room.api.with_caller("mina");
    room.others.behave(crate::others::silent);
    let mut orders = Vec::new();
    for seats in [[1, 2, 3], [4, 5, 6]] {
        let placed = mina.place_order(1, &seats, None, &format!("key-{}", seats[0])).await;
        orders.push(placed.ok::<OrderPlacedBody>().order_id);
    }
    for order in &orders {
        room.until_received(*order, "authorize", 1).await;
    }
    room.others.behave(crate::others::willing);
    for received in room.others.received() {
        room.others.say(&received.command.granted()).await;
    }
    let mut outcomes = vec![outcome(&room, orders[0]).await, outcome(&room, orders[1]).await];
    outcomes.sort_by_key(|(status, _)| *status == OrderStatus::Cancelled);
    let expected = (OrderStatus::Cancelled, Some(CancelReason::LimitReached));
    assert_eq!(outcomes, [(OrderStatus::Confirmed, None), expected]);
    let ledger = room.ledger().await;
    let loser =
        orders.iter().find(|order| ledger.iter().all(|(_, sold)| *sold != order.to_string())).unwrap();
    let counts = room.others.counts(*loser);
    assert_eq!(
        (counts.get("void"), counts.get("release"), counts.get("capture")),
        (Some(&1), Some(&1), None)
    );
    room.close().await;
}

#[tokio::test]
async fn an_event_may_have_a_limit_of_its_own() {
    for set in [None, Some(8)] {
        let mut plan = Plan::new();
        plan.config.limits.buyer = set;
        let room = plan.open().await;
        *room.prices.buyer_limit.lock().unwrap() = Some(2);
        let mina = room.api.with_caller("mina");
        mina.place_order(1, &[1, 2, 3], None, "three").await.refused(ErrorCode::LimitReached);
        let two: OrderPlacedBody = mina.place_order(1, &[1, 2], None, "two").await.ok();
        assert_eq!(outcome(&room, two.order_id).await, (OrderStatus::Confirmed, None));
        mina.place_order(1, &[3], None, "third").await.refused(ErrorCode::LimitReached);
        assert_eq!(room.ledger().await.len(), 2);
        room.close().await;
    }
}

#[tokio::test]
async fn an_order_that_was_accepted_without_a_limit_has_none() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    for first in [1, 11] {
        let seats: Vec<i64> = (first..first + 8).collect();
        let placed = mina.place_order(1, &seats, None, &format!("key-{first}")).await;
        let (status, _) = outcome(&room, placed.ok::<OrderPlacedBody>().order_id).await;
        assert_eq!(status, OrderStatus::Confirmed);
    }
    assert_eq!(room.ledger().await.len(), 16);
    room.close().await;
}
