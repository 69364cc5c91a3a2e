//! Order compares its books with those of the other three services.

use std::time::Duration;

use access::{Guests, HoldTokens};
use bus::{Message, OutboxPosition};
use contracts::messages::PaymentReply;
use order::adapters::neighbours::NeighbourBooks;
use order::domain::promises::{Counts, PaymentState, PoolStock, Promise, SeatRecord, SeatState};
use order::ports::OtherBooks;
use payment::app::PaymentRecords;
use payment::domain::{Authorization, Charge, Payment};
use payment::store::Times;
use primitives::{
    Clock, Credentials, Currency, HoldOwner, MessageId, Money, OrderId, SystemClock, Timestamp, UserId,
    VisitorId,
};
use reservation::app::{HoldRequest, Wanted};
use reservation::domain::{SomeUnits, UnitRange, UnitsAtTier};
use service_harness::SECRET;
use testkit::eventually;
use uuid::Uuid;
use waiting_room::domain::{
    ChangedBy, Control, Join, PlaceClaim, PlaceNumber, RoomChange, RoomRules, SessionId,
};
use waiting_room::ports::LineStore;

use super::{SOON, Street, call, event, nowhere, seat};

fn books(street: &Street) -> NeighbourBooks {
    NeighbourBooks {
        catalog: call(&street.catalog.internal_url, "order"),
        reservation: call(&street.reservation.internal_url, "order"),
        payment: call(&street.payment.internal_url, "order"),
        waiting_room: call(&street.waiting_room.internal_url, "order"),
        guests: guests(),
    }
}

/// As every service knows who a user is in a line.
fn guests() -> Guests {
    HoldTokens::new(SECRET).guests()
}

fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

#[tokio::test]
async fn who_has_the_seats_is_read_over_http_page_by_page() {
    let street = Street::open().await;
    let books = books(&street);
    let mina = UserId::parse("mina").unwrap();
    let owner = HoldOwner::User(mina.clone());
    let life = Duration::from_secs(120);
    let hold = |seats: Vec<i64>| HoldRequest {
        event: event(4),
        wanted: Wanted::Seats(seats.into_iter().map(seat).collect()),
        owner: owner.clone(),
        guest: None,
        life,
        key: None,
    };
    let held = street.reservations.hold(hold(vec![3, 5])).await.unwrap();
    street.reservations.hold(hold(vec![9, 11])).await.unwrap();
    let buyer = Credentials { user: Some(mina), was_guest: None, token: None, open: false };
    let claimed =
        street.reservations.claim(event(4), order(1), vec![seat(9), seat(11)], &buyer).await.unwrap();
    let records = books.seats(event(4), None, 3).await.unwrap();
    let (state, pinned) =
        (SeatState::Held { until: held.until }, SeatState::Pinned { order: order(1), until: claimed.until });
    let visitor = UserId::parse("mina").map(|mina| guests().visitor_of(&mina));
    let mut born = records.iter().map(|record| record.hold.unwrap());
    assert!(born.clone().all(|hold| hold.visitor == visitor && hold.since < held.until), "{records:?}");
    let hold = born.next_back();
    let record = |id, state| SeatRecord { seat: seat(id), state, hold };
    let records: Vec<_> = records.into_iter().map(|record| SeatRecord { hold, ..record }).collect();
    assert_eq!(records, [record(3, state), record(5, state), record(9, pinned)]);
    assert_eq!(books.seats(event(4), Some(seat(9)), 3).await.unwrap(), [record(11, pinned)]);
    assert_eq!(books.seats(event(4), Some(seat(11)), 3).await.unwrap(), []);

    let events: Vec<i64> = books.events().await.unwrap().iter().map(|event| event.get()).collect();
    assert_eq!(events, [1, 2, 3, 4, 5, 7, 8, 9]);
    for event in [event(4), event(99)] {
        assert_eq!(books.left_single(event).await.unwrap(), None);
    }
    let store = books.seat_store(event(4)).await.unwrap();
    assert_eq!(
        (store.statuses.len(), store.statuses.iter().filter(|status| **status == 1).count()),
        (20_000, 4)
    );
    eventually("the map follows", SOON, async || {
        (books.public_map(event(4)).await.ok()?.as_ref() == Some(&store)).then_some(())
    })
    .await;
    assert_eq!(books.public_map(event(99)).await.unwrap(), None, "an event that the catalog does not show");
}

