//! Order compares its books with those of the other three services.

use std::time::Duration;

use bus::{Message, OutboxPosition};
use contracts::messages::PaymentReply;
use order::adapters::neighbours::NeighbourBooks;
use order::domain::promises::{PaymentState, SeatRecord, SeatState};
use order::ports::OtherBooks;
use payment::app::PaymentRecords;
use payment::domain::{Authorization, Charge, Payment};
use payment::store::Times;
use primitives::{
    Clock, Credentials, Currency, HoldOwner, MessageId, Money, OrderId, SystemClock, Timestamp, UserId,
};
use reservation::app::{HoldRequest, Wanted};
use testkit::eventually;
use uuid::Uuid;

use super::{SOON, Street, call, event, nowhere, seat};

fn books(street: &Street) -> NeighbourBooks {
    NeighbourBooks {
        catalog: call(&street.catalog.internal_url, "order"),
        reservation: call(&street.reservation.internal_url, "order"),
        payment: call(&street.payment.internal_url, "order"),
    }
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
    let buyer = Credentials { user: Some(mina), token: None, open: false };
    let claimed =
        street.reservations.claim(event(4), order(1), vec![seat(9), seat(11)], &buyer).await.unwrap();
    let records = books.seats(event(4), None, 3).await.unwrap();
    let (state, pinned) =
        (SeatState::Held { until: held.until }, SeatState::Pinned { order: order(1), until: claimed.until });
    let record = |id, state| SeatRecord { seat: seat(id), state };
    assert_eq!(records, [record(3, state), record(5, state), record(9, pinned)]);
    assert_eq!(books.seats(event(4), Some(seat(9)), 3).await.unwrap(), [record(11, pinned)]);
    assert_eq!(books.seats(event(4), Some(seat(11)), 3).await.unwrap(), []);

    let events: Vec<i64> = books.events().await.unwrap().iter().map(|event| event.get()).collect();
    assert_eq!(events, [1, 2, 3, 4, 5, 7, 8, 9]);
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
