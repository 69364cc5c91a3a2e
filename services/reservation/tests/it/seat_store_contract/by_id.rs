//! Holds by their id: what they have, and their release.

use primitives::SeatId;
use reservation::domain::{Extension, HoldLives, OperationId};
use reservation::ports::{ExtendHold, Released, SeatError, Settled};
use uuid::Uuid;

use super::world::{key, seconds, token, user};
use super::{StoreUnderTest, World, units};

pub(crate) async fn a_hold_has_the_seats_that_are_held_or_pinned_under_it(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[3, 1, 2], 120).await.unwrap();
    world.hold("mina", &[4], 120).await.unwrap();
    assert_eq!(world.seats_of(held.hold).await, [1, 2, 3]);
    world.claim(1, &user("mina"), &[2, 4]).await.unwrap();
    assert_eq!(world.seats_of(held.hold).await, [1, -2, 3]);
    world.unclaim(1).await;
    assert_eq!(world.seats_of(held.hold).await, [1, 2, 3]);
    let keyed = world.hold_by_key(key("scope", "k", "body"), &[6, 5], 120).await.unwrap();
    assert_eq!(world.seats_of(keyed.hold).await, [5, 6]);
}

pub(crate) async fn what_was_released_lapsed_or_sold_is_no_part_of_a_hold(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2, 3], 20).await.unwrap();
    world.release_hold(&user("mina"), 1).await.unwrap();
    world.hold("joon", &[1], 20).await.unwrap();
    assert_eq!(world.seats_of(held.hold).await, [2, 3]);
    world.claim(1, &user("mina"), &[2]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[2]).await, Settled::Sold);
    assert_eq!(world.seats_of(held.hold).await, [3]);
    world.pass(seconds(21)).await;
    assert!(world.seats_of(held.hold).await.is_empty(), "before any sweep");
    world.sweeper.expire(10).await.unwrap();
    assert!(world.seats_of(held.hold).await.is_empty());
    assert!(matches!(world.release_by_id(&user("mina"), held.hold, None).await, Err(SeatError::Expired)));
}

pub(crate) async fn units_are_found_by_their_hold_too(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let holding = units::holding(&world, "mina", units::units(2, 9, 3), 120);
    let held = world.store.hold(holding).await.unwrap();
    assert_eq!(world.seats_of(held.hold).await, units::numbers(&held));
    world.release_by_id(&user("mina"), held.hold, None).await.unwrap();
    assert!(world.seats_of(held.hold).await.is_empty());
    assert_eq!(world.map().await, "AAAAAAAAAA");
}

pub(crate) async fn a_release_of_a_hold_frees_what_it_has_and_is_repeated(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2, 3], 120).await.unwrap();
    let other = world.hold("mina", &[4], 120).await.unwrap();
    for released in [Released::Now, Released::Before, Released::Before] {
        assert_eq!(world.release_by_id(&user("mina"), held.hold, None).await.unwrap(), released);
        assert_eq!(world.map().await, "AAAHAAAAAA");
    }
    assert_eq!(world.seats_of(other.hold).await, [4]);
    world.check_fold().await;
}

pub(crate) async fn a_release_is_known_whoever_has_the_seats_by_then(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("anonymous", &[1, 2], 120).await.unwrap();
    let owner = token(held.hold);
    world.release_by_id(&owner, held.hold, None).await.unwrap();
    let next = world.hold("anonymous", &[1, 2], 600).await.unwrap();
    world.release_by_id(&owner, held.hold, None).await.unwrap();
    world.release_by_id(&owner, held.hold, Some(2)).await.unwrap();
    assert_eq!(world.seats_of(next.hold).await, [1, 2], "the next buyer keeps them");
    let stranger = world.release_by_id(&token(next.hold), held.hold, None).await;
    assert!(matches!(stranger, Err(SeatError::Expired)), "{stranger:?}");
}