#[tokio::test]
async fn what_the_public_is_shown_of_stock_is_read_over_http() {
    let street = Street::open().await;
    let books = books(&street);
    let hold = |event_id, wanted| HoldRequest {
        event: event(event_id),
        wanted,
        owner: HoldOwner::Anonymous,
        guest: None,
        life: Duration::from_secs(120),
        key: None,
    };
    let range = UnitRange { first: seat(241), last: seat(840) };
    let units = SomeUnits::new(range, vec![UnitsAtTier::new(3, None)]);
    street.reservations.hold(hold(8, Wanted::Units(units))).await.unwrap();
    street.reservations.hold(hold(8, Wanted::Seats(vec![seat(1), seat(2)]))).await.unwrap();
    let store = books.seat_store(event(8)).await.unwrap();
    let stock = eventually("the stock follows", SOON, async || {
        let stock = books.public_stock(event(8)).await.ok()??;
        (stock.position == store.position && stock.seats.is_some()).then_some(stock)
    })
    .await;
    let pool = PoolStock {
        first: range.first,
        last: range.last,
        units: Counts { available: 597, held: 3, sold: 0 },
    };
    assert_eq!(stock.pools, [pool]);
    assert_eq!(stock.seats, Some(Counts { available: 835, held: 5, sold: 0 }));
    assert_eq!(books.public_stock(event(99)).await.unwrap(), None);
}

#[tokio::test]
async fn a_line_is_judged_by_its_own_service_and_read_over_http() {
    let street = Street::open().await;
    let (books, visitor) = (books(&street), VisitorId(7));
    assert_eq!(books.line_behind(None).await.unwrap(), None);
    let open = RoomChange::Open { rules: RoomRules { cap: 1, ..RoomRules::default() }, later: None };
    let by = Control { actor: "an operator".to_owned(), reason: String::new() };
    street.lines.change(event(4), open, ChangedBy::Operator(by)).await.unwrap();
    let joined = street.lines.join(event(4), &[Join { visitor, instead_of: None }]).await.unwrap();
    let (index, number, session) = (joined[0].index, PlaceNumber(1), SessionId(Uuid::from_u128(3)));
    let claim = PlaceClaim { visitor, index, number, session };
    eventually("the place is called", SOON, async || street.lines.claim(event(4), &claim).await.ok()).await;
    let report = books.line_behind(None).await.unwrap().unwrap();
    let [admission] = report.admissions[..] else { panic!("{report:?}") };
    assert_eq!((report.event, report.breaches.len(), admission.visitor), (event(4), 0, visitor));
    assert!(report.recorded_since.unwrap() <= admission.from);
    for promise in [Promise::CalledInOrder, Promise::CapIsKept, Promise::AdmissionsEnd] {
        assert!(report.checked.contains(&(promise, 1)), "{report:?}");
    }
    assert_eq!(books.line_behind(Some(event(4))).await.unwrap(), None);

    let planted = "INSERT INTO admissions VALUES (4, 99, '4102444800000000 C 1 1 0')";
    let mut tx = street.waiting_room.database.begin().await.unwrap();
    sql::query(planted).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let report = books.line_behind(None).await.unwrap().unwrap();
    let found: Vec<_> = report.breaches.iter().map(|breach| (breach.promise, breach.event)).collect();
    let broken = |promise| (promise, Some(event(4)));
    assert_eq!(
        found,
        [broken(Promise::CalledInOrder), broken(Promise::CapIsKept)],
        "called twice, and beyond a cap of 0"
    );
}

