//! The books are compared: those that agree break no promise, and each disagreement names whom a promise was broken to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use contracts::http::order::{OrderBody, OrderPlacedBody};
use order::app::audit::{Audit, AuditPage};
use order::domain::SagaTimeouts;
use order::domain::promises::{
    MapPosition, OutboxMessage, PaymentRecord, PaymentState, SeatRecord, SeatState,
};
use order::store::OrderStore;
use primitives::{Clock, Currency, Money, OrderId, SeatId, SystemClock, Timestamp};
use service_harness::Storage;
use sql::Database;
use testkit::eventually;
use uuid::Uuid;

use crate::books::FakeBooks;
use crate::others::silent;
use crate::room::{Plan, Room, SOON, timeline};

const ALL: [&str; 20] = [
    "I1", "I10", "I11", "I12", "I13", "I14", "I15", "I16", "I17", "I18", "I19", "I2", "I21", "I3", "I4",
    "I5", "I6", "I7", "I8", "I9",
];

/// What is left of a room in which one order bought two seats, and the books of the others that go with it.
pub(crate) struct House {
    database: Database,
    _storage: Storage,
    pub(crate) others: Arc<FakeBooks>,
    order: OrderId,
}

impl House {
    pub(crate) async fn sold() -> Self {
        let room = Room::open().await;
        let order = room.place(&[1, 2]).await.order_id;
        let is_paid = |order: &OrderBody| timeline(order).iter().any(|step| step.starts_with("CAPTURE DONE"));
        let sold = room.until(order, "the money is captured", is_paid).await;
        let house = Self::with(room, order).await;
        let order = house.order;
        house.others.payments.lock().unwrap().push(paid(order, PaymentState::Captured, sold.amount));
        *house.others.seats.lock().unwrap() =
            vec![record(1, SeatState::Sold { order }), record(2, SeatState::Sold { order })];
        house
    }

    /// The order is being paid.
    pub(crate) async fn under_way() -> Self {
        let plan = Plan::new().policy(silent);
        let room = plan.open().await;
        let order = room.place(&[1, 2]).await.order_id;
        let house = Self::with(room, order).await;
        let (order, until) = (house.order, later());
        house.others.payments.lock().unwrap().push(paid(order, PaymentState::Authorized, 2_000));
        *house.others.seats.lock().unwrap() = vec![
            record(1, SeatState::Pinned { order, until }),
            record(2, SeatState::Pinned { order, until }),
        ];
        house
    }

    /// By a buyer who may have two seats.
    async fn limited() -> Self {
        let mut plan = Plan::new();
        plan.config.limits.buyer = Some(2);
        let room = plan.open().await;
        let mina = room.api.with_caller("mina");
        let placed: OrderPlacedBody = mina.place_order(1, &[1, 2], None, "k").await.ok();
        let order = placed.order_id;
        room.until_received(order, "capture", 1).await;
        let store = OrderStore::new(room.database.clone());
        eventually("the money is captured", SOON, async || {
            let details = store.find(OrderId::from_uuid(order)).await.unwrap().unwrap();
            details.progress.state.is_settled().then_some(())
        })
        .await;
        let house = Self::with(room, order).await;
        let order = house.order;
        house.others.payments.lock().unwrap().push(paid(order, PaymentState::Captured, placed.amount));
        *house.others.seats.lock().unwrap() =
            vec![record(1, SeatState::Sold { order }), record(2, SeatState::Sold { order })];
        house
    }

    async fn with(room: Room, order: Uuid) -> Self {
        let (storage, database) = room.at_rest().await;
        Self { database, _storage: storage, others: Arc::default(), order: OrderId::from_uuid(order) }
    }

    async fn sql(&self, statement: &'static str) {
        let mut tx = self.database.begin().await.unwrap();
        assert!(sql::query(statement).execute(&mut tx).await.unwrap() > 0, "{statement} changed nothing");
        tx.commit().await.unwrap();
    }

