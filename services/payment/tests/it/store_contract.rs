//! What the payment store has to do, on every engine.

use std::slice;

use bus::{Message, OutboxPosition};
use contracts::messages::PaymentReply;
use payment::domain::{Authorization, Charge, Payment};
use payment::store::{PaymentStore, StoreError, Times};
use primitives::{Currency, HoldId, HoldOwner, MessageId, Money, OrderId, Timestamp, UserId};
use uuid::Uuid;

use crate::room::order;

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn times(now: i64, due: i64) -> Times {
    Times { now: at(now), due: at(due) }
}

fn message(number: u128) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(number))
}

fn payment(order: OrderId, authorization: Authorization, version: u64) -> Payment {
    Payment {
        order,
        charge: Some(Charge {
            money: Money { amount: 5_000, currency: Currency::KRW },
            method: Some("tok_ok".to_owned()),
            owner: HoldOwner::User(UserId::parse("mina").unwrap()),
            holds: vec![HoldId::from_uuid(Uuid::from_u128(7)), HoldId::from_uuid(Uuid::from_u128(8))],
        }),
        authorization,
        awaited_by: message(1),
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
        version,
    }
}

async fn insert(store: &PaymentStore, payment: &Payment, due: i64) {
    let mut tx = store.begin().await.unwrap();
    tx.insert(slice::from_ref(payment), times(1, due)).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn a_payment_is_read_as_it_was_written(store: &PaymentStore) {
    let states = [
        Authorization::Pending,
        Authorization::Authorized,
        Authorization::Declined { reason: "card declined".to_owned() },
        Authorization::Capturing,
        Authorization::Captured,
        Authorization::Voided { owes_release: true },
        Authorization::Voided { owes_release: false },
        Authorization::Refunded { owes_refund: true },
        Authorization::Refunded { owes_refund: false },
    ];
    for (state, number) in states.into_iter().zip(1..) {
        let written = payment(order(number), state, 1);
        insert(store, &written, 10).await;
        assert_eq!(store.find(order(number)).await.unwrap(), Some(written));
    }
    let tombstone = Authorization::Voided { owes_release: false };
    let bare = Payment { charge: None, traceparent: None, ..payment(order(99), tombstone, 1) };
    insert(store, &bare, 10).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.load(&[order(99)]).await.unwrap(), [bare]);
    assert_eq!(tx.load(&[order(100)]).await.unwrap(), []);
    assert_eq!(tx.load(&[order(1), order(100), order(99), order(2)]).await.unwrap().len(), 3);
}

