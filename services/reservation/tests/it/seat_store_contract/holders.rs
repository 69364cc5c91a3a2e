//! Extending and releasing holds.

use reservation::ports::{SeatError, Settled};

use super::world::{seconds, token, user};
use super::{StoreUnderTest, World};

pub(crate) async fn an_extension_reaches_the_whole_reservation(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2], 20).await.unwrap();
    let other = world.hold("mina", &[3], 20).await.unwrap();
    let until = world.extend(&user("mina"), 1, 30, 1).await.unwrap();
    assert_eq!(until, held.until.plus(seconds(30)));
    assert_eq!(held.until, other.until, "nothing has passed in between");
    world.pass(seconds(40)).await;
    world.hold("joon", &[3], 20).await.unwrap();
    for seat in [1, 2] {
        let refused = world.hold("joon", &[seat], 20).await;
        assert!(refused.is_err(), "seat {seat} was not extended");
    }
}

pub(crate) async fn an_extension_that_is_repeated_extends_once(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 20).await.unwrap();
    let first = world.extend(&user("mina"), 1, 30, 1).await.unwrap();
    assert_eq!(world.extend(&user("mina"), 1, 30, 1).await.unwrap(), first);
    assert_eq!(world.extend(&user("mina"), 2, 30, 1).await.unwrap(), first, "by another seat of the hold");
    let second = world.extend(&user("mina"), 1, 30, 2).await.unwrap();
    assert_eq!(second, first.plus(seconds(30)));
}

pub(crate) async fn a_repeated_extension_is_known_for_as_long_as_its_hold_lives(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2], 20).await.unwrap();
    let until = held.until.plus(seconds(60));
    world.extend(&user("mina"), 1, 30, 1).await.unwrap();
    assert_eq!(world.extend(&user("mina"), 1, 30, 2).await.unwrap(), until);
    for operation in [1, 2] {
        assert_eq!(world.extend(&user("mina"), 2, 30, operation).await.unwrap(), until, "extended again");
        let other = world.extend(&user("mina"), 1, 31, operation).await;
        assert!(matches!(other, Err(SeatError::KeyReused)), "{other:?}");
    }
    for operation in 3..=32 {
        world.extend(&user("mina"), 1, 1, operation).await.unwrap();
    }
    assert!(matches!(world.extend(&user("mina"), 1, 1, 33).await, Err(SeatError::TooOften)));
    assert_eq!(world.extend(&user("mina"), 1, 1, 32).await.unwrap(), until.plus(seconds(30)));
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    world.unclaim(1).await;
    assert_eq!(world.extend(&user("mina"), 1, 30, 1).await.unwrap(), until.plus(seconds(30)));
}

pub(crate) async fn a_hold_without_an_identity_has_a_cap_of_its_own(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("anonymous", &[1], 200).await.unwrap();
    let caller = token(held.hold);
    let refused = world.extend(&caller, 1, 101, 1).await;
    assert!(matches!(refused, Err(SeatError::TooLong { max }) if max == seconds(300)), "{refused:?}");
    assert_eq!(world.extend(&caller, 1, 100, 1).await.unwrap(), held.until.plus(seconds(100)));
}

pub(crate) async fn no_hold_lives_longer_than_its_cap(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1], 300).await.unwrap();
    world.pass(seconds(299)).await;
    let refused = world.extend(&user("mina"), 1, 301, 1).await;
    assert!(matches!(refused, Err(SeatError::TooLong { max }) if max == seconds(600)), "{refused:?}");
    assert_eq!(world.extend(&user("mina"), 1, 300, 2).await.unwrap(), held.until.plus(seconds(300)));
    assert!(matches!(world.extend(&user("mina"), 1, 1, 3).await, Err(SeatError::TooLong { .. })));
}

pub(crate) async fn a_release_frees_one_seat_and_leaves_the_others(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.release_hold(&user("mina"), 1).await.unwrap();
    assert_eq!(world.map().await, "AHAAAAAAAA");
    assert!(matches!(world.release_hold(&user("mina"), 1).await, Err(SeatError::Expired)));
    world.extend(&user("mina"), 2, 30, 1).await.unwrap();
    assert_eq!(world.map().await, "AHAAAAAAAA", "an extension took a released seat again");
    assert!(matches!(world.release_hold(&user("mina"), 11).await, Err(SeatError::UnknownSeat)));
    world.check_fold().await;
}

pub(crate) async fn owners_are_distinguished_by_their_hold(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold("anonymous", &[1], 10).await.unwrap();
    world.pass(seconds(11)).await;
    let second = world.hold("anonymous", &[1], 10).await.unwrap();
    assert!(matches!(world.release_hold(&token(first.hold), 1).await, Err(SeatError::NotYours)));
    assert!(matches!(world.extend(&token(first.hold), 1, 1, 1).await, Err(SeatError::NotYours)));
    world.claim(1, &token(second.hold), &[1]).await.unwrap();
    assert!(matches!(world.release_hold(&token(second.hold), 1).await, Err(SeatError::Taken)));
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    assert!(matches!(world.release_hold(&token(second.hold), 1).await, Err(SeatError::Sold)));
}