    /// Everything, to the end: how much was checked, and what was found.
    pub(crate) async fn check(&self) -> (BTreeMap<&'static str, u64>, Vec<Breach>) {
        let own = OrderStore::new(self.database.clone());
        let audit = Audit::new(own, self.others.clone(), Arc::new(SystemClock), SagaTimeouts::default());
        let audit = audit.rechecking_after(Duration::from_millis(1));
        let (mut checked, mut breaches, mut next) = (BTreeMap::new(), Vec::new(), Some(AuditPage::FIRST));
        while let Some(page) = next {
            let found = audit.check(&page).await.unwrap();
            for (promise, things) in found.checked {
                *checked.entry(promise.id()).or_default() += things;
            }
            breaches.extend(found.breaches.into_iter().map(|breach| Breach {
                promise: breach.promise.id(),
                order: breach.order,
                seat: breach.seat.map(SeatId::get),
            }));
            next = found.next;
        }
        (checked, breaches)
    }

    pub(crate) async fn broken(&self) -> Vec<Breach> {
        self.check().await.1
    }

    fn breach(&self, promise: &'static str, seat: Option<i64>) -> Breach {
        Breach { promise, order: Some(self.order), seat }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) promise: &'static str,
    pub(crate) order: Option<OrderId>,
    pub(crate) seat: Option<i64>,
}

pub(crate) fn record(seat: i64, state: SeatState) -> SeatRecord {
    SeatRecord { seat: SeatId::new(seat).unwrap(), state, hold: None }
}

fn paid(order: OrderId, state: PaymentState, amount: i64) -> PaymentRecord {
    PaymentRecord { order, state, charged: Some(Money { amount, currency: Currency::KRW }) }
}

pub(crate) fn later() -> Timestamp {
    SystemClock.now().plus(Duration::from_secs(60))
}

fn stranger() -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(99))
}

#[tokio::test]
async fn books_that_agree_break_no_promise() {
    let house = House::sold().await;
    let (checked, breaches) = house.check().await;
    assert_eq!(breaches, []);
    assert!(checked.keys().eq(&ALL), "{checked:?}");
    assert_eq!((checked["I1"], checked["I2"], checked["I4"], checked["I9"]), (2, 3, 1, 1));
}

#[tokio::test]
async fn what_is_under_way_breaks_no_promise() {
    let house = House::under_way().await;
    let (checked, breaches) = house.check().await;
    assert_eq!(breaches, []);
    assert_eq!((checked["I5"], checked["I6"]), (2, 2));
}

#[tokio::test]
async fn a_sale_that_is_missing_in_the_ledger_is_found_from_both_sides() {
    let house = House::sold().await;
    house.sql("DELETE FROM sale_ledger WHERE seat_id = 2").await;
    assert_eq!(house.broken().await, [house.breach("I2", None), house.breach("I2", Some(2))]);
}

#[tokio::test]
async fn a_seat_that_the_store_has_sold_to_another_is_found() {
    let house = House::sold().await;
    let order = stranger();
    house.others.seats.lock().unwrap()[1] = record(2, SeatState::Sold { order });
    assert_eq!(house.broken().await, [house.breach("I2", Some(2))]);
    house.others.seats.lock().unwrap().truncate(1);
    assert_eq!(house.broken().await, [house.breach("I2", Some(2))]);
}

#[tokio::test]
async fn a_seat_that_only_the_store_knows_as_sold_is_found() {
    let house = House::sold().await;
    let order = stranger();
    house.others.seats.lock().unwrap().push(record(9, SeatState::Sold { order }));
    assert_eq!(house.broken().await, [Breach { promise: "I2", order: Some(order), seat: Some(9) }]);
}

#[tokio::test]
async fn an_order_that_does_not_end_is_found() {
    let house = House::under_way().await;
    house.sql("UPDATE orders SET created_us = created_us - 91000000").await;
    assert_eq!(house.broken().await, [house.breach("I3", None)]);
}

#[tokio::test]
async fn an_order_that_needs_a_person_is_found() {
    let house = House::sold().await;
    house.sql("UPDATE sagas SET state = 'STUCK'").await;
    assert_eq!(house.broken().await, [house.breach("I3", None)]);
}

#[tokio::test]
async fn money_that_does_not_follow_the_order_is_found() {
    let house = House::sold().await;
    let order = house.order;
    let amount = house.others.payments.lock().unwrap()[0].charged.unwrap().amount;
    for state in [PaymentState::Authorized, PaymentState::Voided, PaymentState::Declined] {
        *house.others.payments.lock().unwrap() = vec![paid(order, state, amount)];
        assert_eq!(house.broken().await, [house.breach("I4", None)], "{state:?}");
    }
    *house.others.payments.lock().unwrap() = vec![paid(order, PaymentState::Captured, amount + 1)];
    assert_eq!(house.broken().await, [house.breach("I4", None)]);
    house.others.payments.lock().unwrap().clear();
    assert_eq!(house.broken().await, [house.breach("I4", None)]);
}