#[tokio::test]
async fn payments_are_read_over_http_in_the_order_of_their_ids() {
    let street = Street::open().await;
    let books = books(&street);
    let now = SystemClock.now();
    let mut tx = street.payments.begin().await.unwrap();
    for (number, authorization) in [
        (3, Authorization::Captured),
        (1, Authorization::Authorized),
        (2, Authorization::Declined { reason: "no".to_owned() }),
    ] {
        let money = Money { amount: 44_000, currency: Currency::KRW };
        let payment = Payment {
            order: order(number),
            charge: Some(Charge { money, method: None, owner: HoldOwner::Anonymous, holds: Vec::new() }),
            authorization,
            awaited_by: MessageId::from_uuid(Uuid::from_u128(9)),
            traceparent: None,
            version: 1,
        };
        tx.insert(&[payment], Times { now, due: now }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let states = async |after: Option<u128>, up_to: Option<u128>| {
        let payments = books.payments(after.map(order), up_to.map(order), 100).await.unwrap();
        payments.into_iter().map(|payment| (payment.order, payment.state)).collect::<Vec<_>>()
    };
    let all = [
        (order(1), PaymentState::Authorized),
        (order(2), PaymentState::Declined),
        (order(3), PaymentState::Captured),
    ];
    assert_eq!(states(None, None).await, all);
    assert_eq!(states(Some(1), Some(2)).await, all[1..2]);
    assert_eq!(states(Some(3), None).await, []);
    let direct = PaymentRecords::new(street.payments.clone()).between(None, None, 2).await.unwrap();
    assert_eq!(direct.len(), 2);
}

#[tokio::test]
async fn messages_of_payment_are_read_over_http_sent_or_not() {
    let street = Street::open().await;
    let books = books(&street);
    let enqueue = async |number: u128| {
        let body = PaymentReply::Captured { order_id: *order(1).as_uuid() };
        let id = MessageId::from_uuid(Uuid::from_u128(number));
        let mut tx = street.payments.begin().await.unwrap();
        tx.enqueue(&[Message::compose(id, SystemClock.now(), None, &body).unwrap()]).await.unwrap();
        tx.commit().await.unwrap();
    };
    for number in 1..=3 {
        enqueue(number).await;
    }
    let read = async |from: Option<&OutboxPosition>, limit| {
        let messages = books.payment_messages(from, limit).await.unwrap();
        assert!(messages.iter().all(|message| message.key == order(1).to_string()), "{messages:?}");
        messages.into_iter().map(|message| (message.number, message.is_sent)).collect::<Vec<_>>()
    };
    let all_sent = [(1, true), (2, true), (3, true)];
    eventually("all are sent", SOON, async || (read(None, 9).await == all_sent).then_some(())).await;
    let second = OutboxPosition { key: order(1).to_string(), number: 2 };
    assert_eq!(read(Some(&second), 9).await, all_sent[1..]);
    assert_eq!(read(None, 2).await, all_sent[..2]);
}

#[tokio::test]
async fn the_age_of_the_oldest_unsent_seat_message_is_read_over_http() {
    let street = Street::open().await;
    let books = books(&street);
    assert_eq!(books.oldest_seat_message().await.unwrap(), None);
    // There is no such topic, so this one is never sent.
    let unsendable = "INSERT INTO outbox (message_id, topic, aggregate_key, aggregate_seq, payload, created_us, sent_us) \
                       VALUES ('1', 'nowhere', '4', 1, '{}', 7, 0)";
    let mut tx = street.reservation.database.begin().await.unwrap();
    sql::query(unsendable).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(books.oldest_seat_message().await.unwrap(), Some(Timestamp::from_micros(7)));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_named() {
    let street = Street::open().await;
    let books = NeighbourBooks { payment: call(&nowhere(), "order"), ..books(&street) };
    assert_eq!(books.payments(None, None, 1).await.unwrap_err().whose, "payment");
}
