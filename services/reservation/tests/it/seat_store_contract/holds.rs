//! Holding seats: all or none, whose key is whose, and how many one buyer may have.

use std::collections::HashSet;

use futures::future::join_all;
use primitives::{EventId, SeatId, Timestamp};
use reservation::domain::{Blocked, Status};
use reservation::ports::{HoldError, HoldSeats, Settled, SnapshotError};

use super::world::{key, meta, seats, seconds, user};
use super::{StoreUnderTest, World};

pub(crate) async fn all_seats_are_taken_or_none(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[3, 1], 120).await.unwrap();
    assert_eq!(held.seats, seats(&[3, 1]), "in the order of the request");
    assert!(!held.replayed);
    assert!(world.hold("joon", &[1, 2], 120).await.is_err());
    assert_eq!(world.map().await, "HAHAAAAAAA");
    world.check_fold().await;
}

fn conflicts(result: Result<impl std::fmt::Debug, HoldError>) -> (bool, Vec<(i64, Status)>) {
    let Err(HoldError::Blocked(blocked)) = result else { panic!("{result:?}") };
    let sold = matches!(blocked, Blocked::Sold(_));
    (sold, blocked.conflicts().iter().map(|conflict| (conflict.seat.get(), conflict.status)).collect())
}

pub(crate) async fn every_conflicting_seat_is_named(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2, 3], 120).await.unwrap();
    world.claim(1, &user("mina"), &[2, 3]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[3]).await, Settled::Sold);

    let mixed = conflicts(world.hold("joon", &[4, 3, 2, 1], 120).await);
    assert_eq!(mixed, (false, vec![(3, Status::Sold), (2, Status::Held), (1, Status::Held)]));
    let sold = conflicts(world.hold("joon", &[4, 3], 120).await);
    assert_eq!(sold, (true, vec![(3, Status::Sold)]));
    let own = conflicts(world.hold("mina", &[1], 120).await);
    assert_eq!(own, (false, vec![(1, Status::Held)]), "one's own hold is a conflict too");
}

pub(crate) async fn a_refused_hold_renews_nothing(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    assert!(world.hold("mina", &[1, 2], 600).await.is_err());
    world.pass(seconds(11)).await;
    world.hold("joon", &[1, 2], 10).await.unwrap();
}

pub(crate) async fn unknown_events_and_seats_have_refusals_of_their_own(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let event = EventId::new(99).unwrap();
    let mut nowhere = world.holding("mina", &[1], 120);
    nowhere.request.event = event;
    assert!(matches!(world.store.hold(nowhere).await, Err(HoldError::UnknownEvent)));
    assert!(matches!(world.store.snapshot(event).await, Err(SnapshotError::UnknownEvent)));
    let beyond = SeatId::new(11).unwrap();
    let refused = world.hold("mina", &[1, 11], 120).await;
    assert!(matches!(refused, Err(HoldError::UnknownSeat(seat)) if seat == beyond), "{refused:?}");
    assert_eq!(world.map().await, "A".repeat(10));
}

pub(crate) async fn nothing_is_held_before_the_sale_opens(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open(2).await;
    let far = Timestamp::from_micros(9_000_000_000_000_000);
    world.store.install(meta(world.event, far)).await.unwrap();
    let refused = world.hold("mina", &[1], 120).await;
    assert!(matches!(refused, Err(HoldError::SaleNotOpen { opens_at }) if opens_at == far), "{refused:?}");
    world.store.install(meta(world.event, Timestamp::from_micros(0))).await.unwrap();
    world.hold("mina", &[1], 120).await.unwrap();
}

pub(crate) async fn a_named_buyer_has_a_limit_and_an_anonymous_one_has_none(
    store: impl StoreUnderTest + 'static,
) {
    let mut world = World::new(store).await;
    world.hold("mina", &[1, 2, 3, 4, 5, 6], 120).await.unwrap();
    let refused = world.hold("mina", &[7, 8, 9], 120).await;
    assert!(matches!(refused, Err(HoldError::TooManySeats { live: 6, max: 8 })), "{refused:?}");
    world.hold("mina", &[7, 8], 120).await.unwrap();
    world.hold("joon", &[9], 120).await.unwrap();
    world.open(2).await;
    world.hold("mina", &[1], 120).await.unwrap();
    world.hold("anonymous", &[2, 3, 4, 5, 6], 120).await.unwrap();
    world.hold("anonymous", &[7, 8, 9, 10], 120).await.unwrap();
}

pub(crate) async fn pinned_seats_count_for_the_limit_and_lapsed_ones_do_not(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2, 3, 4], 10).await.unwrap();
    world.hold("mina", &[5, 6, 7, 8], 10).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2, 3, 4]).await.unwrap();
    world.pass(seconds(11)).await;
    let refused = world.hold("mina", &[5, 6, 7, 8, 9], 10).await;
    assert!(matches!(refused, Err(HoldError::TooManySeats { live: 4, .. })), "{refused:?}");
    assert_eq!(world.confirm(1, 1, &[1, 2, 3, 4]).await, Settled::Sold);
    world.hold("mina", &[5, 6, 7, 8, 9], 10).await.unwrap();
}

