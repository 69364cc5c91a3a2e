//! From accepted to the end, when every service replies, whatever the reply is.

use bus::Tail;
use contracts::ErrorCode;
use contracts::http::order::{CancelReason, OrderBody, OrderStatus};
use contracts::messages::{OrderEvent, PaymentCommand, ReservationCommand};
use contracts::topics::Topic;

use crate::others::{Command, Others, refusing};
use crate::room::{Plan, Room, SOON, timeline};

fn sent(others: &Others, order: uuid::Uuid, name: &str) -> Command {
    let received = others.received();
    let found =
        received.iter().find(|received| received.command.order() == order && received.command.name() == name);
    found.unwrap_or_else(|| panic!("{name} was not sent")).command.clone()
}

#[tokio::test]
async fn an_order_that_everybody_agrees_to_is_sold_and_then_captured() {
    let room = Room::open().await;
    let placed = room.place(&[3, 1]).await;
    let id = placed.order_id;
    let order =
        room.until(id, "captured", |order| timeline(order).contains(&"CAPTURE DONE 1".to_owned())).await;
    assert_eq!((order.status, order.reason, order.stuck), (OrderStatus::Confirmed, None, false));
    assert_eq!(
        timeline(&order),
        [
            "CLAIM DONE 1",
            "AUTHORIZE SENT 1",
            "AUTHORIZE DONE 1",
            "CONFIRM SENT 1",
            "CONFIRM DONE 1",
            "CAPTURE SENT 1",
            "CAPTURE DONE 1"
        ]
    );
    assert_eq!((order.version, order.amount, order.created_at), (4, 2_000, placed.created_at));
    assert_eq!(room.ledger().await, [(1, id.to_string()), (3, id.to_string())]);
    assert_eq!(room.others.counts(id).len(), 3, "authorize, confirm, capture and nothing else");

    let authorize = PaymentCommand::Authorize {
        order_id: id,
        amount: 2_000,
        currency: "KRW".into(),
        method: None,
        owner: None,
        hold_ids: vec![*room.seats.hold.as_uuid()],
    };
    assert_eq!(sent(&room.others, id, "authorize"), Command::Payment(authorize));
    let confirm = ReservationCommand::Confirm { order_id: id, event_id: 1, seat_ids: vec![3, 1] };
    assert_eq!(sent(&room.others, id, "confirm"), Command::Reservation(confirm));
    room.close().await;
}

#[tokio::test]
async fn every_version_of_an_order_is_one_event() {
    let room = Room::open().await;
    let mut events = room.bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    let order_id = room.place(&[1]).await.order_id;
    let hold_ids = vec![*room.seats.hold.as_uuid()];
    let received = tokio::time::timeout(SOON, collect(events.as_mut(), 4)).await.unwrap();
    assert_eq!(
        received,
        [
            OrderEvent::OrderCreated { order_id, version: 1, hold_ids: hold_ids.clone() },
            OrderEvent::OrderAdvanced { order_id, version: 2 },
            OrderEvent::OrderConfirmed { order_id, version: 3, hold_ids, bought: None },
            OrderEvent::OrderAdvanced { order_id, version: 4 },
        ]
    );
    room.close().await;
}

async fn collect(tail: &mut dyn Tail, count: usize) -> Vec<OrderEvent> {
    let mut received: Vec<OrderEvent> = Vec::new();
    while received.len() < count {
        for message in tail.next().await.unwrap() {
            let event = message.decode().unwrap();
            if !received.contains(&event) {
                received.push(event);
            }
        }
    }
    received
}

async fn ends_cancelled(refused: &'static str) -> (Room, OrderBody) {
    let room = Plan::new().policy(refusing(refused)).open().await;
    let id = room.place(&[1]).await.order_id;
    let order = room.until_cancelled(id).await;
    assert!(room.ledger().await.is_empty());
    (room, order)
}

#[tokio::test]
async fn a_declined_payment_gives_the_seats_back_and_voids_nothing() {
    let (room, order) = ends_cancelled("authorize").await;
    assert_eq!(order.reason, Some(CancelReason::PaymentDeclined));
    assert_eq!(room.others.commands(order.order_id), ["authorize", "release"]);
    assert_eq!(
        timeline(&order),
        ["CLAIM DONE 1", "AUTHORIZE SENT 1", "AUTHORIZE REFUSED 1", "RELEASE SENT 1", "RELEASE DONE 1"]
    );
    room.close().await;
}

#[tokio::test]
async fn seats_that_cannot_be_confirmed_are_paid_by_nobody() {
    let (room, order) = ends_cancelled("confirm").await;
    assert_eq!(order.reason, Some(CancelReason::SeatsLost));
    let counts = room.others.counts(order.order_id);
    assert_eq!(
        (counts.get("void"), counts.get("release"), counts.get("capture")),
        (Some(&1), Some(&1), None)
    );
    room.close().await;
}

#[tokio::test]
async fn a_capture_that_is_refused_for_good_is_stuck_and_stays_sold() {
    let room = Plan::new().policy(refusing("capture")).open().await;
    let id = room.place(&[1]).await.order_id;
    let order = room.until(id, "stuck", |order| order.stuck).await;
    assert_eq!(order.status, OrderStatus::Confirmed);
    assert_eq!(timeline(&order).last().unwrap(), "CAPTURE REFUSED 1");
    assert_eq!(room.ledger().await, [(1, id.to_string())]);
    room.close().await;
}

#[tokio::test]
async fn a_void_that_is_refused_for_good_is_stuck_and_gives_the_seats_back_all_the_same() {
    let policy = |command: &Command| match command.name() {
        "confirm" | "void" => vec![command.refused()],
        _ => vec![command.granted()],
    };
    let room = Plan::new().policy(policy).open().await;
    let id = room.place(&[1]).await.order_id;
    let back = |order: &OrderBody| order.stuck && timeline(order).contains(&"RELEASE DONE 1".to_owned());
    let order = room.until(id, "stuck and released", back).await;
    assert_eq!((order.status, order.reason), (OrderStatus::Created, None));
    assert!(room.ledger().await.is_empty());
    room.close().await;
}

#[tokio::test]
async fn an_order_that_does_not_exist_is_not_found() {
    let room = Room::open().await;
    room.api.order(uuid::Uuid::from_u128(1)).await.refused(ErrorCode::OrderNotFound);
    room.api.get("/api/orders/not-a-uuid").await.refused(ErrorCode::BadRequest);
    room.close().await;
}
