//! The buyer ledger: how much one buyer gets.

use std::collections::HashSet;

use order::domain::Order;
use order::store::{OrderStore, StoreError};
use primitives::{EventId, HoldOwner, OrderId};

use super::{START, enter_sale, order, user};

fn limited(number: u128, name: &str, seats: &[i64]) -> Order {
    Order { buyer_limit: Some(4), ..order(number, HoldOwner::User(user(name)), seats, START) }
}

/// Those that get no places.
async fn refused(store: &OrderStore, orders: &[&Order]) -> HashSet<OrderId> {
    let mut tx = store.begin().await.unwrap();
    let refused = tx.enter_buyers(orders).await.unwrap();
    tx.commit().await.unwrap();
    refused
}

async fn places(store: &OrderStore, name: &str) -> u64 {
    store.places_of(&user(name), EventId::new(3).unwrap()).await.unwrap()
}

pub(crate) async fn a_buyer_gets_as_many_places_as_the_limit_has(store: &OrderStore) {
    let first = limited(1, "mina", &[1, 2, 3]);
    assert!(refused(store, &[&first]).await.is_empty());
    assert!(refused(store, &[&first]).await.is_empty(), "the same order again");
    assert_eq!(places(store, "mina").await, 3);
    let (two, one) = (limited(2, "mina", &[4, 5]), limited(3, "mina", &[6]));
    let others = [
        limited(4, "joon", &[7]),
        Order { event: EventId::new(4).unwrap(), ..limited(5, "mina", &[8]) },
        Order { buyer_limit: None, ..limited(6, "mina", &[9, 10]) },
        Order { owner: HoldOwner::Anonymous, ..limited(7, "mina", &[11]) },
    ];
    let all: Vec<&Order> = [&two, &one].into_iter().chain(&others).collect();
    assert_eq!(refused(store, &all).await, HashSet::from([two.id]));
    assert_eq!((places(store, "mina").await, places(store, "joon").await), (4, 1));
    let late = limited(8, "mina", &[12]);
    assert_eq!(refused(store, &[&late]).await, HashSet::from([late.id]));
}

pub(crate) async fn an_order_that_is_not_sold_gives_its_places_back(store: &OrderStore) {
    let (winner, loser) = (limited(1, "joon", &[1]), limited(2, "mina", &[1, 2, 3, 4]));
    for (order, lost) in [(&winner, 0), (&loser, 1)] {
        let mut tx = store.begin().await.unwrap();
        assert!(tx.enter_buyers(&[order]).await.unwrap().is_empty());
        assert_eq!(enter_sale(&mut tx, order, START).await.len(), lost);
        tx.commit().await.unwrap();
    }
    assert_eq!((places(store, "joon").await, places(store, "mina").await), (1, 0));
    assert!(refused(store, &[&limited(3, "mina", &[5, 6, 7, 8])]).await.is_empty());
}

/// However they meet: what is committed is within the limit.
pub(crate) async fn two_orders_of_a_buyer_that_are_confirmed_at_once_share_no_place(store: &OrderStore) {
    let orders = [limited(1, "mina", &[1, 2, 3]), limited(2, "mina", &[4, 5, 6])];
    let confirm = async |order: &Order| -> Result<bool, StoreError> {
        let mut tx = store.begin().await?;
        let refused = tx.enter_buyers(&[order]).await?;
        tx.commit().await?;
        Ok(refused.is_empty())
    };
    let [one, other] = &orders;
    let (one, other) = tokio::join!(confirm(one), confirm(other));
    let outcomes = [one, other];
    let confirmed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count();
    let is_fair =
        |outcome: &Result<bool, StoreError>| matches!(outcome, Ok(_) | Err(StoreError::Contended(_)));
    assert!(confirmed == 1 && outcomes.iter().all(is_fair), "{outcomes:?}");
    assert_eq!(places(store, "mina").await, 3);
}
