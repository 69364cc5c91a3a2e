//! Purchases that wait for their payment.

use std::time::Duration;

use order::domain::{Fingerprint, OrderKey, Purchase, PurchaseRequest};
use order::store::{OrderStore, StoreError};
use primitives::{EventId, HoldId, SeatId};
use uuid::Uuid;

use super::{START, at, id};

fn purchase(number: u32) -> Purchase {
    let request = PurchaseRequest::new(EventId::new(3).unwrap(), 2).unwrap();
    Purchase {
        key: OrderKey { scope: "user:mina".to_owned(), key: number.to_string() }.digest(),
        fingerprint: Fingerprint::of_purchase(&request),
        order: id(number.into()),
        scope: "user:mina".to_owned(),
        event: request.event,
        seats: [7, 9].map(|seat| SeatId::new(seat).unwrap()).to_vec(),
        hold: HoldId::from_uuid(Uuid::from_u128(8)),
        remaining: 41,
        until: at(number.into()),
    }
}

async fn insert(store: &OrderStore, purchase: &Purchase) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.insert_purchase(purchase)?;
    tx.commit().await
}

pub(crate) async fn a_purchase_is_found_by_its_key_and_by_its_order(store: &OrderStore) {
    let made = purchase(1);
    insert(store, &made).await.unwrap();
    assert_eq!(store.find_purchase(&made.key).await.unwrap().as_ref(), Some(&made));
    assert_eq!(store.find_purchase_of(made.order).await.unwrap().as_ref(), Some(&made));
    assert_eq!(store.find_purchase(&purchase(2).key).await.unwrap(), None);
    assert_eq!(store.find_purchase_of(id(2)).await.unwrap(), None);
    for twice in
        [Purchase { order: id(2), ..made.clone() }, Purchase { key: purchase(2).key, ..made.clone() }]
    {
        let refused = insert(store, &twice).await;
        assert!(matches!(refused, Err(StoreError::Duplicate)), "{refused:?}");
    }
    assert_eq!(store.find_purchase(&made.key).await.unwrap(), Some(made));
}

pub(crate) async fn purchases_are_forgotten_a_slice_at_a_time(store: &OrderStore) {
    const MADE: u32 = 501;
    let mut tx = store.begin().await.unwrap();
    for number in 1..=MADE {
        tx.insert_purchase(&purchase(number)).unwrap();
    }
    tx.commit().await.unwrap();
    assert!(!store.prune_purchases(START).await.unwrap());
    assert!(store.prune_purchases(at(u64::from(MADE))).await.unwrap(), "a slice is all of them but one");
    assert!(!store.prune_purchases(at(u64::from(MADE)).minus(Duration::from_secs(1))).await.unwrap());
    assert_eq!(store.find_purchase_of(id(500)).await.unwrap(), None);
    assert_eq!(store.find_purchase_of(id(501)).await.unwrap(), Some(purchase(501)));
}
