//! Two instances that seed the same season, as they do when they start together.

use std::sync::Arc;

use catalog::app::{Catalog, Published};
use catalog::store::EventStore;
use catalog::{CatalogService, Config};
use primitives::{FakeClock, Timestamp};
use service_harness::Storage;
use tokio::task::JoinSet;

use crate::RECORDS;
use crate::fakes::FakeReservations;
use crate::house::{club, event_id};

#[tokio::test]
async fn an_event_that_all_publish_at_once_is_published_by_one() {
    let storage = Storage::new(RECORDS);
    let reservations = Arc::new(FakeReservations::default());
    let mut instances = Vec::new();
    for _ in 0..4 {
        let store = EventStore::new(storage.database::<CatalogService>().await);
        let clock = Arc::new(FakeClock::default());
        instances.push(Arc::new(Catalog::new(&Config::default(), store, reservations.clone(), clock)));
    }
    for event in 1..=10 {
        let mut publishing = JoinSet::new();
        for instance in instances.clone() {
            publishing.spawn(async move { instance.publish(club(event)).await.unwrap() });
        }
        let published = publishing.join_all().await;
        let new = published.iter().filter(|published| **published == Published::New).count();
        assert_eq!(new, 1, "event {event}: {published:?}");
    }
    let store = EventStore::new(storage.database::<CatalogService>().await);
    assert_eq!(store.list(None, Timestamp::from_micros(0), 100).await.unwrap().len(), 10);
    assert_eq!(store.layout(event_id(7)).await.unwrap().unwrap().capacity(), 8);
}
