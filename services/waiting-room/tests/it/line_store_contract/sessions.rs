//! From the call to the end of the session.

use std::time::Duration;

use uuid::Uuid;
use waiting_room::domain::{
    CALL_LASTS, CallRefusal, LEASE, PlaceClaim, PlaceNumber, PlaceState, RoomChange, SESSION_LASTS,
    SessionId, Slot, SlotState,
};
use waiting_room::ports::ClaimError;

use super::World;
use super::world::claim;

async fn refused(world: &World, claim: &PlaceClaim) -> CallRefusal {
    match world.store.claim(World::event(), claim).await {
        Err(ClaimError::Refused(refusal)) => refusal,
        other => panic!("no refusal but {other:?}"),
    }
}

async fn called(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(2).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1]);
}

pub(crate) async fn a_second_claim_gets_the_session_of_the_first(world: &World) {
    called(world).await;
    let session = SessionId(Uuid::from_u128(7));
    let (until, end) = (world.now().plus(LEASE), world.now().plus(SESSION_LASTS));
    let first = world.store.claim(World::event(), &claim(1, 7)).await.unwrap();
    assert_eq!(first, Slot { state: SlotState::Active { session, end }, until });
    world.pass(Duration::from_secs(40));
    assert_eq!(world.store.claim(World::event(), &claim(1, 8)).await.unwrap(), first);
    assert_eq!(world.state(1).await, PlaceState::Active { session, lease: until, end });
}

pub(crate) async fn a_call_is_claimed_by_its_visitor_and_in_time(world: &World) {
    called(world).await;
    assert_eq!(refused(world, &claim(2, 7)).await, CallRefusal::NotCalled);
    let foreign = PlaceClaim { visitor: claim(2, 7).visitor, ..claim(1, 7) };
    assert_eq!(refused(world, &foreign).await, CallRefusal::NotTheirs);
    world.pass(CALL_LASTS);
    assert_eq!(refused(world, &claim(1, 7)).await, CallRefusal::NotCalled);
    world.change(RoomChange::Close).await.unwrap();
    assert_eq!(refused(world, &claim(1, 7)).await, CallRefusal::Closed);
}

pub(crate) async fn a_session_lives_by_its_lease_and_no_longer_than_its_end(world: &World) {
    called(world).await;
    world.claim(1).await.unwrap();
    for _ in 0..10 {
        world.pass(Duration::from_secs(59));
        world.store.renew(World::event(), PlaceNumber(1)).await.unwrap();
        assert_eq!(world.turn().await, [0_u32; 0]);
    }
    world.pass(Duration::from_secs(10));
    world.store.renew(World::event(), PlaceNumber(1)).await.unwrap();
    world.store.seen(World::event(), &[PlaceNumber(2)]).await.unwrap();
    let report = world.store.turn(World::event()).await.unwrap();
    assert_eq!((report.expired, report.unanswered, report.called), (1, 0, vec![PlaceNumber(2)]));
    assert_eq!(world.state(1).await, PlaceState::Ended);
    world.claim(2).await.unwrap();
    world.pass(LEASE);
    assert_eq!(world.store.turn(World::event()).await.unwrap().expired, 1, "it gave no sign of life");
}

pub(crate) async fn a_slot_is_free_as_soon_as_its_place_is_left(world: &World) {
    called(world).await;
    world.claim(1).await.unwrap();
    world.end(1).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [2]);
    assert_eq!(refused(world, &claim(1, 7)).await, CallRefusal::NotCalled);
}
