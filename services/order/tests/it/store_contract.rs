//! What the order store has to do, on every engine.

use std::time::Duration;

use bus::Message;
use contracts::messages::OrderEvent;
use order::OrderService;
use order::domain::saga::{self, Input, LostSeat, State};
use order::domain::{
    Fingerprint, Order, OrderItem, OrderKey, OrderRequest, PaymentMethod, Progress, ProgressChange,
    SagaTimeouts,
};
use order::store::{AcceptedOrder, DueOrder, KeyRecord, OrderStep, OrderStore, OrderTx, StoreError};
use primitives::{
    Currency, EventId, HoldId, HoldOwner, MessageId, Money, OrderId, SeatId, TierName, Timestamp, UserId,
};
use service_harness::Storage;
use uuid::Uuid;

#[path = "buyers_contract.rs"]
mod buyers;
#[path = "keys_contract.rs"]
mod keys;
#[path = "lists_contract.rs"]
mod lists;
#[path = "purchases_contract.rs"]
mod purchases;
#[path = "sales_contract.rs"]
mod sales;

use buyers::{
    a_buyer_gets_as_many_places_as_the_limit_has, an_order_that_is_not_sold_gives_its_places_back,
    two_orders_of_a_buyer_that_are_confirmed_at_once_share_no_place,
};
use keys::{a_key_is_taken_once_for_each_caller, keys_that_are_read_together_come_in_the_order_of_the_call};
use lists::{
    a_list_is_of_one_event_or_status_where_that_is_wanted, a_list_is_of_one_user_newest_first_behind_a_cursor,
};
use purchases::{a_purchase_is_found_by_its_key_and_by_its_order, purchases_are_forgotten_a_slice_at_a_time};
use sales::{
    a_snapshot_of_sales_has_what_is_sold_and_what_may_yet_be,
    an_epoch_is_above_those_that_restored_records_have_forgotten,
    an_epoch_rises_by_one_at_a_time_and_only_by_a_commit, the_standing_of_orders_says_which_have_ended,
};

const START: Timestamp = Timestamp::from_micros(1_000_000_000);

fn at(seconds: u64) -> Timestamp {
    START.plus(Duration::from_secs(seconds))
}

fn user(name: &str) -> UserId {
    UserId::parse(name).unwrap()
}

fn id(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn message(number: u128) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(number))
}

fn order(number: u128, owner: HoldOwner, seats: &[i64], created: Timestamp) -> Order {
    Order {
        id: id(number),
        owner,
        event: EventId::new(3).unwrap(),
        items: seats.iter().map(|seat| item(*seat)).collect(),
        holds: vec![HoldId::from_uuid(Uuid::from_u128(8)), HoldId::from_uuid(Uuid::from_u128(9))],
        price: Money { amount: 5_000, currency: Currency::KRW },
        method: PaymentMethod::parse("tok_ok", &["tok_ok"]),
        reference: None,
        buyer_limit: None,
        created,
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
    }
}

fn item(seat: i64) -> OrderItem {
    OrderItem { seat: SeatId::new(seat).unwrap(), tier: None, price: Some(2_500) }
}

fn first(order: &Order) -> ProgressChange {
    Progress::begin(&saga::start(), &SagaTimeouts::default(), order.created)
}

fn step(order: &Order, before: &Progress, input: &Input, now: Timestamp) -> ProgressChange {
    let transition = saga::on(&before.state, input);
    before.step(input, &transition, &SagaTimeouts::default(), order.created, now).unwrap()
}

fn record(scope: &str, key: &str, order: &Order) -> KeyRecord {
    let request = OrderRequest::new(order.event, order.seats().collect(), None).unwrap();
    KeyRecord {
        key: OrderKey { scope: scope.to_owned(), key: key.to_owned() }.digest(),
        fingerprint: Fingerprint::of(&request),
        order: order.id,
        body: "{\"좌석\": \"1\"}".to_owned(),
        traceparent: order.traceparent.clone(),
        created: order.created,
    }
}

async fn insert(store: &OrderStore, order: &Order) -> ProgressChange {
    let change = first(order);
    let mut tx = store.begin().await.unwrap();
    insert_in(&mut tx, order, &change).await;
    tx.commit().await.unwrap();
    change
}