#[tokio::test]
async fn money_that_was_taken_too_early_is_found() {
    let house = House::under_way().await;
    *house.others.payments.lock().unwrap() = vec![paid(house.order, PaymentState::Captured, 2_000)];
    assert_eq!(house.broken().await, [house.breach("I4", None)]);
}

#[tokio::test]
async fn money_without_an_order_is_found() {
    let house = House::sold().await;
    let order = stranger();
    house.others.payments.lock().unwrap().insert(0, paid(order, PaymentState::Authorized, 1));
    assert_eq!(house.broken().await, [Breach { promise: "I4", order: Some(order), seat: None }]);
}

#[tokio::test]
async fn a_hold_that_has_not_lapsed_in_time_is_found() {
    let house = House::sold().await;
    let until = SystemClock.now().minus(Duration::from_secs(10));
    let order = stranger();
    house.others.seats.lock().unwrap().push(record(5, SeatState::Held { until }));
    house.others.seats.lock().unwrap().push(record(6, SeatState::Pinned { order, until }));
    let held = Breach { promise: "I5", order: None, seat: Some(5) };
    assert_eq!(house.broken().await, [held, Breach { promise: "I5", order: Some(order), seat: Some(6) }]);
}

#[tokio::test]
async fn a_pin_of_an_order_that_is_over_is_found() {
    let house = House::under_way().await;
    house.sql("UPDATE sagas SET state = 'CANCELLED', reason = 'PAYMENT_DECLINED', due_us = NULL").await;
    *house.others.payments.lock().unwrap() = vec![paid(house.order, PaymentState::Declined, 2_000)];
    assert_eq!(house.broken().await, [house.breach("I5", Some(1)), house.breach("I5", Some(2))]);
}

#[tokio::test]
async fn a_seat_that_was_taken_from_an_order_under_way_is_found() {
    let house = House::under_way().await;
    let until = later();
    house.others.seats.lock().unwrap()[0] = record(1, SeatState::Held { until });
    house.others.seats.lock().unwrap()[1] = record(2, SeatState::Pinned { order: stranger(), until });
    assert_eq!(house.broken().await, [house.breach("I6", Some(1)), house.breach("I6", Some(2))]);
}

#[tokio::test]
async fn a_seat_that_a_hold_has_left_single_is_found() {
    let house = House::sold().await;
    *house.others.left_single.lock().unwrap() = SeatId::new(3).ok();
    assert_eq!(house.broken().await, [Breach { promise: "I21", order: None, seat: Some(3) }]);
}

#[tokio::test]
async fn a_map_that_differs_is_found() {
    let house = House::sold().await;
    house.others.map.lock().unwrap().statuses[3] = 1;
    assert_eq!(house.broken().await, [Breach { promise: "I7", order: None, seat: Some(4) }]);
}

#[tokio::test]
async fn of_an_event_that_is_forgotten_the_ledger_alone_is_left() {
    let house = House::sold().await;
    house.others.seats.lock().unwrap().clear();
    house.sql("UPDATE sale_ledger SET event_id = 2").await;
    house.sql("UPDATE orders SET event_id = 2").await;
    assert_eq!(house.broken().await, []);
}

#[tokio::test]
async fn a_map_that_stays_behind_is_found() {
    let house = House::sold().await;
    house.others.store.lock().unwrap().position = MapPosition { epoch: 1, version: 7 };
    assert_eq!(house.broken().await, [Breach { promise: "I7", order: None, seat: None }]);
    house.others.map.lock().unwrap().position = MapPosition { epoch: 1, version: 8 };
    assert_eq!(house.broken().await, [], "the map is ahead of the store that was read first");
}

#[tokio::test]
async fn messages_that_are_missing_or_do_not_leave_are_found() {
    let house = House::sold().await;
    house.sql("UPDATE outbox SET sent_us = 0, created_us = 1 WHERE aggregate_seq = 1").await;
    let found = house.broken().await;
    assert_eq!(found, [house.breach("I8", None), house.breach("I8", None)], "late, and overtaken");
    house.sql("UPDATE outbox SET sent_us = 1 WHERE aggregate_seq = 1").await;
    house.sql("DELETE FROM outbox WHERE aggregate_seq = 2").await;
    assert_eq!(house.broken().await, [house.breach("I8", None)]);
}

