//! Several instances that work on the same payments.

use std::collections::BTreeSet;
use std::sync::Arc;

use payment::PaymentService;
use payment::app::{IncomingCommand, Instruction, Payments, ProviderQueue};
use payment::domain::{Authorization, Charge, Payment};
use payment::store::{PaymentStore, StoreError, Times};
use primitives::{Currency, HoldOwner, MessageId, Money, OrderId, SystemClock, Timestamp};
use service_harness::Storage;
use testkit::eventually;
use tokio::task::JoinSet;
use tracing::Span;
use uuid::Uuid;

use crate::RECORDS;
use crate::room::{SOON, order, quick_mock, short_timeouts};

/// So many connections of their own to the same records.
async fn stores(storage: &Storage, count: usize) -> Vec<PaymentStore> {
    let mut stores = Vec::new();
    for _ in 0..count {
        stores.push(PaymentStore::new(storage.database::<PaymentService>().await));
    }
    stores
}

fn charge() -> Charge {
    let money = Money { amount: 5_000, currency: Currency::KRW };
    Charge { money, method: None, owner: HoldOwner::Anonymous, holds: Vec::new() }
}

fn received(order: OrderId, number: u128, instruction: Instruction) -> IncomingCommand {
    let message = MessageId::from_uuid(Uuid::from_u128(order.as_uuid().as_u128() * 1_000 + number));
    IncomingCommand { message, order, instruction, span: Span::none() }
}

#[tokio::test]
async fn commands_that_several_instances_get_at_once_are_each_handled_once() {
    let storage = Storage::new(RECORDS);
    let instances: Vec<Payments> = stores(&storage, 3)
        .await
        .into_iter()
        .map(|store| {
            let queue = ProviderQueue::open().0;
            Payments::new(store, quick_mock(), Arc::new(SystemClock), short_timeouts(), queue)
        })
        .collect();
    let store = stores(&storage, 1).await.remove(0);
    for number in 1..=20 {
        let mut handling = JoinSet::new();
        for instance in instances.clone() {
            for (step, instruction) in (1..).zip([Instruction::Authorize(charge()), Instruction::Void]) {
                let (instance, received) = (instance.clone(), received(order(number), step, instruction));
                handling.spawn(async move { instance.handle(&[received]).await.unwrap() });
            }
        }
        handling.join_all().await;
        let payment = store.find(order(number)).await.unwrap().unwrap();
        assert!(matches!(payment.authorization, Authorization::Voided { .. }), "{payment:?}");
    }
}

#[tokio::test]
async fn batches_that_several_instances_get_at_once_are_handled_once() {
    let storage = Storage::new(RECORDS);
    let instances = stores(&storage, 3).await.into_iter().map(|store| {
        let queue = ProviderQueue::open().0;
        Payments::new(store, quick_mock(), Arc::new(SystemClock), short_timeouts(), queue)
    });
    let instances: Vec<Payments> = instances.collect();
    let store = stores(&storage, 1).await.remove(0);
    // All of them have all of the messages, in different orders.
    let mut handling = JoinSet::new();
    for (instance, shift) in instances.into_iter().zip([0, 20, 40]) {
        let numbers = (1..=60).map(move |number| (number + shift) % 60 + 1);
        let commands = numbers.flat_map(|number| {
            let authorize = received(order(number), 1, Instruction::Authorize(charge()));
            [authorize, received(order(number), 2, Instruction::Void)]
        });
        let commands: Vec<IncomingCommand> = commands.collect();
        handling.spawn(async move {
            for batch in commands.chunks(64) {
                instance.handle(batch).await.unwrap();
            }
        });
    }
    handling.join_all().await;
    for number in 1..=60 {
        let payment = store.find(order(number)).await.unwrap().unwrap();
        assert_eq!(payment.authorization, Authorization::Voided { owes_release: true });
    }
}

#[tokio::test]
async fn a_batch_that_loses_one_payment_to_another_is_done_one_by_one() {
    let storage = Storage::new(RECORDS);
    let database = storage.database::<PaymentService>().await;
    let (store, other) = (PaymentStore::new(database.clone()), stores(&storage, 1).await.remove(0));
    let authorized: Vec<Payment> = (1..=64)
        .map(|number| Payment { authorization: Authorization::Authorized, ..pending(order(number)) })
        .collect();
    let mut tx = store.begin().await.unwrap();
    tx.insert(&authorized, times(5)).await.unwrap();
    tx.commit().await.unwrap();

    let mut faster = other.begin().await.unwrap();
    let changed = Payment { version: 2, ..authorized[39].clone() };
    assert!(faster.update(&[changed], times(5)).await.unwrap());
    let queue = ProviderQueue::open().0;
    let payments = Payments::new(store.clone(), quick_mock(), Arc::new(SystemClock), short_timeouts(), queue);
    let captures: Vec<IncomingCommand> =
        (1..=64).map(|number| received(order(number), 1, Instruction::Capture)).collect();
    let commits_when_the_batch_waits = async {
        eventually("the batch waits for the row", SOON, async || {
            storage.update_waits(&database).await.then_some(())
        })
        .await;
        faster.commit().await.unwrap();
    };
    let (handled, ()) = tokio::join!(payments.handle(&captures), commits_when_the_batch_waits);
    handled.unwrap();
    for number in 1..=64 {
        let payment = store.find(order(number)).await.unwrap().unwrap();
        let version = if number == 40 { 3 } else { 2 };
        assert_eq!((payment.authorization, payment.version), (Authorization::Capturing, version));
    }
}

fn pending(order: OrderId) -> Payment {
    Payment {
        order,
        charge: Some(charge()),
        authorization: Authorization::Pending,
        awaited_by: MessageId::from_uuid(Uuid::from_u128(1)),
        traceparent: None,
        version: 1,
    }
}

fn times(due: i64) -> Times {
    Times { now: Timestamp::from_micros(1), due: Timestamp::from_micros(due) }
}

#[tokio::test]
async fn a_payment_that_two_add_at_once_is_added_by_one_and_the_other_starts_over() {
    let storage = Storage::new(RECORDS);
    let stores = stores(&storage, 2).await;
    let add = async |number: usize| {
        let mut tx = stores[number].begin().await.unwrap();
        match tx.insert(&[pending(order(1))], times(5)).await {
            Ok(()) => tx.commit().await,
            refused => refused,
        }
    };
    let (one, other) = tokio::join!(add(0), add(1));
    let refused: Vec<StoreError> = [one, other].into_iter().filter_map(Result::err).collect();
    assert!(matches!(refused.as_slice(), [StoreError::Contended(_)]), "{refused:?}");
}

#[tokio::test]
async fn what_is_due_is_taken_up_by_one_instance() {
    let storage = Storage::new(RECORDS);
    let stores = stores(&storage, 4).await;
    for number in 1..=60 {
        let mut tx = stores[0].begin().await.unwrap();
        tx.insert(&[pending(order(number))], times(10)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut taking = JoinSet::new();
    for store in stores {
        taking.spawn(async move {
            let (now, again) = (Timestamp::from_micros(20), Timestamp::from_micros(1_000));
            let mut taken = Vec::new();
            for _ in 0..100 {
                match store.take_due(now, again, 10).await {
                    Ok(some) => taken.extend(some),
                    Err(StoreError::Contended(_)) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            taken
        });
    }
    let taken: Vec<OrderId> = taking.join_all().await.into_iter().flatten().collect();
    let once: BTreeSet<OrderId> = taken.iter().copied().collect();
    assert_eq!((taken.len(), once.len()), (60, 60));
}
