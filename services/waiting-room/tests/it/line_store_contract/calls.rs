//! Who is called, and when.

use std::time::Duration;

use futures::future::join_all;
use waiting_room::domain::{LOOKS_MIN, LOOKS_PER_CALL, PRESENT_FOR, PlaceNumber, PlaceState, RoomChange};

use super::World;

const NO_ONE: [u32; 0] = [];

pub(crate) async fn the_line_is_called_in_order_up_to_the_cap(world: &World) {
    world.open_room(3, 6_000).await;
    world.join_many(5).await;
    assert_eq!(world.turn().await, NO_ONE, "nothing is earned yet");
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1, 2, 3]);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, NO_ONE, "the room is full");
    assert_eq!(world.state(4).await, PlaceState::Waiting { ahead: 0 });
    let until = world.now().plus(Duration::from_secs(29));
    assert_eq!(world.state(3).await, PlaceState::Called { until });
}

pub(crate) async fn no_more_are_called_than_the_ceiling_allows(world: &World) {
    world.open_room(1_000, 120).await;
    world.join_many(100).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await.len(), 2);
    world.pass(Duration::from_secs(20));
    assert_eq!(world.turn().await.len(), 2, "the calls of a second, however long it was");
    assert_eq!(world.turn().await, NO_ONE);
    world.pass(Duration::from_millis(499));
    assert_eq!(world.turn().await, NO_ONE);
    world.pass(Duration::from_millis(1));
    assert_eq!(world.turn().await, [5]);
}

pub(crate) async fn who_is_not_there_keeps_the_number_and_goes_first_when_back(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(4).await;
    world.pass(PRESENT_FOR * 3);
    world.store.seen(World::event(), &[PlaceNumber(2), PlaceNumber(3), PlaceNumber(4)]).await.unwrap();
    assert_eq!(world.turn().await, [2], "the first one is not there");
    assert_eq!(world.state(1).await, PlaceState::Away);
    world.store.seen(World::event(), &[PlaceNumber(1)]).await.unwrap();
    assert_eq!(world.state(1).await, PlaceState::Returned { ahead: 0 });
    assert_eq!(world.state(3).await, PlaceState::Waiting { ahead: 1 });
    world.pass(Duration::from_secs(30));
    assert_eq!(world.turn().await, [1], "the call before was not answered");
    assert_eq!(world.state(2).await, PlaceState::Away);
    world.store.seen(World::event(), &[PlaceNumber(2), PlaceNumber(3)]).await.unwrap();
    world.end(1).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [3], "those who are back get every second call");
}

pub(crate) async fn a_pause_calls_no_one_and_saves_nothing_up(world: &World) {
    world.open_room(100, 60).await;
    world.join_many(10).await;
    world.change(RoomChange::Pause).await.unwrap();
    world.pass(Duration::from_secs(60));
    assert_eq!(world.turn().await, NO_ONE);
    assert_eq!(world.join(99).await, (10, true), "visitors still join");
    world.change(RoomChange::Resume).await.unwrap();
    assert_eq!(world.turn().await, NO_ONE);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1]);
}

pub(crate) async fn a_place_that_is_left_is_passed_over(world: &World) {
    world.open_room(2, 600).await;
    world.join_many(4).await;
    for _ in 0..2 {
        world.end(2).await;
    }
    world.end(77).await;
    assert_eq!(world.state(3).await, PlaceState::Waiting { ahead: 1 });
    world.store.seen(World::event(), &[PlaceNumber(2)]).await.unwrap();
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1, 3]);
    assert_eq!(world.state(2).await, PlaceState::Ended);
    assert_eq!(world.view().await.gone, [PlaceNumber(2)]);
}

pub(crate) async fn turns_of_many_instances_never_exceed_the_cap(world: &World) {
    world.open_room(7, 60_000).await;
    world.join_many(50).await;
    world.pass(Duration::from_secs(1));
    let turns = join_all((0..20).map(|_| world.turn())).await;
    let mut called: Vec<u32> = turns.into_iter().flatten().collect();
    called.sort_unstable();
    assert_eq!(called, [1, 2, 3, 4, 5, 6, 7]);
}

pub(crate) async fn a_turn_does_not_pass_over_the_whole_line(world: &World) {
    world.open_room(10, 6_000).await;
    world.join_many(1_000).await;
    world.pass(PRESENT_FOR * 3);
    assert_eq!(world.turn().await, NO_ONE);
    assert_eq!(world.view().await.room.serving, LOOKS_MIN + LOOKS_PER_CALL * 10);
}
