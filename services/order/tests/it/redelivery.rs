//! Everything twice: a message that comes again, or an answer that is given again, changes nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use contracts::http::order::{OrderBody, OrderStatus};
use contracts::messages::PaymentReply;
use primitives::FakeClock;
use uuid::Uuid;

use crate::others::{Command, Reply, ignoring, refusing, willing};
use crate::room::{Plan, Room, timeline};

/// Waits for the end with `wanted`, and a little further: for another order behind it on every partition.
async fn settle(room: &Room, id: Uuid, wanted: OrderStatus) -> OrderBody {
    let waits = |order: &OrderBody| {
        wanted != OrderStatus::Created && timeline(order).last().unwrap().contains("SENT")
    };
    room.until(id, "settled", |order| order.status == wanted && !waits(order)).await;
    for seat in 900..916 {
        let behind = room.place(&[seat]).await.order_id;
        room.until(behind, "decided", |order| order.status != OrderStatus::Created).await;
    }
    room.order(id).await
}

async fn everything_twice(
    policy: impl Fn(&Command) -> Vec<Reply> + Send + Sync + 'static,
    wanted: OrderStatus,
) {
    let room = Plan::new().policy(policy).open().await;
    room.others.copies.store(2, Ordering::SeqCst);
    let id = room.place(&[1, 2]).await.order_id;
    let order = settle(&room, id, wanted).await;
    let counts = room.others.counts(id);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    let mut steps = timeline(&order);
    let all = steps.len();
    steps.sort();
    steps.dedup();
    assert_eq!(steps.len(), all, "something is listed twice: {:?}", timeline(&order));
    room.close().await;
}

#[tokio::test]
async fn a_sale_whose_messages_all_come_twice_is_one_sale() {
    everything_twice(willing, OrderStatus::Confirmed).await;
}

#[tokio::test]
async fn a_declined_order_whose_messages_all_come_twice_is_undone_once() {
    everything_twice(refusing("authorize"), OrderStatus::Cancelled).await;
}

#[tokio::test]
async fn a_refused_order_whose_messages_all_come_twice_is_undone_once() {
    everything_twice(refusing("confirm"), OrderStatus::Cancelled).await;
}

/// The same reply in a new message: what a repeated command causes.
#[tokio::test]
async fn a_repeated_reply_changes_nothing() {
    let twice = |command: &Command| vec![command.granted(), command.granted()];
    everything_twice(twice, OrderStatus::Confirmed).await;
    let twice = |command: &Command| vec![command.refused(), command.refused()];
    let only_authorize = move |command: &Command| match command.name() {
        "authorize" => twice(command),
        _ => vec![command.granted(), command.granted()],
    };
    everything_twice(only_authorize, OrderStatus::Cancelled).await;
}

#[tokio::test]
async fn replies_that_come_after_the_end_change_nothing() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, "authorize", 1).await;
    clock.advance(Duration::from_secs(30));
    let before = room.until_cancelled(id).await;
    room.others.behave(willing);
    for received in room.others.received() {
        room.others.say(&received.command.granted()).await;
        room.others.say(&received.command.refused()).await;
    }
    let after = settle(&room, id, OrderStatus::Cancelled).await;
    assert_eq!(after, before);
    room.close().await;
}

/// The one reply whose repetition would do something: each is answered by a void, and the inbox knows one from the other.
#[tokio::test]
async fn a_late_authorization_that_is_delivered_twice_is_voided_once() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).open().await;
    let order_id = room.place(&[1]).await.order_id;
    room.until_received(order_id, "authorize", 1).await;
    room.others.behave(|command| if command.name() == "void" { vec![] } else { vec![command.granted()] });
    clock.advance(Duration::from_secs(30));
    room.until_received(order_id, "void", 1).await;
    room.others.copies.store(3, Ordering::SeqCst);
    room.others.say(&Reply::Payment(PaymentReply::Authorized { order_id })).await;
    room.until_received(order_id, "void", 2).await;
    settle(&room, order_id, OrderStatus::Created).await;
    assert_eq!(room.others.counts(order_id).get("void"), Some(&2));
    room.close().await;
}
