//! Several instances that want the same rows.

use std::sync::Arc;

use lifecycle::Lifecycle;
use order::app::{Advanced, Arrival, Orders, PlaceOrder, SagaEvent, Tools};
use order::domain::saga::{self, Input, LostSeat, State};
use order::domain::{Order, OrderItem, OrderKey, OrderRequest, OrderSecret};
use order::store::{OrderStep, OrderStore, StoreError};
use order::{Config, OrderService};
use primitives::{
    ContentionRetry, Credentials, Currency, EventId, GuestId, HoldOwner, MessageId, Money, OrderId,
    RandomIds, SeatId, SystemClock, Timestamp, UserId,
};
use service_harness::{SECRET, Storage};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::RECORDS;
use crate::others::{FakePrices, FakeSeats};

fn order(number: u128, seats: &[i64]) -> Order {
    Order {
        id: OrderId::from_uuid(Uuid::from_u128(number)),
        owner: HoldOwner::Anonymous,
        event: EventId::new(3).unwrap(),
        items: seats
            .iter()
            .map(|seat| OrderItem { seat: SeatId::new(*seat).unwrap(), tier: None, price: Some(1) })
            .collect(),
        holds: vec![],
        price: Money { amount: 5_000, currency: Currency::KRW },
        method: None,
        reference: None,
        buyer_limit: None,
        created: Timestamp::from_micros(1),
        traceparent: None,
    }
}

/// With connections of its own.
async fn store(storage: &Storage) -> OrderStore {
    OrderStore::new(storage.database::<OrderService>().await)
}

