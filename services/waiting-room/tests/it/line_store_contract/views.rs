//! What readers of a line get.

use std::time::Duration;

use waiting_room::domain::{PlaceNumber, RoomChange, RoomRules};
use waiting_room::ports::{ViewAnswer, ViewCursor, ViewUpdate};

use super::World;

fn cursor(update: &ViewUpdate) -> ViewCursor {
    let gone = u32::try_from(update.gone.len()).unwrap();
    ViewCursor {
        epoch: update.room.epoch,
        version: update.version,
        gone,
        restored_at: update.room.restored_at,
    }
}

async fn since(world: &World, cursor: ViewCursor) -> ViewAnswer {
    world.store.view(World::event(), Some(cursor)).await.unwrap()
}

pub(crate) async fn a_view_has_what_is_new_and_says_where_nothing_is(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(3).await;
    world.end(3).await;
    let known = cursor(&world.view().await);
    assert_eq!(since(world, known).await, ViewAnswer::Unchanged);
    world.turn().await;
    world.store.seen(World::event(), &[PlaceNumber(1)]).await.unwrap();
    assert_eq!(since(world, known).await, ViewAnswer::Unchanged, "nothing has happened");
    world.pass(Duration::from_secs(1));
    world.turn().await;
    world.end(2).await;
    let ViewAnswer::Changed(update) = since(world, known).await else { panic!("nothing is new") };
    assert!(update.version > known.version);
    assert_eq!(update.gone, [PlaceNumber(2)], "those behind the cursor");
    assert_eq!((update.slots.len(), update.room.serving), (1, 1));
}

pub(crate) async fn a_reader_of_another_epoch_gets_all(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(3).await;
    let old = cursor(&world.view().await);
    world.change(RoomChange::Close).await.unwrap();
    world.pass(Duration::from_secs(1));
    let open = RoomChange::Open { rules: RoomRules::default(), later: None };
    world.change(open).await.unwrap();
    world.join_many(1).await;
    world.end(1).await;
    let stale = ViewCursor { gone: 1, ..old };
    let ViewAnswer::Changed(update) = since(world, stale).await else { panic!("nothing is new") };
    assert_eq!(update.gone, [PlaceNumber(1)]);
    assert_ne!(update.room.epoch, old.epoch);
}