pub(crate) async fn one_seat_of_a_hold_is_released_by_its_id(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2, 3], 120).await.unwrap();
    for _ in 0..2 {
        world.release_by_id(&user("mina"), held.hold, Some(2)).await.unwrap();
        assert_eq!(world.map().await, "HAHAAAAAAA");
    }
    for none_of_it in [4, 10, 11] {
        let refused = world.release_by_id(&user("mina"), held.hold, Some(none_of_it)).await;
        assert!(matches!(refused, Err(SeatError::UnknownSeat)), "{none_of_it}: {refused:?}");
    }
    world.release_by_id(&user("mina"), held.hold, None).await.unwrap();
    assert_eq!(world.map().await, "AAAAAAAAAA");
    world.release_by_id(&user("mina"), held.hold, Some(2)).await.unwrap();
    let refused = world.release_by_id(&user("mina"), held.hold, Some(4)).await;
    assert!(matches!(refused, Err(SeatError::Expired)), "{refused:?}");
    world.check_fold().await;
}

pub(crate) async fn what_an_order_has_is_not_released(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2], 120).await.unwrap();
    world.claim(1, &user("mina"), &[1]).await.unwrap();
    let refused = world.release_by_id(&user("mina"), held.hold, Some(1)).await;
    assert!(matches!(refused, Err(SeatError::Taken)), "{refused:?}");
    world.release_by_id(&user("mina"), held.hold, None).await.unwrap();
    assert_eq!(world.map().await, "HAAAAAAAAA", "the rest of it is free");
    world.release_by_id(&user("mina"), held.hold, None).await.unwrap();
    let ordered = world.hold("mina", &[3], 120).await.unwrap();
    world.claim(2, &user("mina"), &[3]).await.unwrap();
    let refused = world.release_by_id(&user("mina"), ordered.hold, None).await;
    assert!(matches!(refused, Err(SeatError::Taken)), "{refused:?}");
    assert_eq!(world.confirm(1, 2, &[3]).await, Settled::Sold);
    let refused = world.release_by_id(&user("mina"), ordered.hold, None).await;
    assert!(matches!(refused, Err(SeatError::Expired)), "{refused:?}");
    world.check_fold().await;
}

pub(crate) async fn a_hold_obeys_its_owner_by_its_id(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let named = world.hold("mina", &[1], 120).await.unwrap();
    let anonymous = world.hold("anonymous", &[2], 120).await.unwrap();
    for (caller, hold) in [
        (user("joon"), named.hold),
        (token(named.hold), named.hold),
        (user("mina"), anonymous.hold),
        (token(named.hold), anonymous.hold),
    ] {
        let refused = world.release_by_id(&caller, hold, None).await;
        assert!(matches!(refused, Err(SeatError::NotYours)), "{refused:?}");
    }
    assert_eq!(world.map().await, "HHAAAAAAAA");
    world.release_by_id(&user("mina"), named.hold, None).await.unwrap();
    world.release_by_id(&token(anonymous.hold), anonymous.hold, None).await.unwrap();
    let stranger = world.release_by_id(&user("joon"), named.hold, None).await;
    assert!(matches!(stranger, Err(SeatError::Expired)), "{stranger:?}");
}

pub(crate) async fn an_extension_may_be_for_one_hold_alone(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold("mina", &[1], 20).await.unwrap();
    world.release_hold(&user("mina"), 1).await.unwrap();
    let second = world.hold("mina", &[1], 20).await.unwrap();
    let extend = |hold, operation| ExtendHold {
        event: world.event,
        seat: SeatId::new(1).unwrap(),
        hold: Some(hold),
        extension: Extension { operation: OperationId(Uuid::from_u128(operation)), by: seconds(30) },
        lives: HoldLives { user: seconds(600), guest: seconds(300) },
        caller: user("mina"),
    };
    let refused = world.store.extend(extend(first.hold, 1)).await;
    assert!(matches!(refused, Err(SeatError::Expired)), "{refused:?}");
    let until = world.store.extend(extend(second.hold, 2)).await.unwrap();
    assert_eq!(until, second.until.plus(seconds(30)));
}
