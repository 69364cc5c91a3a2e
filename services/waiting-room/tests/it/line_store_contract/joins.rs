//! Who gets which place.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use primitives::VisitorId;
use waiting_room::domain::{Draw, Join, JoinIndex, JoinRefusal, JoinedPlace, RoomChange, RoomRules};
use waiting_room::ports::JoinError;

use super::World;

fn join(visitor: u128) -> Join {
    Join { visitor: VisitorId(visitor), instead_of: None }
}

pub(crate) async fn places_are_given_in_order_and_once_to_each_visitor(world: &World) {
    world.open_room(1, 600).await;
    let joined = world.store.join(World::event(), &[join(7), join(8), join(7)]).await.unwrap();
    let places: Vec<_> = joined.iter().map(|joined| (joined.index.0, joined.is_new)).collect();
    assert_eq!(places, [(0, true), (1, true), (0, false)]);
    assert_eq!(world.join(8).await, (1, false));
    assert_eq!(world.join(u128::MAX).await, (2, true));
    assert_eq!(world.join(u128::MAX).await, (2, false));
    assert_eq!(world.view().await.room.issued, 3);
}

pub(crate) async fn a_place_that_has_ended_is_given_up_for_another_one_once(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(2).await;
    let again = Join { instead_of: Some(JoinIndex(0)), ..join(0) };
    for is_new in [true, false] {
        let joined = world.store.join(World::event(), &[again]).await.unwrap();
        assert_eq!((joined[0].index, joined[0].is_new), (JoinIndex(2), is_new));
    }
    assert_eq!(world.join(0).await, (2, false));
}

pub(crate) async fn a_hundred_visitors_at_once_have_a_hundred_places(world: &World) {
    world.open_room(1, 600).await;
    let joins = (0..100).map(|visitor| world.join(visitor));
    let places: BTreeSet<u32> = join_all(joins).await.into_iter().map(|(index, _)| index).collect();
    assert_eq!(places, (0..100).collect());
}

pub(crate) async fn a_closed_room_takes_no_one(world: &World) {
    let refused = |outcome: Result<Vec<JoinedPlace>, JoinError>| match outcome {
        Err(JoinError::Refused(refusal)) => refusal,
        other => panic!("no refusal but {other:?}"),
    };
    assert_eq!(refused(world.store.join(World::event(), &[join(1)]).await), JoinRefusal::NoRoom);
    world.open_room(1, 600).await;
    world.change(RoomChange::Close).await.unwrap();
    assert_eq!(refused(world.store.join(World::event(), &[join(1)]).await), JoinRefusal::Closed);
}

pub(crate) async fn those_who_register_are_listed(world: &World) {
    let opens_at = world.now().plus(Duration::from_secs(60));
    let later = Some((opens_at, Draw::new([7; 32], Some(5))));
    let open = RoomChange::Open { rules: RoomRules::default(), later };
    world.change(open).await.unwrap();
    world.join_many(5).await;
    let page = |from, limit| world.store.registered(World::event(), JoinIndex(from), limit);
    assert_eq!(page(0, 2).await.unwrap(), [VisitorId(0), VisitorId(1)]);
    assert_eq!(page(2, 10).await.unwrap(), [VisitorId(2), VisitorId(3), VisitorId(4)]);
    assert_eq!((page(5, 10).await.unwrap(), page(0, 0).await.unwrap()), (vec![], vec![]));
}

pub(crate) async fn a_visitor_is_found_again(world: &World) {
    let find = |visitor| world.store.find(World::event(), VisitorId(visitor));
    assert_eq!(find(7).await.unwrap(), None, "there is no room");
    world.open_room(1, 600).await;
    world.join(6).await;
    assert_eq!(find(7).await.unwrap(), None);
    world.join(7).await;
    assert_eq!(find(7).await.unwrap(), Some(JoinIndex(1)));
    let again = Join { instead_of: Some(JoinIndex(1)), ..join(7) };
    world.store.join(World::event(), &[again]).await.unwrap();
    assert_eq!(find(7).await.unwrap(), Some(JoinIndex(2)), "the place that it has now");
}
