//! An event that has been over for long leaves nothing behind in the embedded store either.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Lifecycle;
use primitives::{Clock, EventId, FakeClock, RandomIds, Timestamp};
use reservation::adapters::sql::{MIGRATOR, SqlSeats};
use reservation::app::{EventRetention, HoldLimits, Reservations};
use reservation::domain::SalePlan;
use reservation::ports::{Events, EventsUnavailable, HoldError, PublishedEvent, SeatRecovery, Settled};
use sql::Database;
use tempfile::TempDir;

use crate::embedded::Borrowed;
use crate::seat_store_contract::World;
use crate::seat_store_contract::world::meta;

const RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The first event begins in an hour, all others a year later.
struct Season(Timestamp);

#[async_trait]
impl Events for Season {
    async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        let hours = if event.get() == 1 { 1 } else { 365 * 24 };
        let begins_at = Some(self.0.plus(hours * Duration::from_secs(3_600)));
        Ok(Some(PublishedEvent { meta: meta(event, self.0), begins_at }))
    }

    async fn plan(&self, _: EventId) -> Result<Option<SalePlan>, EventsUnavailable> {
        Ok(None)
    }
}

async fn rows(database: &Database) -> Vec<(String, i64)> {
    let mut rows = Vec::new();
    for table in ["events", "seats", "receipts", "released", "tombstones"] {
        let text = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE event_id = 1"));
        let (count,): (i64,) =
            sql::query(text).fetch_one(&mut database.reader().await.unwrap()).await.unwrap();
        rows.push((table.to_owned(), count));
    }
    rows
}

#[tokio::test]
async fn an_event_that_is_over_is_removed_with_its_seats_once_none_is_held() {
    let folder = TempDir::new().unwrap();
    let database = Database::open(&folder.path().join("reservation.db"), &MIGRATOR).await.unwrap();
    let (clock, ids) = (Arc::new(FakeClock::default()), Arc::new(RandomIds::default()));
    let store = SqlSeats::on(database.clone(), clock.clone(), ids.clone(), &Lifecycle::new());
    let store = Arc::new(store);
    let events = EventRetention::new(Arc::new(Season(clock.now())), clock.clone(), RETENTION);
    let reservations = Reservations::new(store.clone(), clock.clone(), ids, HoldLimits::default());
    let reservations = reservations.forgetting(events);
    let mut world = World::new(Borrowed(store.clone())).await;
    world.open(2).await;
    world.hold("mina", &[5], 120).await.unwrap();
    world.event = EventId::new(1).unwrap();
    assert_eq!(world.confirm(1, 1, &[1, 2, 3]).await, Settled::Sold);
    world.release(2, 9, &[4]).await;

    clock.advance(RETENTION);
    world.hold("mina", &[5], 120).await.unwrap();
    reservations.forget_events().await.unwrap();
    assert_eq!(world.map().await, "SSSAHAAAAA", "it is kept for a while");
    clock.advance(Duration::from_secs(3_601));
    reservations.forget_events().await.unwrap();
    assert_eq!(world.map().await, "SSSAHAAAAA", "a seat has not been swept yet");
    assert_eq!(world.sweeper.expire(10).await.unwrap().freed, 2, "one of each event");
    reservations.forget_events().await.unwrap();

    assert!(rows(&database).await.iter().all(|(_, count)| *count == 0), "{:?}", rows(&database).await);
    let known: Vec<i64> = store.known().await.unwrap().iter().map(|known| known.event.get()).collect();
    assert_eq!(known, [2], "others are kept");
    let refused = world.hold("mina", &[1], 120).await;
    assert!(matches!(refused, Err(HoldError::UnknownEvent)), "{refused:?}");
    assert_eq!(world.confirm(3, 1, &[1]).await, Settled::Refused, "an order has its reply still");
}
