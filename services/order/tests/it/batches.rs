//! Many orders in one unit of work: each of them fares as it would alone.

use contracts::messages::PaymentReply;
use futures::future::join_all;
use order::OrderService;
use order::app::{AdvanceError, Advanced, Arrival, PlaceError, SagaEvent};
use order::domain::saga::{Input, LostSeat, State};
use order::store::StoreError;
use primitives::{Clock, IdSource, MessageId, OrderId, RandomIds, SeatId, SystemClock};
use service_harness::Storage;
use sql::query;
use testkit::eventually;
use tracing::Span;
use uuid::Uuid;

use crate::RECORDS;
use crate::others::{Reply, silent};
use crate::process::{Process, command, fresh};
use crate::room::{Plan, SOON};

impl Process {
    async fn state(&self, order: OrderId) -> State {
        self.store.find(order).await.unwrap().unwrap().progress.state
    }

    /// Makes the record of the order one that cannot be decoded.
    async fn damage(&self, order: OrderId) {
        let mut tx = self.database.begin().await.unwrap();
        let damage = query("UPDATE sagas SET state = 'WHAT' WHERE order_id = ?").bind(order.to_string());
        damage.execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn outbox(&self) -> Vec<(String, i64, String)> {
        let all = query("SELECT aggregate_key, aggregate_seq, topic FROM outbox ORDER BY 1, 2");
        all.fetch_all(&mut self.database.reader().await.unwrap()).await.unwrap()
    }
}

fn message() -> MessageId {
    RandomIds::default().message_id(SystemClock.now())
}

fn arrival(order: OrderId, event: SagaEvent) -> Arrival {
    Arrival { order, event, span: Span::none() }
}

fn reply(order: OrderId, input: Input) -> Arrival {
    arrival(order, SagaEvent::Reply { message: message(), input })
}

fn confirmed(order: OrderId) -> Arrival {
    arrival(order, SagaEvent::SeatsConfirmed { message: message() })
}

fn authorized(orders: &[OrderId]) -> Vec<Arrival> {
    orders.iter().map(|order| reply(*order, Input::Authorized)).collect()
}

#[tokio::test]
async fn several_inputs_of_one_order_in_one_batch_are_taken_in_their_order() {
    let (_storage, process) = fresh().await;
    let orders = process.place([vec![1, 2], vec![3]]).await;
    let [one, other] = orders[..] else { panic!() };
    let batch = [
        reply(one, Input::Authorized),
        reply(other, Input::Declined),
        confirmed(one),
        reply(one, Input::Captured),
        confirmed(other),
        reply(one, Input::Released),
    ];
    let advanced = process.orders.advance_all(&batch).await.unwrap();
    let to = |advanced: &Advanced| match advanced {
        Advanced::To(state) => state.name(),
        Advanced::Unchanged | Advanced::NotSentYet | Advanced::Duplicate | Advanced::UnknownOrder => "-",
    };
    let moved: Vec<&str> = advanced.iter().map(to).collect();
    assert_eq!(moved, ["CONFIRMING", "COMPENSATING", "CONFIRMED", "DONE", "-", "-"]);
    let done = process.store.find(one).await.unwrap().unwrap();
    assert_eq!((done.progress.version, done.progress.state), (4, State::Done));
    let timeline: Vec<String> =
        done.timeline.iter().map(|entry| format!("{} {}", entry.step.name(), entry.outcome.name())).collect();
    let expected = [
        "CLAIM DONE",
        "AUTHORIZE SENT",
        "AUTHORIZE DONE",
        "CONFIRM SENT",
        "CONFIRM DONE",
        "CAPTURE SENT",
        "CAPTURE DONE",
    ];
    assert_eq!(timeline, expected);
    let outbox = process.outbox().await;
    let of_one: Vec<(i64, &str)> = outbox
        .iter()
        .filter(|(key, ..)| *key == one.to_string())
        .map(|(_, number, topic)| (*number, &topic[..]))
        .collect();
    let expected = [
        (1, "payment.commands"),
        (2, "order.events"),
        (3, "reservation.commands"),
        (4, "order.events"),
        (5, "payment.commands"),
        (6, "order.events"),
        (7, "order.events"),
    ];
    assert_eq!(of_one, expected);
}

#[tokio::test]
async fn a_message_that_comes_twice_in_one_batch_and_again_has_one_effect() {
    let (_storage, process) = fresh().await;
    let orders = process.place([vec![1], vec![2]]).await;
    let twice = reply(orders[0], Input::Authorized);
    let batch = [twice.clone(), reply(orders[1], Input::Authorized), twice];
    let to = || Advanced::To(State::Confirming);
    assert_eq!(process.orders.advance_all(&batch).await.unwrap(), [to(), to(), Advanced::Duplicate]);
    let again = process.orders.advance_all(&batch).await.unwrap();
    assert_eq!(again, [Advanced::Duplicate, Advanced::Duplicate, Advanced::Duplicate]);
    assert_eq!(process.store.find(orders[0]).await.unwrap().unwrap().progress.version, 2);
}

#[tokio::test]
async fn orders_of_one_batch_that_want_the_same_seat_have_one_buyer() {
    let (_storage, process) = fresh().await;
    let mut orders = Vec::new();
    // One after the other, so that it is known which is the oldest.
    for (key, seats) in [("a", [1, 2]), ("b", [2, 3]), ("c", [3, 4])] {
        orders.push(process.orders.place(command(key, &seats)).await.unwrap().answer.order);
    }
    process.orders.advance_all(&authorized(&orders)).await.unwrap();
    let batch: Vec<Arrival> = orders.iter().rev().map(|order| confirmed(*order)).collect();
    process.orders.advance_all(&batch).await.unwrap();
    assert_eq!(process.state(orders[0]).await, State::Confirmed);
    assert_eq!(process.state(orders[2]).await, State::Confirmed);
    let State::Compensating(undoing) = process.state(orders[1]).await else { panic!() };
    let lost = |seat, winner| LostSeat { seat: SeatId::new(seat).unwrap(), winner };
    assert_eq!(undoing.lost, [lost(2, orders[0]), lost(3, orders[2])]);
    let ledger: Vec<(i64, String)> = query("SELECT seat_id, order_id FROM sale_ledger ORDER BY seat_id")
        .fetch_all(&mut process.database.reader().await.unwrap())
        .await
        .unwrap();
    let buyer = |seat: i64| orders[if seat < 3 { 0 } else { 2 }].to_string();
    assert_eq!(ledger, (1..=4).map(|seat| (seat, buyer(seat))).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_unknown_order_is_dropped_and_the_others_advance() {
    let (_storage, process) = fresh().await;
    let orders = process.place([vec![1], vec![2]]).await;
    let unknown = OrderId::from_uuid(Uuid::from_u128(1));
    let batch = authorized(&[orders[0], unknown, orders[1]]);
    let advanced = process.orders.advance_all(&batch).await.unwrap();
    let to = || Advanced::To(State::Confirming);
    assert_eq!(advanced, [to(), Advanced::UnknownOrder, to()]);
}

#[tokio::test]
async fn a_damaged_order_fails_its_batch_and_nothing_of_it_is_kept() {
    let (_storage, process) = fresh().await;
    let orders = process.place([vec![1], vec![2], vec![3]]).await;
    process.damage(orders[1]).await;
    let batch = authorized(&orders);
    let failed = process.orders.advance_all(&batch).await;
    assert!(matches!(failed, Err(AdvanceError::Store(StoreError::Damaged(_)))), "{failed:?}");
    assert_eq!(process.state(orders[0]).await, State::Authorizing);
    // As the consumer offers them: in halves.
    process.orders.advance_all(&batch[..1]).await.unwrap();
    process.orders.advance_all(&batch[2..]).await.unwrap();
    assert_eq!(process.state(orders[2]).await, State::Confirming);
}

/// 300 orders of three seats are more text than one statement has.
#[tokio::test]
async fn a_batch_that_is_longer_than_a_statement_advances_all_the_same() {
    let (_storage, process) = fresh().await;
    let orders = process.place((0..300).map(|order| (1..=3).map(|seat| order * 3 + seat).collect())).await;
    let confirm: Vec<Arrival> = orders.iter().map(|order| confirmed(*order)).collect();
    for batch in [authorized(&orders), confirm] {
        let advanced = process.orders.advance_all(&batch).await.unwrap();
        assert!(advanced.iter().all(|advanced| matches!(advanced, Advanced::To(_))));
    }
    assert_eq!(process.state(orders[299]).await, State::Confirmed);
    let (sold,): (i64,) = query("SELECT COUNT(*) FROM sale_ledger")
        .fetch_one(&mut process.database.reader().await.unwrap())
        .await
        .unwrap();
    assert_eq!(sold, 900);
}

#[tokio::test]
async fn a_key_that_is_taken_falls_out_alone_of_orders_that_are_stored_together() {
    let storage = Storage::new(RECORDS);
    let database = storage.database::<OrderService>().await;
    let process = Process::on(database.clone());
    let other = Process::on(storage.seen_by_another::<OrderService>(&database).await);
    process.seats.hold_claims_back();
    let placing = (0..20).map(|key| process.orders.place(command(&key.to_string(), &[key + 1])));
    let race = async {
        let all = async || (process.seats.claimed() == 20).then_some(());
        eventually("all have claimed their seats", SOON, all).await;
        // Another process is faster with two of the keys: one of them for something else, one for the same.
        let reused = other.orders.place(command("7", &[900])).await.unwrap();
        let same = other.orders.place(command("9", &[10])).await.unwrap();
        process.seats.let_claims_through();
        (reused, same)
    };
    let (placed, (_, same)) = tokio::join!(join_all(placing), race);
    for (key, placed) in placed.into_iter().enumerate() {
        match (key, placed) {
            (7, placed) => assert!(matches!(placed, Err(PlaceError::KeyReused)), "{placed:?}"),
            (9, placed) => {
                let placed = placed.unwrap();
                assert_eq!((placed.answer, placed.replayed), (same.answer.clone(), true));
            }
            (key, placed) => assert!(!placed.unwrap().replayed, "{key}"),
        }
    }
    assert_eq!(
        process.seats.unclaimed.lock().unwrap().len(),
        1,
        "the loser gives its seats back, and no one else"
    );
    let orders = query("SELECT COUNT(*) FROM orders");
    let (count,): (i64,) = orders.fetch_one(&mut database.reader().await.unwrap()).await.unwrap();
    assert_eq!(count, 20);
}

/// Through the consumer: the message of the damaged order is parked, wherever it stands.
#[tokio::test]
async fn a_poison_at_any_position_is_parked_alone() {
    for poison in 0..4 {
        let room = Plan::new().policy(silent).open().await;
        let process = Process::on(room.database.clone());
        let orders = process.place((1..=4).map(|seat| vec![seat])).await;
        process.damage(orders[poison]).await;
        let replies: Vec<bus::Message> = orders
            .iter()
            .map(|order| {
                let reply = PaymentReply::Authorized { order_id: *order.as_uuid() };
                room.others.message(&Reply::Payment(reply), None)
            })
            .collect();
        room.bus.publish(&replies).await.unwrap();
        for order in orders.iter().enumerate().filter(|(at, _)| *at != poison).map(|(_, order)| *order) {
            room.until_received(*order.as_uuid(), "confirm", 1).await;
        }
        let parked = eventually("the poison is parked", SOON, async || {
            let keys = query("SELECT aggregate_key FROM parked");
            let keys: Vec<(String,)> =
                keys.fetch_all(&mut room.database.reader().await.unwrap()).await.unwrap();
            (!keys.is_empty()).then_some(keys)
        });
        assert_eq!(parked.await, [(orders[poison].to_string(),)]);
        room.close().await;
    }
}