pub(crate) async fn the_same_hold_again_is_that_hold(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let command = world.holding("mina", &[1, 2], 120);
    let first = world.store.hold(command.clone()).await.unwrap();
    world.pass(seconds(5)).await;
    assert_eq!(world.store.hold(command).await.unwrap(), first, "its answer was lost, and it was sent again");
    assert_eq!(world.version().await, 2);
    world.check_fold().await;
}

pub(crate) async fn the_same_key_is_answered_the_same(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold_by_key(key("mina", "k", "body"), &[2, 1], 120).await.unwrap();
    world.pass(seconds(5)).await;
    let mut again = HoldSeats { trace_id: "other".to_owned(), ..world.holding("anonymous", &[2, 1], 120) };
    again.request.key = Some(key("mina", "k", "body"));
    let again = world.store.hold(again).await.unwrap();
    assert!(again.replayed);
    assert_eq!(again, reservation::ports::Reservation { replayed: true, ..first });
    world.check_fold().await;
}

pub(crate) async fn another_body_under_the_key_is_refused(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold_by_key(key("mina", "k", "body"), &[1], 120).await.unwrap();
    let refused = world.hold_by_key(key("mina", "k", "another"), &[2], 120).await;
    assert!(matches!(refused, Err(HoldError::KeyReused)), "{refused:?}");
    assert_eq!(world.map().await, "HAAAAAAAAA");
}

pub(crate) async fn two_callers_may_use_the_same_key(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    let mine = world.hold_by_key(key("mina", "k", "a"), &[1], 120).await.unwrap();
    let yours = world.hold_by_key(key("joon", "k", "b"), &[2], 120).await.unwrap();
    assert_ne!(mine.hold, yours.hold);
    world.open(2).await;
    let elsewhere = world.hold_by_key(key("mina", "k", "c"), &[1], 120).await.unwrap();
    assert!(!elsewhere.replayed, "at another event the key is another one");
}

pub(crate) async fn a_key_is_free_again_when_its_hold_has_ended(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold_by_key(key("mina", "k", "a"), &[1], 10).await.unwrap();
    world.pass(seconds(10)).await;
    let second = world.hold_by_key(key("mina", "k", "b"), &[2], 10).await.unwrap();
    assert!(!second.replayed);
    assert_ne!(first.hold, second.hold);
    world.sweeper.expire(100).await.unwrap();
    assert!(
        world.hold_by_key(key("mina", "k", "b"), &[2], 10).await.unwrap().replayed,
        "lost with the old hold"
    );

    world.release_hold(&super::world::token(second.hold), 2).await.unwrap();
    assert!(!world.hold_by_key(key("mina", "k", "c"), &[3], 10).await.unwrap().replayed);
}

pub(crate) async fn a_key_lives_as_long_as_any_seat_of_its_hold(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold_by_key(key("mina", "k", "a"), &[1, 2], 10).await.unwrap();
    let caller = super::world::token(first.hold);
    world.release_hold(&caller, 1).await.unwrap();
    assert!(world.hold_by_key(key("mina", "k", "a"), &[1, 2], 10).await.unwrap().replayed, "seat 2 is held");
    world.claim(1, &caller, &[2]).await.unwrap();
    world.pass(seconds(50)).await;
    assert!(
        world.hold_by_key(key("mina", "k", "a"), &[1, 2], 10).await.unwrap().replayed,
        "seat 2 is pinned"
    );
    assert_eq!(world.confirm(1, 1, &[2]).await, Settled::Sold);
    let refused = world.hold_by_key(key("mina", "k", "a"), &[1, 2], 10).await;
    assert!(matches!(refused, Err(HoldError::Blocked(_))), "the hold is over: {refused:?}");
}

pub(crate) async fn two_hundred_buyers_on_one_seat_have_one_winner(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let names: Vec<String> = (0..200).map(|number| format!("buyer-{number}")).collect();
    let results = join_all(names.iter().map(|name| world.hold(name, &[5], 120))).await;
    let winners = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(winners, 1);
    for result in results.into_iter().filter(Result::is_err) {
        assert_eq!(conflicts(result), (false, vec![(5, Status::Held)]));
    }
    assert_eq!(world.published().await, [(1, 5, 'H')]);
}

pub(crate) async fn fifty_identical_holds_are_one(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let same = || world.hold_by_key(key("mina", "k", "body"), &[1, 2], 120);
    let answers = join_all((0..50).map(|_| same())).await;
    let holds: HashSet<_> = answers.iter().map(|answer| answer.as_ref().unwrap().hold).collect();
    assert_eq!(holds.len(), 1);
    assert_eq!(answers.iter().filter(|answer| !answer.as_ref().unwrap().replayed).count(), 1);
    assert_eq!(world.version().await, 2);
}
