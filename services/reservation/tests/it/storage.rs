//! What only a store of rows can promise: that it keeps everything, and that a failed commit leaves nothing.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Lifecycle;
use primitives::{Clock, FakeClock, SeededIds};
use reservation::adapters::sql::{MIGRATOR, SqlSeats};
use reservation::ports::{HoldError, RELEASES_KNOWN_FOR, SeatEngine, SeatError, Settled};
use sql::Database;
use tempfile::TempDir;

use crate::embedded;
use crate::seat_store_contract::World;
use crate::seat_store_contract::world::{key, seconds, token, user};

async fn world_in(folder: Arc<TempDir>, clock: Arc<FakeClock>) -> World {
    World::new(embedded::reopen(folder, clock).await).await
}

#[tokio::test]
async fn a_store_that_is_opened_again_has_everything() {
    let folder = Arc::new(TempDir::new().unwrap());
    let clock = Arc::new(FakeClock::default());
    let world = world_in(folder.clone(), clock.clone()).await;
    let keyed = world.hold_by_key(key("mina", "k", "body"), &[2, 1], 120).await.unwrap();
    world.hold("joon", &[3, 4, 5], 120).await.unwrap();
    let extended = world.extend(&user("joon"), 3, 30, 7).await.unwrap();
    let claimed = world.claim(1, &user("joon"), &[4, 5]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[5]).await, Settled::Sold);
    world.release(2, 2, &[]).await;
    world.hold("sora", &[6], 10).await.unwrap();
    let (map, published, replies) = (world.map().await, world.published().await, world.replies().await);
    drop(world);

    clock.advance(seconds(11));
    let world = world_in(folder, clock).await;
    assert_eq!(world.map().await, map);
    assert_eq!(world.published().await, published);
    assert_eq!(world.replies().await, replies);
    assert!(world.hold_by_key(key("mina", "k", "body"), &[2, 1], 120).await.unwrap().replayed);
    assert_eq!(world.extend(&user("joon"), 3, 30, 7).await.unwrap(), extended, "the operation is remembered");
    world.extend(&token(keyed.hold), 1, 30, 8).await.unwrap();
    assert_eq!(world.claim(1, &user("joon"), &[4, 5]).await.unwrap().until, claimed.until);
    assert_eq!(world.confirm(3, 2, &[7]).await, Settled::Refused, "the tombstone is remembered");
    assert_eq!(
        world.sweeper.expire(100).await.unwrap().freed,
        1,
        "the sweeper finds what has lapsed meanwhile"
    );
    world.check_fold().await;
}

#[tokio::test]
async fn a_release_is_known_after_a_restart_and_forgotten_in_time() {
    let folder = Arc::new(TempDir::new().unwrap());
    let clock = Arc::new(FakeClock::default());
    let world = world_in(folder.clone(), clock.clone()).await;
    let held = world.hold("mina", &[1, 2], 120).await.unwrap();
    world.release_by_id(&user("mina"), held.hold, Some(1)).await.unwrap();
    drop(world);

    let world = world_in(folder, clock.clone()).await;
    world.release_by_id(&user("mina"), held.hold, Some(1)).await.unwrap();
    world.release_by_id(&user("mina"), held.hold, None).await.unwrap();
    clock.advance(RELEASES_KNOWN_FOR + seconds(1));
    let forgotten = world.sweeper.forget(RELEASES_KNOWN_FOR, 100).await.unwrap();
    assert_eq!(forgotten, 2);
    let refused = world.release_by_id(&user("mina"), held.hold, None).await;
    assert!(matches!(refused, Err(SeatError::Expired)), "{refused:?}");
}

#[tokio::test]
async fn a_batch_that_cannot_be_committed_has_no_effect() {
    let folder = TempDir::new().unwrap();
    let database = Database::open(&folder.path().join("reservation.db"), &MIGRATOR).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(FakeClock::default());
    let store = SqlSeats::on(database.clone(), clock, Arc::new(SeededIds::new(1)), &Lifecycle::new());
    let world = World::new(embedded::Borrowed(Arc::new(store))).await;
    world.hold("mina", &[1], 120).await.unwrap();

    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'not today'); END";
    execute(&database, refuse).await;
    let (first, second) = tokio::join!(world.hold("mina", &[2], 120), world.hold("joon", &[2], 120));
    for lost in [first, second] {
        assert!(
            matches!(lost, Err(HoldError::Unavailable(_))),
            "a lost batch has no answer but this: {lost:?}"
        );
    }
    assert_eq!(world.map().await, "HAAAAAAAAA", "a lost change is in the snapshot");

    execute(&database, "DROP TRIGGER refuse").await;
    world.hold("joon", &[2], 120).await.unwrap();
    assert_eq!(world.published().await, [(1, 1, 'H'), (2, 2, 'H')]);
    world.check_fold().await;
}

async fn execute(database: &Database, statement: &'static str) {
    let mut tx = database.begin().await.unwrap();
    sql::query(statement).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_closed_store_reports_that_it_is_not_available() {
    let folder = TempDir::new().unwrap();
    let database = Database::open(&folder.path().join("reservation.db"), &MIGRATOR).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(FakeClock::default());
    let store =
        Arc::new(SqlSeats::on(database.clone(), clock, Arc::new(SeededIds::new(1)), &Lifecycle::new()));
    store.check().await.unwrap();
    let world = World::new(embedded::Borrowed(store.clone())).await;
    database.close().await.unwrap();
    assert!(matches!(world.hold("mina", &[1], 120).await, Err(HoldError::Unavailable(_))));
    assert!(store.check().await.is_err());
}

#[tokio::test]
async fn concurrent_commands_share_a_sync() {
    let folder = TempDir::new().unwrap();
    let database = Database::open(&folder.path().join("reservation.db"), &MIGRATOR).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(FakeClock::default());
    let store = SqlSeats::on(database.clone(), clock, Arc::new(SeededIds::new(1)), &Lifecycle::new());
    let world = World::new(embedded::Borrowed(Arc::new(store))).await;
    let before = database.syncs();
    let names: Vec<String> = (1..=10).map(|number| format!("buyer-{number}")).collect();
    let seats: Vec<[i64; 1]> = (1..=10).map(|seat| [seat]).collect();
    let holds = names.iter().zip(&seats).map(|(name, seat)| world.hold(name, seat, 120));
    for held in futures::future::join_all(holds).await {
        held.unwrap();
    }
    assert!(database.syncs() - before < 5, "ten holds took {} syncs", database.syncs() - before);
}

#[tokio::test]
async fn marked_messages_are_not_handed_out_again() {
    let world = world_in(Arc::new(TempDir::new().unwrap()), Arc::new(FakeClock::default())).await;
    world.hold("mina", &[1], 120).await.unwrap();
    world.hold("mina", &[2], 120).await.unwrap();
    let outbox = &world.outbox;
    tokio::time::timeout(Duration::from_secs(30), outbox.committed()).await.expect("the relay is not woken");
    let unsent = outbox.unsent(10).await.unwrap();
    outbox.mark_sent(&[unsent[0].id]).await.unwrap();
    let left = outbox.unsent(10).await.unwrap();
    assert_eq!(left, unsent[1..]);
    assert!(outbox.oldest_unsent().await.unwrap().is_some());
    outbox.mark_sent(&[unsent[1].id]).await.unwrap();
    assert_eq!(outbox.oldest_unsent().await.unwrap(), None);
}
