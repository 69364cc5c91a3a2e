//! What buyers without an account may have: each of them, and all together.

use futures::future::join_all;
use primitives::{Credentials, UserId};
use reservation::domain::{GuestRefusal, GuestSeats};
use reservation::ports::{HoldError, Reservation, SeatError, Settled};

use super::world::{seconds, token, user};
use super::{StoreUnderTest, World};

/// Three seats each, six of the ten seats together.
pub(crate) const LIMITS: GuestSeats = GuestSeats { each: 3, percent: 60 };

/// Names that identity has given, for the asking.
pub(crate) const ONE: &str = "g:00000000-0000-4000-8000-00000000000a";
pub(crate) const OTHER: &str = "g:00000000-0000-4000-8000-00000000000b";

fn refusal(held: Result<Reservation, HoldError>) -> GuestRefusal {
    match held {
        Err(HoldError::Guest(refusal)) => refusal,
        other => panic!("not refused as a guest: {other:?}"),
    }
}

pub(crate) async fn a_guest_has_a_limit_and_all_together_have_a_share(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    let hold = async |guest, numbers: &[i64]| world.hold_as_guest(guest, numbers, 120, LIMITS).await;
    hold(1, &[1, 2]).await.unwrap();
    assert_eq!(refusal(hold(1, &[3, 4]).await), GuestRefusal::TooManySeats { live: 2, max: 3 });
    hold(1, &[3]).await.unwrap();
    hold(2, &[4, 5]).await.unwrap();
    assert_eq!(refusal(hold(3, &[6, 7]).await), GuestRefusal::ShareTaken);
    hold(3, &[6]).await.unwrap();
    assert_eq!(refusal(hold(4, &[7]).await), GuestRefusal::ShareTaken);
    assert_eq!(world.map().await, "HHHHHHAAAA");
    world.hold("mina", &[7, 8, 9, 10], 120).await.unwrap();
    world.check_fold().await;
    world.open(2).await;
    world.hold_as_guest(1, &[1, 2, 3], 120, LIMITS).await.unwrap();
}

pub(crate) async fn what_guests_have_no_more_is_not_counted(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let hold = async |guest, numbers: &[i64], life| world.hold_as_guest(guest, numbers, life, LIMITS).await;
    let first = hold(1, &[1, 2, 3], 10).await.unwrap();
    let second = hold(2, &[4, 5, 6], 120).await.unwrap();
    world.release_hold(&token(first.hold), 1).await.unwrap();
    hold(1, &[1], 10).await.unwrap();
    world.pass(seconds(11)).await;
    world.sweeper.expire(100).await.unwrap();
    world.hold("mina", &[1, 2], 120).await.unwrap();
    hold(1, &[3], 120).await.unwrap();

    world.claim(1, &token(second.hold), &[4, 5]).await.unwrap();
    let pinned = refusal(hold(2, &[7], 120).await);
    assert_eq!(pinned, GuestRefusal::TooManySeats { live: 3, max: 3 }, "pinned seats count");
    assert_eq!(world.confirm(1, 1, &[4, 5]).await, Settled::Sold);
    hold(2, &[7, 8], 120).await.unwrap();
    hold(1, &[9, 10], 120).await.unwrap();
    world.check_fold().await;
}

pub(crate) async fn a_seat_that_lapsed_is_counted_once_when_it_is_held_again(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let all = GuestSeats { each: 10, percent: 100 };
    let seats: Vec<i64> = (1..=10).collect();
    world.hold_as_guest(1, &seats, 10, all).await.unwrap();
    world.pass(seconds(11)).await;
    world.hold_as_guest(2, &seats, 10, all).await.unwrap();
    world.check_fold().await;
}

pub(crate) async fn a_share_is_kept_by_many_guests_at_once(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let hold = |seat: i64| {
        let (world, guest) = (&world, seat.unsigned_abs());
        async move { world.hold_as_guest(guest, &[seat], 120, LIMITS).await }
    };
    let held = join_all((1..=10).map(hold)).await;
    assert_eq!(held.iter().filter(|held| held.is_ok()).count(), 6);
}

pub(crate) async fn a_guest_with_a_name_counts_like_one_without(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let hold = async |name: &str, guest, numbers: &[i64]| {
        world.hold_as_guest_named(name, guest, numbers, 120, LIMITS).await
    };
    let first = hold(ONE, 1, &[1, 2]).await.unwrap();
    let names_of_one_client = refusal(hold(OTHER, 1, &[3, 4]).await);
    assert_eq!(names_of_one_client, GuestRefusal::TooManySeats { live: 2, max: 3 });
    hold("anonymous", 1, &[3]).await.unwrap();
    hold(OTHER, 2, &[4, 5]).await.unwrap();
    assert_eq!(refusal(hold("g:3", 3, &[6, 7]).await), GuestRefusal::ShareTaken);
    world.hold("mina", &[6, 7], 120).await.unwrap();
    world.claim(1, &user(ONE), &[1, 2]).await.unwrap();
    assert_eq!(refusal(hold("g:3", 3, &[8, 9]).await), GuestRefusal::ShareTaken, "pinned seats count");
    assert_eq!(world.confirm(1, 1, &[1, 2]).await, Settled::Sold);
    hold("g:3", 3, &[8, 9]).await.unwrap();
    assert_eq!(world.seats_of(first.hold).await, [0_i64; 0]);
    world.check_fold().await;
}

pub(crate) async fn a_hold_of_a_guest_with_a_name_obeys_that_name_alone(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold_as_guest_named(ONE, 1, &[1, 2], 120, LIMITS).await.unwrap();
    for stranger in [user(OTHER), user("g:"), user("mina"), token(held.hold)] {
        assert!(matches!(world.release_hold(&stranger, 1).await, Err(SeatError::NotYours)), "{stranger:?}");
    }
    let longer = world.extend(&user(ONE), 1, 30, 1).await.unwrap();
    assert_eq!(longer, held.until.plus(seconds(30)));
    let longest = world.extend(&user(ONE), 1, 200, 2).await;
    assert!(matches!(longest, Err(SeatError::TooLong { max }) if max == seconds(300)), "{longest:?}");
    world.release_by_id(&user(ONE), held.hold, None).await.unwrap();
    assert_eq!(world.map().await, "AAAAAAAAAA");
}

pub(crate) async fn what_a_guest_holds_obeys_the_user_whom_it_has_become(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold_as_guest_named(ONE, 1, &[1, 2, 3], 120, LIMITS).await.unwrap();
    let mina = Credentials { was_guest: UserId::parse(ONE), ..user("u:1") };
    for stranger in [user("u:1"), Credentials { was_guest: UserId::parse(OTHER), ..user("u:1") }] {
        assert!(matches!(world.release_hold(&stranger, 1).await, Err(SeatError::NotYours)), "{stranger:?}");
    }
    world.extend(&mina, 1, 30, 1).await.unwrap();
    world.release_hold(&mina, 1).await.unwrap();
    world.claim(1, &mina, &[2]).await.unwrap();
    world.release_by_id(&mina, held.hold, Some(3)).await.unwrap();
    world.hold("u:1", &[4], 600).await.unwrap();
    world.claim(2, &mina, &[4]).await.unwrap();
    assert_eq!(world.map().await, "AHAHAAAAAA");
}
