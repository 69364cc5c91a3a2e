//! The contract on the embedded store, and what outlives its process.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use primitives::{FakeClock, SeededIds};
use sql::Database;
use tempfile::TempDir;
use waiting_room::adapters::sql::{MIGRATOR, SqlLines};
use waiting_room::app::WaitingRooms;
use waiting_room::domain::{ControlAction, PlaceNumber, PlaceState, RoomChange};
use waiting_room::ports::RECORDS_KEPT;

use crate::line_store_contract::{World, line_store_contract};
use crate::room::Left;

line_store_contract!(embedded_lines, crate::embedded::open);

async fn open() -> World {
    open_in(Arc::new(TempDir::new().unwrap()), Arc::new(FakeClock::default())).await
}

async fn open_in(folder: Arc<TempDir>, clock: Arc<FakeClock>) -> World {
    let database = Database::open(&folder.path().join("lines.db"), &MIGRATOR).await.unwrap();
    World::new(Arc::new(SqlLines::new(database, clock.clone())), clock, Some(folder))
}

#[tokio::test]
async fn a_line_is_what_it_was_after_a_restart() {
    let (folder, clock) = (Arc::new(TempDir::new().unwrap()), Arc::new(FakeClock::default()));
    let world = open_in(folder.clone(), clock.clone()).await;
    world.open_room(2, 600).await;
    world.join_many(5).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1, 2]);
    let claimed = world.claim(1).await.unwrap();
    world.end(4).await;
    world.pass(Duration::from_secs(31));
    world.turn().await;
    world.store.seen(World::event(), &[PlaceNumber(2)]).await.unwrap();
    let before = world.view().await;
    let recorded = world.store.admissions(World::event()).await.unwrap();
    assert!(!recorded.is_empty());
    drop(world);

    let world = open_in(folder, clock).await;
    let after = world.view().await;
    assert_eq!((&after.slots, &after.returned, &after.gone), (&before.slots, &before.returned, &before.gone));
    assert_eq!(after.room.durable(), before.room.durable());
    assert_eq!(world.store.admissions(World::event()).await.unwrap(), recorded);
    assert_eq!(world.claim(1).await.unwrap(), claimed);
    assert_eq!(world.state(2).await, PlaceState::Returned { ahead: 0 });
    assert_eq!(world.join(3).await, (3, false), "a visitor keeps the place");
    assert_eq!(world.join(9).await, (5, true));
    // The call of place 3 is over.
    world.pass(Duration::from_secs(31));
    world.turn().await;
    let more = world.store.admissions(World::event()).await.unwrap();
    assert!(more.len() > recorded.len() && more.starts_with(&recorded), "{more:?}");
}

#[tokio::test]
async fn what_operators_did_long_ago_is_forgotten() {
    let world = open().await;
    world.open_room(1, 600).await;
    world.pass(RECORDS_KEPT);
    world.change(RoomChange::Pause).await.unwrap();
    world.pass(Duration::from_secs(1));
    world.store.forget(Duration::from_secs(60)).await.unwrap();
    let log = world.store.controls(World::event(), 10).await.unwrap();
    assert_eq!(log.iter().map(|record| record.action).collect::<Vec<_>>(), [ControlAction::Pause]);
}

#[tokio::test]
async fn a_question_that_comes_before_the_rooms_are_read_is_answered_as_soon_as_they_are() {
    let (world, clock) = (open().await, Arc::new(FakeClock::default()));
    world.open_room(1, 600).await;
    let (stock, ids) = (Arc::new(Left::default()), Arc::new(SeededIds::new(1)));
    let rooms = WaitingRooms::new(world.store.clone(), stock, clock, ids, Tasks::default(), b"a secret");
    assert!(rooms.guarded().is_err());
    let (news, turned) = tokio::join!(rooms.guarded_since(None), rooms.take_turns());
    turned.unwrap();
    assert_eq!(news.unwrap().events, [World::event()]);
}