#[tokio::test]
async fn a_gap_at_the_border_of_two_pages_is_found() {
    let house = House::sold().await;
    let mut tx = house.database.begin().await.unwrap();
    for number in (1..=1_200_i64).filter(|number| *number != 500) {
        let id = Uuid::from_u128(u128::try_from(number).unwrap()).to_string();
        sql::query(
            "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, created_us, sent_us) \
             VALUES (?, 'order.events', ?, ?, '{}', 1, 1)",
        )
        .bind(id)
        .bind(Uuid::nil().to_string())
        .bind(number)
        .execute(&mut tx)
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let (checked, found) = house.check().await;
    assert!(checked["I8"] > 1_200, "{checked:?}");
    let order = OrderId::from_uuid(Uuid::nil());
    assert_eq!(found, [Breach { promise: "I8", order: Some(order), seat: None }]);
}

#[tokio::test]
async fn messages_of_payment_that_are_missing_or_do_not_leave_are_found() {
    let house = House::sold().await;
    let key = house.order.to_string();
    let message = |number, is_sent, written| OutboxMessage { key: key.clone(), number, is_sent, written };
    let (now, long_ago) = (SystemClock.now(), SystemClock.now().minus(Duration::from_secs(31)));
    for (wrong, flaws) in [
        (vec![message(1, true, long_ago), message(2, false, now)], 0),
        (vec![message(1, true, long_ago), message(3, true, long_ago)], 1),
        (vec![message(1, false, now), message(2, true, now)], 1),
        (vec![message(1, true, long_ago), message(2, false, long_ago)], 1),
        ((1..=1_200).filter(|number| *number != 500).map(|number| message(number, true, now)).collect(), 1),
    ] {
        *house.others.payment_messages.lock().unwrap() = wrong;
        let found = house.broken().await;
        assert!(found.iter().all(|breach| *breach == house.breach("I8", None)), "{found:?}");
        assert_eq!(found.len(), flaws);
    }
}

#[tokio::test]
async fn a_seat_store_that_does_not_send_its_messages_is_found() {
    let house = House::sold().await;
    let broken = Breach { promise: "I8", order: None, seat: None };
    for (seconds, found) in [(1, vec![]), (31, vec![broken])] {
        let written = SystemClock.now().minus(Duration::from_secs(seconds));
        *house.others.oldest_seat_message.lock().unwrap() = Some(written);
        assert_eq!(house.broken().await, found, "it waits for {seconds} s");
    }
}

#[tokio::test]
async fn a_key_that_leads_nowhere_is_found() {
    let house = House::sold().await;
    house.sql("UPDATE idempotency_keys SET body = '{}'").await;
    assert_eq!(house.broken().await, [house.breach("I9", None)]);
    house.sql("UPDATE idempotency_keys SET order_id = '00000000-0000-0000-0000-000000000063'").await;
    assert_eq!(house.broken().await, [Breach { promise: "I9", order: Some(stranger()), seat: None }]);
}

#[tokio::test]
async fn a_buyer_with_more_or_fewer_places_than_seats_is_found() {
    for wrong in [
        "DELETE FROM buyer_ledger WHERE k = 2",
        "UPDATE buyer_ledger SET k = 3 WHERE k = 2",
        "UPDATE buyer_ledger SET buyer = 'another' WHERE k = 2",
        "UPDATE buyer_ledger SET event_id = 2 WHERE k = 2",
        "UPDATE orders SET buyer_limit = NULL",
    ] {
        let house = House::limited().await;
        assert_eq!(house.broken().await, [], "before {wrong}");
        house.sql(wrong).await;
        assert_eq!(house.broken().await, [house.breach("I18", None)], "{wrong}");
    }
}

#[tokio::test]
async fn what_is_wrong_at_the_first_look_alone_is_no_breach() {
    let house = House::sold().await;
    house.others.blind_for.store(1, Ordering::SeqCst);
    assert_eq!(house.broken().await, []);
    house.others.blind_for.store(2, Ordering::SeqCst);
    assert_eq!(house.broken().await, [house.breach("I2", Some(1)), house.breach("I2", Some(2))]);
}
