//! A line that its store has lost.

use std::time::Duration;

use primitives::VisitorId;
use waiting_room::domain::{
    CallRefusal, JoinIndex, KnownLine, PlaceNumber, PlaceState, RESUMES_AFTER, RoomChange,
};
use waiting_room::ports::{ClaimError, ViewAnswer, ViewCursor};

use super::World;
use super::world::claim;

const SECOND: Duration = Duration::from_secs(1);
const JOINED_SINCE: u32 = 5;

/// Twelve have joined: 1 is in the sale, 5 and 6 are called, 2 and 3 are back after a missed call, 4 has left.
async fn line(world: &World) {
    world.open_room(3, 6_000).await;
    world.join_many(12).await;
    world.pass(SECOND);
    assert_eq!(world.turn().await, [1, 2, 3]);
    world.pass(Duration::from_secs(30));
    world.turn().await;
    world.store.seen(World::event(), &[1, 2, 3].map(PlaceNumber)).await.unwrap();
    world.end(4).await;
    while world.view().await.slots.len() < 3 {
        world.pass(SECOND);
        world.turn().await;
    }
    world.claim(1).await.unwrap();
}

/// As an instance knows the line now.
async fn known(world: &World) -> KnownLine {
    let version = world.view().await.version;
    KnownLine { view: world.line_view().await, version, joined_since_max: JOINED_SINCE }
}

async fn lose(world: &World) {
    world.change(RoomChange::Close).await.unwrap();
    world.store.forget(Duration::ZERO).await.unwrap();
    assert_eq!(world.store.view(World::event(), None).await.unwrap(), ViewAnswer::NoRoom);
}

async fn restore(world: &World, known: &KnownLine) {
    world.store.restore(World::event(), known).await.unwrap();
}

pub(crate) async fn a_line_that_was_lost_is_put_together_again(world: &World) {
    line(world).await;
    let known = known(world).await;
    let before = world.view().await;
    lose(world).await;
    for _ in 0..2 {
        restore(world, &known).await;
        let after = world.view().await;
        assert_eq!((&after.slots, &after.returned), (&before.slots, &before.returned));
        assert_eq!(after.gone.len(), before.gone.len());
        assert_eq!(after.room.serving, before.room.serving);
        assert_eq!(after.room.issued, before.room.issued + JOINED_SINCE, "no number is given twice");
        assert!(after.version > before.version);
    }
    assert_eq!(world.store.rooms().await.unwrap(), [World::event()]);
    let room = world.view().await.room;
    assert!(room.is_recovering(world.now()));
    let gone = u32::try_from(before.gone.len()).unwrap();
    let cursor = ViewCursor { epoch: room.epoch, version: before.version, gone, restored_at: None };
    let ViewAnswer::Changed(update) = world.store.view(World::event(), Some(cursor)).await.unwrap() else {
        panic!("nothing is new")
    };
    assert_eq!(update.gone.len(), before.gone.len(), "all of them, in the order of the store");

    world.end(1).await;
    world.pass(RESUMES_AFTER - SECOND);
    assert_eq!(world.turn().await, [0_u32; 0], "those who wait show their tickets first");
    world.pass(SECOND);
    assert_eq!(world.turn().await.len(), 1, "and then it goes on");
}

pub(crate) async fn an_instance_that_was_stopped_brings_nothing_back(world: &World) {
    line(world).await;
    let old = known(world).await;
    world.end(1).await;
    world.end(9).await;
    world.pass(SECOND);
    world.turn().await;
    let before = world.view().await;
    restore(world, &old).await;
    let after = world.view().await;
    assert_eq!((after.room, &after.slots), (before.room, &before.slots));
    assert_eq!((after.returned, after.gone), (before.returned, before.gone));

    let new = known(world).await;
    lose(world).await;
    restore(world, &old).await;
    assert!(matches!(world.state(1).await, PlaceState::Active { .. }), "it knows no better");
    restore(world, &new).await;
    let mut gone = world.view().await.gone;
    gone.sort_unstable();
    assert_eq!(gone, [1, 4, 9].map(PlaceNumber));
    assert_eq!(world.state(1).await, PlaceState::Ended, "its session had ended");
    restore(world, &old).await;
    assert_eq!(world.state(1).await, PlaceState::Ended);
}

pub(crate) async fn of_two_rooms_the_later_one_stays(world: &World) {
    line(world).await;
    let mut known = known(world).await;
    let epoch = known.view.room.epoch;
    known.view.room.epoch = epoch - 1;
    known.view.gone.insert(11);
    restore(world, &known).await;
    assert_ne!(world.state(11).await, PlaceState::Ended, "of an earlier room");
    known.view.room.epoch = epoch + 1;
    restore(world, &known).await;
    assert_eq!(world.view().await.room.epoch, epoch + 1, "the store had gone back to an earlier room");
    assert_eq!(world.state(11).await, PlaceState::Ended);
    assert!(world.join(0).await.1, "the places of the earlier room are none of this one");
}

pub(crate) async fn a_place_is_recalled_by_its_ticket(world: &World) {
    let event = World::event();
    world.store.recall(event, &[(VisitorId(1), JoinIndex(1))]).await.unwrap();
    line(world).await;
    let known = known(world).await;
    lose(world).await;
    restore(world, &known).await;
    let refused = world.store.claim(event, &claim(5, 5)).await;
    assert!(matches!(refused, Err(ClaimError::Refused(CallRefusal::NotTheirs))), "{refused:?}");
    let tickets = [(VisitorId(4), JoinIndex(4)), (VisitorId(77), JoinIndex(40))];
    world.store.recall(event, &tickets).await.unwrap();
    world.store.claim(event, &claim(5, 5)).await.unwrap();
    assert_eq!(world.join(4).await, (4, false), "the place is kept");
    assert_eq!(world.join(77).await, (40, false), "more had joined than was known");
    assert_eq!(world.join(500).await, (41, true));
    assert_eq!(world.join(5).await, (42, true), "without a ticket");
    world.store.recall(event, &[(VisitorId(5), JoinIndex(5))]).await.unwrap();
    assert_eq!(world.join(5).await, (5, false), "the earlier place counts");
    world.store.recall(event, &[(VisitorId(5), JoinIndex(42))]).await.unwrap();
    assert_eq!(world.join(5).await, (5, false));
}