async fn insert_in(tx: &mut OrderTx, order: &Order, first: &ProgressChange) {
    tx.insert_orders(&[AcceptedOrder { order, first }]).await.unwrap();
}

/// One step of one order.
async fn advance(
    tx: &mut OrderTx,
    order: &Order,
    from: &Progress,
    to: &ProgressChange,
) -> Result<(), StoreError> {
    tx.advance(&[OrderStep { order, from, to }]).await
}

/// The seats that one order has lost.
async fn enter_sale(tx: &mut OrderTx, order: &Order, now: Timestamp) -> Vec<LostSeat> {
    tx.enter_sales(&[order], now).await.unwrap().remove(&order.id).unwrap_or_default()
}

async fn is_new(tx: &mut OrderTx, number: u128) -> bool {
    !tx.mark_processed(&[message(number)], START).await.unwrap().is_empty()
}

pub(crate) async fn an_order_is_read_back_as_it_was_written(store: &OrderStore) {
    for order in [
        order(1, HoldOwner::Anonymous, &[9, 1], START),
        Order {
            method: None,
            traceparent: None,
            holds: vec![],
            ..order(2, HoldOwner::User(user("mina")), &[2], START)
        },
        Order {
            items: vec![OrderItem { tier: Some(TierName::YOUTH), ..item(7) }, item(3)],
            ..order(5, HoldOwner::Anonymous, &[], START)
        },
        Order {
            items: vec![OrderItem { price: None, ..item(7) }],
            ..order(6, HoldOwner::Anonymous, &[], START)
        },
    ] {
        let change = insert(store, &order).await;
        let details = store.find(order.id).await.unwrap().unwrap();
        assert_eq!(
            (&details.order, &details.progress, &details.timeline),
            (&order, &change.progress, &change.entries)
        );
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.load(&[order.id]).await.unwrap().remove(&order.id), Some((order, change.progress)));
    }
    assert_eq!(store.find(id(3)).await.unwrap(), None);
}

pub(crate) async fn orders_that_are_read_together_come_in_the_order_of_the_call(store: &OrderStore) {
    let mut written = Vec::new();
    for number in 1..=5 {
        let order = order(number, HoldOwner::Anonymous, &[i64::try_from(number).unwrap()], START);
        insert(store, &order).await;
        written.push(store.find(order.id).await.unwrap().unwrap());
    }
    let asked = [4, 9, 1, 4, 3];
    let found = store.find_all(&asked.map(id)).await.unwrap();
    let expected = asked.map(|number| written.iter().find(|details| details.order.id == id(number)).cloned());
    assert_eq!(found.into_iter().map(Result::unwrap).collect::<Vec<_>>(), expected);
    assert!(store.find_all(&[]).await.unwrap().is_empty());
}