/// As a use case does it: retried until there is no contention.
async fn sell(store: &OrderStore, order: &Order) -> Vec<LostSeat> {
    let mut retry = ContentionRetry::default();
    loop {
        let sale = async {
            let mut tx = store.begin().await?;
            let mut lost = tx.enter_sales(&[order], Timestamp::from_micros(2)).await?;
            tx.commit().await?;
            Ok(lost.remove(&order.id).unwrap_or_default())
        };
        match sale.await {
            Ok(lost) => return lost,
            Err(StoreError::Contended(_)) if retry.again().await => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn a_seat_that_many_orders_want_at_once_has_one_buyer_and_the_others_learn_it() {
    let storage = Storage::new(RECORDS);
    let stores = [store(&storage).await, store(&storage).await];
    for round in 0..10_i64 {
        let base = round * 10;
        // They overlap in a ring, and each names its seats in another order.
        let wishes = [[1, 2], [2, 3], [3, 1], [2, 1], [1, 3], [3, 2]].map(|[a, b]| [base + a, base + b]);
        let mut sales = JoinSet::new();
        for (number, wish) in (1..).zip(wishes) {
            let store = stores[number as usize % 2].clone();
            let order = order(u128::from(round.unsigned_abs()) * 100 + number, &wish);
            sales.spawn(async move {
                let lost = sell(&store, &order).await;
                (order, lost)
            });
        }
        let sales = sales.join_all().await;
        let winners: Vec<&Order> =
            sales.iter().filter(|(_, lost)| lost.is_empty()).map(|(order, _)| order).collect();
        // Any two wishes have a seat in common.
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        for (_, lost) in sales.iter().filter(|(_, lost)| !lost.is_empty()) {
            assert!(!lost.is_empty());
        }
    }
}

fn instance(store: OrderStore) -> Arc<Orders> {
    let tools = Tools {
        store,
        seats: Arc::new(FakeSeats::new()),
        prices: Arc::new(FakePrices::default()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
        secret: OrderSecret::new(SECRET),
        tasks: Lifecycle::new().tasks(),
    };
    let config = Config::default();
    Arc::new(Orders::new(tools, config.timeouts, config.limits))
}

fn command(key: i64) -> PlaceOrder {
    PlaceOrder {
        key: OrderKey { scope: "anonymous".to_owned(), key: key.to_string() },
        request: OrderRequest::new(EventId::new(1).unwrap(), vec![SeatId::new(key).unwrap()], None).unwrap(),
        caller: Credentials {
            user: UserId::parse(&format!("buyer-{key}")),
            was_guest: None,
            token: None,
            open: true,
        },
        address: GuestId(key.unsigned_abs()),
        hold: None,
        counter: None,
    }
}

#[tokio::test]
async fn instances_that_get_a_message_at_once_advance_its_order_once() {
    let storage = Storage::new(RECORDS);
    let mut instances = Vec::new();
    for _ in 0..4 {
        instances.push(instance(store(&storage).await));
    }
    for key in 1..=15_i64 {
        let id = instances[0].place(command(key)).await.unwrap().answer.order;
        let message =
            |step| MessageId::from_uuid(Uuid::from_u128(1_000 * u128::from(key.unsigned_abs()) + step));
        let events = [
            SagaEvent::Reply { message: message(1), input: Input::Authorized },
            SagaEvent::SeatsConfirmed { message: message(2) },
            SagaEvent::Reply { message: message(3), input: Input::Captured },
        ];
        for (step, event) in (1..).zip(events) {
            let mut advancing = JoinSet::new();
            for instance in instances.clone() {
                let event = event.clone();
                // A timer comes in between.
                advancing.spawn(async move {
                    instance.advance(id, SagaEvent::Timer).await.unwrap();
                    instance.advance(id, event).await.unwrap()
                });
            }
            let advanced = advancing.join_all().await;
            let moved = advanced.iter().filter(|advanced| matches!(advanced, Advanced::To(_))).count();
            let repeated = advanced.iter().filter(|advanced| **advanced == Advanced::Duplicate).count();
            assert_eq!((moved, repeated), (1, 3), "order {key}, step {step}: {advanced:?}");
        }
        let done = store(&storage).await.find(id).await.unwrap().unwrap();
        assert_eq!(done.progress.state, State::Done);
    }
}

/// One of 64 moves between the look at it and the write: the others advance, and it is decided again on what the other writer has left.
#[tokio::test]
async fn a_batch_that_finds_one_of_its_orders_moved_loses_none() {
    let storage = Storage::new(RECORDS);
    let one = instance(store(&storage).await);
    let database = storage.database::<OrderService>().await;
    let other = OrderStore::new(database.clone());
    let mut orders = Vec::new();
    for key in 1..=64 {
        orders.push(one.place(command(key)).await.unwrap().answer.order);
    }
    let contended = orders[40];
    let mut tx = other.begin().await.unwrap();
    let (order, from) = tx.load(&[contended]).await.unwrap().remove(&contended).unwrap();
    let (timeouts, now) = (Config::default().timeouts, Timestamp::from_micros(2));
    let declined = saga::on(&from.state, &Input::Declined);
    let to = from.step(&Input::Declined, &declined, &timeouts, order.created, now).unwrap();
    tx.advance(&[OrderStep { order: &order, from: &from, to: &to }]).await.unwrap();

    let batch: Vec<Arrival> = orders
        .iter()
        .zip(1..)
        .map(|(order, number)| {
            let message = MessageId::from_uuid(Uuid::from_u128(number));
            let event = SagaEvent::Reply { message, input: Input::Authorized };
            Arrival { order: *order, event, span: tracing::Span::none() }
        })
        .collect();
    let commits = async {
        testkit::eventually(
            "the batch waits for the row of the contended order",
            crate::room::SOON,
            async || storage.update_waits(&database).await.then_some(()),
        )
        .await;
        tx.commit().await.unwrap();
    };
    let (advanced, ()) = tokio::join!(one.advance_all(&batch), commits);
    let advanced = advanced.unwrap();
    assert_eq!(advanced.len(), 64);
    for (order, advanced) in orders.iter().zip(advanced) {
        match advanced {
            Advanced::To(State::Confirming) => assert_ne!(*order, contended),
            // The authorization came too late, and is voided.
            Advanced::To(State::Compensating(_)) => assert_eq!(*order, contended),
            other @ (Advanced::To(_)
            | Advanced::Unchanged
            | Advanced::NotSentYet
            | Advanced::Duplicate
            | Advanced::UnknownOrder) => {
                panic!("{order}: {other:?}")
            }
        }
    }
}
