//! What the order store has to answer the seat store.

use order::domain::saga::{Input, Ledger};
use order::domain::sales::{LedgerRow, OrderStage, UnderWay};
use order::domain::{Order, ProgressChange};
use order::store::OrderStore;
use primitives::{EventId, HoldOwner, OrderId, SeatId, TierName, Timestamp};

use super::{START, advance, at, enter_sale, id, insert, order, step, user};

fn event(number: i64) -> EventId {
    EventId::new(number).unwrap()
}

/// Takes the order through these inputs, with its sale where it is confirmed.
async fn carry(store: &OrderStore, order: &Order, begun: ProgressChange, inputs: &[Input]) {
    let mut before = begun.progress;
    for (input, now) in inputs.iter().zip(1..) {
        let change = step(order, &before, input, at(now));
        let mut tx = store.begin().await.unwrap();
        if *input == Input::Confirmed(Ledger::Sold) {
            assert!(enter_sale(&mut tx, order, at(now)).await.is_empty());
        }
        advance(&mut tx, order, &before, &change).await.unwrap();
        tx.commit().await.unwrap();
        before = change.progress;
    }
}

/// Orders 1 to 5: being paid, being confirmed, sold, being undone, and undone. Order 6 is sold and captured; 7 is of another event.
async fn season(store: &OrderStore) {
    let ways: [&[Input]; 7] = [
        &[],
        &[Input::Authorized],
        &[Input::Authorized, Input::Confirmed(Ledger::Sold)],
        &[Input::DeadlinePassed],
        &[Input::DeadlinePassed, Input::Voided, Input::Released],
        &[Input::Authorized, Input::Confirmed(Ledger::Sold), Input::Captured],
        &[],
    ];
    for (number, inputs) in (1..).zip(ways) {
        let owner = if number == 1 { HoldOwner::User(user("mina")) } else { HoldOwner::Anonymous };
        let seats = [number * 10, number * 10 + 1];
        let mut order = order(u128::try_from(number).unwrap(), owner, &seats, START);
        if number == 7 {
            order.event = event(4);
        }
        order.items[0].tier = Some(TierName::YOUTH);
        let begun = insert(store, &order).await;
        carry(store, &order, begun, inputs).await;
    }
}

fn sales_of(sold: &[LedgerRow]) -> Vec<(i64, OrderId)> {
    let mut sold: Vec<_> = sold.iter().map(|row| (row.seat.get(), row.order)).collect();
    sold.sort_unstable();
    sold
}

fn all_sold() -> Vec<(i64, OrderId)> {
    vec![(30, id(3)), (31, id(3)), (60, id(6)), (61, id(6))]
}

pub(crate) async fn an_epoch_rises_by_one_at_a_time_and_only_by_a_commit(store: &OrderStore) {
    let now = Timestamp::from_micros(7_000_000);
    for (number, expected) in [(3, 7_000), (3, 7_001), (4, 7_000), (3, 7_002)] {
        let mut given_up = store.begin().await.unwrap();
        given_up.begin_rebuild(event(number), now).await.unwrap();
        drop(given_up);
        assert_eq!(epoch(store, number, now).await, expected, "event {number}");
    }
}

/// Event 4 has the records that a backup of event 3 would have: its first rebuild, and none of the later ones.
pub(crate) async fn an_epoch_is_above_those_that_restored_records_have_forgotten(store: &OrderStore) {
    let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
    assert_eq!(epoch(store, 3, at(100)).await, epoch(store, 4, at(100)).await);
    for seconds in [101, 101, 101, 160] {
        epoch(store, 3, at(seconds)).await;
    }
    let seen = epoch(store, 3, at(50)).await;
    assert!(seen > 160_000, "a clock that was set back led to a lower epoch");
    assert!(epoch(store, 4, at(162)).await > seen, "maps that have seen {seen} ignore the restored records");
}

async fn epoch(store: &OrderStore, number: i64, now: Timestamp) -> u64 {
    let mut tx = store.begin().await.unwrap();
    let sales = tx.begin_rebuild(event(number), now).await.unwrap();
    tx.commit().await.unwrap();
    sales.epoch
}

pub(crate) async fn a_snapshot_of_sales_has_what_is_sold_and_what_may_yet_be(store: &OrderStore) {
    season(store).await;
    let mut tx = store.begin().await.unwrap();
    let mut sales = tx.begin_rebuild(event(3), START).await.unwrap();
    drop(tx);
    assert_eq!(sales_of(&sales.sold), all_sold());
    sales.tiers.sort_unstable();
    let youths = [10, 20, 30, 60].map(|seat| (SeatId::new(seat).unwrap(), TierName::YOUTH));
    assert_eq!(sales.tiers, youths, "of what is sold and of what may yet be");
    sales.under_way.sort_by_key(|order| order.order);
    let under_way = |number: u128, owner, stage| {
        let seats =
            [10, 11].map(|seat| SeatId::new(seat + 10 * (i64::try_from(number).unwrap() - 1)).unwrap());
        let Order { holds, .. } = order(number, HoldOwner::Anonymous, &[1], START);
        UnderWay { order: id(number), seats: seats.to_vec(), holds, owner, stage, created: START }
    };
    assert_eq!(
        sales.under_way,
        [
            under_way(1, HoldOwner::User(user("mina")), OrderStage::Authorizing),
            under_way(2, HoldOwner::Anonymous, OrderStage::Confirming),
        ]
    );
}

pub(crate) async fn the_standing_of_orders_says_which_have_ended(store: &OrderStore) {
    season(store).await;
    // Most of them do not exist, as after a restore; a list as long as this takes more than one statement.
    let orders: Vec<OrderId> = (1..=200).map(id).collect();
    let standing = store.standing(event(3), &orders).await.unwrap();
    let goes_on = [1, 2, 3, 4, 7].map(id);
    let ended: Vec<OrderId> = orders.into_iter().filter(|order| !goes_on.contains(order)).collect();
    assert_eq!(standing.ended, ended);
    assert_eq!(sales_of(&standing.sold), all_sold());
    let standing = store.standing(event(3), &[]).await.unwrap();
    assert_eq!((standing.ended.len(), sales_of(&standing.sold)), (0, all_sold()));
}