pub(crate) async fn what_is_not_committed_never_happened(store: &OrderStore) {
    let order = order(1, HoldOwner::Anonymous, &[1], START);
    let mut tx = store.begin().await.unwrap();
    tx.insert_keys(&[&record("anonymous", "k", &order)]).await.unwrap();
    insert_in(&mut tx, &order, &first(&order)).await;
    assert!(enter_sale(&mut tx, &order, START).await.is_empty());
    assert!(is_new(&mut tx, 1).await);
    drop(tx);
    assert_eq!(store.find(order.id).await.unwrap(), None);
    assert_eq!(store.find_key(&record("anonymous", "k", &order).key).await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    assert!(is_new(&mut tx, 1).await);
}

pub(crate) async fn a_step_is_written_only_on_top_of_the_version_it_was_decided_on(store: &OrderStore) {
    let order = order(1, HoldOwner::Anonymous, &[1], START);
    let begun = insert(store, &order).await;
    let confirming = step(&order, &begun.progress, &Input::Authorized, at(1));
    let mut tx = store.begin().await.unwrap();
    advance(&mut tx, &order, &begun.progress, &confirming).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let late = step(&order, &begun.progress, &Input::Declined, at(2));
    let late = advance(&mut tx, &order, &begun.progress, &late).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    drop(tx);
    let details = store.find(order.id).await.unwrap().unwrap();
    assert_eq!(details.progress, confirming.progress);
    assert_eq!(details.timeline, [begun.entries, confirming.entries].concat());
}

pub(crate) async fn a_seat_is_entered_into_the_ledger_for_one_order_for_ever(store: &OrderStore) {
    let winner = order(1, HoldOwner::Anonymous, &[2, 3], START);
    let loser = order(2, HoldOwner::Anonymous, &[1, 2, 3], START);
    let after = order(3, HoldOwner::Anonymous, &[1], START);
    let elsewhere = Order { event: EventId::new(4).unwrap(), ..order(4, HoldOwner::Anonymous, &[2], START) };
    let lost = |seat| LostSeat { seat: SeatId::new(seat).unwrap(), winner: winner.id };
    for (order, expected) in [
        (&winner, vec![]),
        (&loser, vec![lost(2), lost(3)]),
        (&after, vec![]),
        (&winner, vec![]),
        (&elsewhere, vec![]),
        (&loser, vec![LostSeat { seat: SeatId::new(1).unwrap(), winner: after.id }, lost(2), lost(3)]),
    ] {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(enter_sale(&mut tx, order, START).await, expected, "{}", order.id);
        tx.commit().await.unwrap();
    }
}

pub(crate) async fn of_many_orders_that_step_together_all_do_or_none(store: &OrderStore) {
    let mut begun = Vec::new();
    for number in 1..=64 {
        let order = order(number, HoldOwner::Anonymous, &[1], START);
        let first = insert(store, &order).await;
        let change = step(&order, &first.progress, &Input::Authorized, at(1));
        begun.push((order, first.progress, change));
    }
    let steps: Vec<OrderStep<'_>> =
        begun.iter().map(|(order, from, to)| OrderStep { order, from, to }).collect();
    for moved_before in [true, false] {
        let mut tx = store.begin().await.unwrap();
        if moved_before {
            tx.advance(&steps[40..41]).await.unwrap();
        }
        let advanced = tx.advance(&steps).await;
        assert_eq!(advanced.is_err(), moved_before, "one of 64 has moved");
        assert!(advanced.is_ok() || matches!(advanced, Err(StoreError::Conflict)));
        match advanced {
            Ok(()) => tx.commit().await.unwrap(),
            Err(_) => drop(tx),
        }
    }
    let mut tx = store.begin().await.unwrap();
    let ids: Vec<OrderId> = begun.iter().map(|(order, ..)| order.id).collect();
    let loaded = tx.load(&[&ids[..], &[id(99)]].concat()).await.unwrap();
    assert_eq!(loaded.len(), 64);
    assert!(begun.iter().all(|(order, _, to)| loaded[&order.id].1 == to.progress));
}

pub(crate) async fn a_message_is_seen_for_the_first_time_once(store: &OrderStore) {
    for (number, is_new) in [(1, true), (1, false), (2, true)] {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(self::is_new(&mut tx, number).await, is_new);
        tx.commit().await.unwrap();
    }
}

pub(crate) async fn due_orders_are_listed_longest_due_first_behind_one_of_them(store: &OrderStore) {
    for (number, created) in [(1, 3), (2, 1), (3, 1), (4, 9)] {
        insert(store, &order(number, HoldOwner::Anonymous, &[1], at(created))).await;
    }
    let due = |number, created: u64| DueOrder { at: at(created + 30), order: id(number) };
    let now = at(33);
    assert_eq!(store.due(now, None, 9).await.unwrap(), [due(2, 1), due(3, 1), due(1, 3)]);
    assert_eq!(store.due(now, None, 1).await.unwrap(), [due(2, 1)]);
    assert_eq!(store.due(now, Some(due(2, 1)), 9).await.unwrap(), [due(3, 1), due(1, 3)]);
    assert_eq!(store.due(at(30), None, 9).await.unwrap(), []);
}

pub(crate) async fn the_census_counts_what_has_not_ended(store: &OrderStore) {
    let undone = order(1, HoldOwner::Anonymous, &[1], START);
    let begun = insert(store, &undone).await;
    insert(store, &order(2, HoldOwner::Anonymous, &[2], at(1))).await;
    let mut before = begun.progress;
    for (input, now) in [(Input::DeadlinePassed, 30), (Input::Voided, 40)] {
        let change = step(&undone, &before, &input, at(now));
        let mut tx = store.begin().await.unwrap();
        advance(&mut tx, &undone, &before, &change).await.unwrap();
        tx.commit().await.unwrap();
        before = change.progress;
    }
    let mut census = store.census(START, START).await.unwrap();
    census.states.sort();
    assert_eq!(census.states, [("AUTHORIZING".to_owned(), 1), ("COMPENSATING".to_owned(), 1)]);
    assert_eq!((census.unfinished, census.oldest_compensation, census.ended), (2, Some(at(30)), 0));

    assert_eq!((census.undecided, census.queueing), (1, 1), "one is being undone");
    assert_eq!(store.census(START, at(2)).await.unwrap().queueing, 0, "it is older than any queue");

    let over = step(&undone, &before, &Input::Released, at(50));
    assert!(matches!(over.progress.state, State::Cancelled(_)));
    let mut tx = store.begin().await.unwrap();
    advance(&mut tx, &undone, &before, &over).await.unwrap();
    tx.commit().await.unwrap();
    let census = store.census(at(50), START).await.unwrap();
    assert_eq!((census.unfinished, census.oldest_compensation, census.ended), (1, None, 1));
    assert_eq!(store.census(at(51), START).await.unwrap().ended, 0, "that was earlier");
}

pub(crate) async fn a_message_is_in_the_outbox_only_if_its_order_was_committed(store: &OrderStore) {
    let order = order(1, HoldOwner::Anonymous, &[1], START);
    let event = OrderEvent::OrderCreated { order_id: *order.id.as_uuid(), version: 1, hold_ids: Vec::new() };
    let created = Message::compose(message(1), START, None, &event).unwrap();
    let mut tx = store.begin().await.unwrap();
    insert_in(&mut tx, &order, &first(&order)).await;
    tx.enqueue(std::slice::from_ref(&created)).await.unwrap();
    drop(tx);
    assert_eq!(store.find(order.id).await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    insert_in(&mut tx, &order, &first(&order)).await;
    tx.enqueue(std::slice::from_ref(&created)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.find(order.id).await.unwrap().is_some());
}

macro_rules! order_store_contract {
    ($open:path) => {
        mod on_this_engine {
            order_store_contract! { @each $open;
                an_order_is_read_back_as_it_was_written
                orders_that_are_read_together_come_in_the_order_of_the_call
                what_is_not_committed_never_happened
                a_key_is_taken_once_for_each_caller
                keys_that_are_read_together_come_in_the_order_of_the_call
                a_step_is_written_only_on_top_of_the_version_it_was_decided_on
                of_many_orders_that_step_together_all_do_or_none
                a_seat_is_entered_into_the_ledger_for_one_order_for_ever
                a_message_is_seen_for_the_first_time_once
                a_list_is_of_one_event_or_status_where_that_is_wanted
                a_list_is_of_one_user_newest_first_behind_a_cursor
                due_orders_are_listed_longest_due_first_behind_one_of_them
                the_census_counts_what_has_not_ended
                a_message_is_in_the_outbox_only_if_its_order_was_committed
                an_epoch_rises_by_one_at_a_time_and_only_by_a_commit
                an_epoch_is_above_those_that_restored_records_have_forgotten
                a_buyer_gets_as_many_places_as_the_limit_has
                an_order_that_is_not_sold_gives_its_places_back
                two_orders_of_a_buyer_that_are_confirmed_at_once_share_no_place
                a_purchase_is_found_by_its_key_and_by_its_order
                purchases_are_forgotten_a_slice_at_a_time
                a_snapshot_of_sales_has_what_is_sold_and_what_may_yet_be
                the_standing_of_orders_says_which_have_ended
            }
        }
    };
    (@each $open:path; $($promise:ident)+) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let (store, _storage) = $open().await;
                super::$promise(&store).await;
            }
        )+
    };
}

pub(crate) async fn open() -> (OrderStore, Storage) {
    let storage = Storage::new(crate::RECORDS);
    let database = storage.database::<OrderService>().await;
    (OrderStore::new(database), storage)
}

order_store_contract!(crate::store_contract::open);