pub(crate) async fn a_unit_of_work_that_is_dropped_never_happened(store: &PaymentStore) {
    let mut tx = store.begin().await.unwrap();
    tx.insert(&[payment(order(1), Authorization::Pending, 1)], times(1, 2)).await.unwrap();
    assert_eq!(tx.mark_processed(&[message(1)], at(1)).await.unwrap().len(), 1);
    drop(tx);
    assert_eq!(store.find(order(1)).await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    let unseen = tx.mark_processed(&[message(1)], at(1)).await.unwrap();
    assert_eq!(unseen.len(), 1, "the message was remembered");
}

pub(crate) async fn a_message_is_seen_for_the_first_time_once(store: &PaymentStore) {
    let mark = async |numbers: &[u128]| {
        let mut tx = store.begin().await.unwrap();
        let messages: Vec<MessageId> = numbers.iter().map(|number| message(*number)).collect();
        let unseen = tx.mark_processed(&messages, at(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut unseen: Vec<MessageId> = unseen.into_iter().collect();
        unseen.sort_unstable();
        unseen
    };
    assert_eq!(mark(&[1]).await, [message(1)]);
    assert_eq!(mark(&[1]).await, []);
    assert_eq!(mark(&[3, 1, 2, 3]).await, [message(2), message(3)]);
    assert_eq!(mark(&[]).await, []);
}

pub(crate) async fn many_payments_are_written_together(store: &PaymentStore) {
    // More than one statement may name at once.
    let numbers = 1..=300;
    let all = |authorization: &Authorization, version| -> Vec<Payment> {
        numbers.clone().map(|number| payment(order(number), authorization.clone(), version)).collect()
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert(&all(&Authorization::Pending, 1), times(1, 10)).await.unwrap();
    tx.commit().await.unwrap();
    let authorized = all(&Authorization::Authorized, 2);
    let mut tx = store.begin().await.unwrap();
    assert!(tx.update(&authorized, times(2, 10)).await.unwrap());
    tx.commit().await.unwrap();
    let orders: Vec<OrderId> = numbers.clone().map(order).collect();
    let mut found = store.begin().await.unwrap().load(&orders).await.unwrap();
    found.sort_unstable_by_key(|payment| payment.order);
    assert_eq!(found, authorized);
    assert_eq!(store.count_unsettled().await.unwrap(), 0);
}

pub(crate) async fn of_many_writes_one_over_another_s_change_is_noticed(store: &PaymentStore) {
    for number in 1..=64 {
        insert(store, &payment(order(number), Authorization::Pending, 1), 10).await;
    }
    let mut tx = store.begin().await.unwrap();
    assert!(tx.update(&[payment(order(40), Authorization::Authorized, 2)], times(2, 10)).await.unwrap());
    tx.commit().await.unwrap();
    let writes: Vec<Payment> =
        (1..=64).map(|number| payment(order(number), Authorization::Authorized, 2)).collect();
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.update(&writes, times(3, 10)).await.unwrap());
    drop(tx);
    assert_eq!(store.find(order(1)).await.unwrap().unwrap().version, 1);
}

pub(crate) async fn a_write_over_another_s_change_is_refused(store: &PaymentStore) {
    insert(store, &payment(order(1), Authorization::Pending, 1), 10).await;
    let write = async |authorization, version| {
        let mut tx = store.begin().await.unwrap();
        let written = tx.update(&[payment(order(1), authorization, version)], times(2, 10)).await.unwrap();
        tx.commit().await.unwrap();
        written
    };
    assert!(write(Authorization::Authorized, 2).await);
    assert!(!write(Authorization::Declined { reason: String::new() }, 2).await);
    assert!(!write(Authorization::Captured, 4).await);
    let found = store.find(order(1)).await.unwrap().unwrap();
    assert_eq!((found.authorization, found.version), (Authorization::Authorized, 2));

    let mut tx = store.begin().await.unwrap();
    let again = match tx.insert(&[payment(order(1), Authorization::Pending, 1)], times(3, 10)).await {
        Ok(()) => tx.commit().await,
        refused => refused,
    };
    assert!(matches!(again, Err(StoreError::Contended(_))), "{again:?}");
}

pub(crate) async fn only_payments_with_an_outstanding_call_come_due_and_each_in_its_turn(
    store: &PaymentStore,
) {
    insert(store, &payment(order(1), Authorization::Pending, 1), 30).await;
    insert(store, &payment(order(2), Authorization::Capturing, 1), 20).await;
    insert(store, &payment(order(3), Authorization::Voided { owes_release: true }, 1), 10).await;
    insert(store, &payment(order(4), Authorization::Authorized, 1), 10).await;
    insert(store, &payment(order(5), Authorization::Pending, 1), 500).await;
    assert_eq!(store.count_unsettled().await.unwrap(), 4);

    let take = async |now, limit| store.take_due(at(now), at(now + 100), limit).await.unwrap();
    assert_eq!(take(5, 10).await, []);
    assert_eq!(take(30, 2).await, [order(3), order(2)]);
    assert_eq!(take(30, 2).await, [order(1)], "what was taken came again before its time");
    assert_eq!(take(30, 2).await, []);
    store.make_all_due(at(40)).await.unwrap();
    let mut all = take(40, 10).await;
    all.sort_unstable();
    assert_eq!(all, [order(1), order(2), order(3), order(5)]);

    let mut tx = store.begin().await.unwrap();
    assert!(tx.update(&[payment(order(5), Authorization::Authorized, 2)], times(50, 60)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.count_unsettled().await.unwrap(), 3);
}

fn reply(number: u128, of: OrderId) -> Message {
    let body = PaymentReply::Voided { order_id: *of.as_uuid() };
    Message::compose(message(number), at(1), Some("trace".to_owned()), &body).unwrap()
}

pub(crate) async fn a_reply_is_in_the_outbox_only_if_its_unit_of_work_was_committed(
    store: &PaymentStore,
    outbox: &dyn bus::Outbox,
) {
    let reply = |number| reply(number, order(1));
    let mut tx = store.begin().await.unwrap();
    tx.enqueue(&[reply(1)]).await.unwrap();
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    tx.enqueue(&[reply(2), reply(3)]).await.unwrap();
    tx.commit().await.unwrap();
    let unsent = outbox.unsent(10).await.unwrap();
    let sent = |message: &Message| (message.id, message.payload.clone(), message.traceparent.clone());
    assert_eq!(unsent.iter().map(sent).collect::<Vec<_>>(), [sent(&reply(2)), sent(&reply(3))]);
}

pub(crate) async fn messages_are_kept_in_their_order_sent_or_not(
    store: &PaymentStore,
    outbox: &dyn bus::Outbox,
) {
    let mut tx = store.begin().await.unwrap();
    let replies = [(1, order(2)), (2, order(1)), (3, order(2))].map(|(number, of)| reply(number, of));
    tx.enqueue(&replies).await.unwrap();
    tx.commit().await.unwrap();
    outbox.mark_sent(&[message(1)]).await.unwrap();
    let kept = async |from: Option<OutboxPosition>, limit| {
        let kept = store.messages(from.as_ref(), limit).await.unwrap();
        kept.into_iter()
            .map(|entry| (entry.position.key, entry.position.number, entry.is_sent))
            .collect::<Vec<_>>()
    };
    let (first, second) = (order(1).to_string(), order(2).to_string());
    let all = [(first, 1, false), (second.clone(), 1, true), (second.clone(), 2, false)];
    assert_eq!(kept(None, 9).await, all);
    assert_eq!(kept(None, 2).await, all[..2]);
    assert_eq!(kept(Some(OutboxPosition { key: second, number: 1 }), 9).await, all[1..]);
}

/// Every test of this suite for one store; `$open` is a function that opens an empty one.
macro_rules! payment_store_suite {
    ($name:ident, $open:path) => {
        mod $name {
            #[tokio::test]
            async fn a_payment_is_read_as_it_was_written() {
                let opened = $open().await;
                super::a_payment_is_read_as_it_was_written(&opened.store).await;
            }

            #[tokio::test]
            async fn a_unit_of_work_that_is_dropped_never_happened() {
                let opened = $open().await;
                super::a_unit_of_work_that_is_dropped_never_happened(&opened.store).await;
            }

            #[tokio::test]
            async fn a_message_is_seen_for_the_first_time_once() {
                let opened = $open().await;
                super::a_message_is_seen_for_the_first_time_once(&opened.store).await;
            }

            #[tokio::test]
            async fn many_payments_are_written_together() {
                let opened = $open().await;
                super::many_payments_are_written_together(&opened.store).await;
            }

            #[tokio::test]
            async fn of_many_writes_one_over_another_s_change_is_noticed() {
                let opened = $open().await;
                super::of_many_writes_one_over_another_s_change_is_noticed(&opened.store).await;
            }

            #[tokio::test]
            async fn a_write_over_another_s_change_is_refused() {
                let opened = $open().await;
                super::a_write_over_another_s_change_is_refused(&opened.store).await;
            }

            #[tokio::test]
            async fn only_payments_with_an_outstanding_call_come_due_and_each_in_its_turn() {
                let opened = $open().await;
                super::only_payments_with_an_outstanding_call_come_due_and_each_in_its_turn(&opened.store)
                    .await;
            }

            #[tokio::test]
            async fn a_reply_is_in_the_outbox_only_if_its_unit_of_work_was_committed() {
                let opened = $open().await;
                super::a_reply_is_in_the_outbox_only_if_its_unit_of_work_was_committed(
                    &opened.store,
                    &opened.outbox,
                )
                .await;
            }

            #[tokio::test]
            async fn messages_are_kept_in_their_order_sent_or_not() {
                let opened = $open().await;
                super::messages_are_kept_in_their_order_sent_or_not(&opened.store, &opened.outbox).await;
            }
        }
    };
}

struct Opened {
    store: PaymentStore,
    outbox: bus::adapters::sql::SqlOutbox,
    _storage: service_harness::Storage,
}

async fn open() -> Opened {
    let storage = service_harness::Storage::new(crate::RECORDS);
    let database = storage.database::<payment::PaymentService>().await;
    let store = PaymentStore::new(database.clone());
    Opened {
        store,
        outbox: bus::adapters::sql::SqlOutbox::new(database, std::sync::Arc::new(primitives::SystemClock)),
        _storage: storage,
    }
}

payment_store_suite!(on_this_engine, super::open);
