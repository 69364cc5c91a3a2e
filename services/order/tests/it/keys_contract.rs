//! Idempotency keys: each has one answer.

use order::store::{OrderStore, StoreError};
use primitives::HoldOwner;

use super::{START, order, record};

pub(crate) async fn a_key_is_taken_once_for_each_caller(store: &OrderStore) {
    let order = order(1, HoldOwner::Anonymous, &[1], START);
    let taken = record("anonymous", "k", &order);
    let mut tx = store.begin().await.unwrap();
    let others = [("user:mina", "k"), ("user:Mina", "k"), ("anonymous", "K"), ("anonymous", "k ")];
    let others = others.map(|(scope, key)| record(scope, key, &order));
    let [mina, other_mina, upper, blank] = &others;
    tx.insert_keys(&[&taken, mina, other_mina, upper, blank]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let again = match tx.insert_keys(&[&record("anonymous", "new", &order), &taken]).await {
        Ok(()) => tx.commit().await,
        refused => refused,
    };
    assert!(matches!(again, Err(StoreError::Duplicate)), "{again:?}");
    assert_eq!(store.find_key(&taken.key).await.unwrap(), Some(taken));
}

pub(crate) async fn keys_that_are_read_together_come_in_the_order_of_the_call(store: &OrderStore) {
    let of = |number: u128| {
        let order = order(number, HoldOwner::Anonymous, &[1], START);
        record("anonymous", &format!("key {number}"), &order)
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_keys(&[&of(1), &of(2), &of(3)]).await.unwrap();
    tx.commit().await.unwrap();
    let asked = [3, 9, 1, 3].map(|number| of(number).key);
    let found = store.find_keys(&asked.each_ref()).await.unwrap();
    let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
    assert_eq!(found, [Some(of(3)), None, Some(of(1)), Some(of(3))]);
    assert!(store.find_keys(&[]).await.unwrap().is_empty());
}
