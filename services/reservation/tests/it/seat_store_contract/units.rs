//! Units of standing sections: the buyer says how many, and the store says which.

use std::collections::BTreeSet;

use futures::future::join_all;
use primitives::{SeatId, TierName, Timestamp};
use reservation::domain::{GuestRefusal, GuestSeats, SaleState, SomeUnits, UnitRange, UnitsAtTier};
use reservation::ports::{
    HoldError, HoldSeats, Preparation, Reservation, Restoration, RestoredSeat, Settled, Wanted,
};

use super::world::{key, meta, order, seats, seconds, token, user};
use super::{StoreUnderTest, World};

pub(crate) fn units(first: i64, last: i64, quantity: usize) -> SomeUnits {
    let seat = |number| SeatId::new(number).unwrap();
    SomeUnits::new(UnitRange { first: seat(first), last: seat(last) }, vec![UnitsAtTier::new(quantity, None)])
}

pub(crate) fn holding(world: &World, who: &str, some: SomeUnits, life: u64) -> HoldSeats {
    let mut command = world.holding(who, &[], life);
    command.request.wanted = Wanted::Units(some);
    command
}

pub(crate) async fn hold(
    world: &World,
    who: &str,
    some: SomeUnits,
    life: u64,
) -> Result<Reservation, HoldError> {
    world.store.hold(holding(world, who, some, life)).await
}

pub(crate) fn short(result: Result<Reservation, HoldError>) -> usize {
    match result {
        Err(HoldError::Short { free }) => free,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn numbers(reservation: &Reservation) -> Vec<i64> {
    reservation.seats.iter().map(|seat| seat.get()).collect()
}

pub(crate) async fn three_at_a_time_leave_one_of_a_hundred(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 100).await;
    let mut taken = BTreeSet::new();
    for buyer in 0..33 {
        let held = hold(&world, &format!("buyer-{buyer}"), units(1, 100, 3), 120).await.unwrap();
        assert!(held.seats.is_sorted() && held.seats.len() == 3, "{held:?}");
        taken.extend(held.seats);
    }
    assert_eq!(taken.len(), 99, "a unit was given twice");
    assert_eq!(short(hold(&world, "late", units(1, 100, 3), 120).await), 1);
    hold(&world, "late", units(1, 100, 1), 120).await.unwrap();
    assert_eq!(short(hold(&world, "later", units(1, 100, 1), 120).await), 0);
    assert_eq!(world.map().await, "H".repeat(100));
    world.check_fold().await;
}

pub(crate) async fn two_hundred_buyers_on_a_hundred_units_are_a_hundred_holds(
    store: impl StoreUnderTest + 'static,
) {
    let mut world = World::new(store).await;
    world.open_with(2, 100).await;
    let names: Vec<String> = (0..200).map(|number| format!("buyer-{number}")).collect();
    let results = join_all(names.iter().map(|name| hold(&world, name, units(1, 100, 1), 120))).await;
    let (held, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let taken: BTreeSet<i64> = held.iter().flat_map(|held| numbers(held.as_ref().unwrap())).collect();
    assert_eq!((held.len(), taken.len()), (100, 100));
    assert!(refused.into_iter().map(short).all(|free| free == 0));
    world.check_fold().await;
}

pub(crate) async fn the_last_unit_lapses_and_the_next_buyer_has_it_at_once(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    hold(&world, "mina", units(5, 8, 3), 120).await.unwrap();
    let last = hold(&world, "joon", units(5, 8, 1), 10).await.unwrap();
    world.hold("sora", &[1], 5).await.unwrap();
    world.pass(seconds(9)).await;
    assert_eq!(
        short(hold(&world, "late", units(5, 8, 1), 120).await),
        0,
        "a lapsed seat is no unit of this pool"
    );
    world.pass(seconds(1)).await;
    assert_eq!(short(hold(&world, "late", units(5, 8, 2), 120).await), 1);
    let next = hold(&world, "late", units(5, 8, 1), 120).await.unwrap();
    assert_eq!(next.seats, last.seats, "before any sweep");
    world.check_fold().await;
}

pub(crate) async fn only_units_of_the_pool_are_held_and_only_free_ones(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[3, 5], 120).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[8]).await, Settled::Sold);
    let first = hold(&world, "joon", units(4, 8, 3), 120).await.unwrap();
    assert_eq!(numbers(&first), [4, 6, 7]);
    assert_eq!(short(hold(&world, "sora", units(4, 8, 1), 120).await), 0);
    world.release_hold(&user("joon"), 6).await.unwrap();
    assert_eq!(numbers(&hold(&world, "sora", units(4, 8, 1), 120).await.unwrap()), [6]);
    world.release_hold(&user("joon"), 7).await.unwrap();
    world.hold("nari", &[7], 120).await.unwrap();
    assert_eq!(short(hold(&world, "bora", units(4, 8, 1), 120).await), 0, "taken by its number meanwhile");
    assert_eq!(world.map().await, "AAHHHHHSAA");
    world.check_fold().await;
}

pub(crate) async fn units_have_the_refusals_of_seats(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    let beyond = hold(&world, "mina", units(8, 11, 1), 120).await;
    assert!(matches!(beyond, Err(HoldError::UnknownSeat(seat)) if seat.get() == 11), "{beyond:?}");
    hold(&world, "mina", units(1, 10, 7), 120).await.unwrap();
    let many = hold(&world, "mina", units(1, 10, 2), 120).await;
    assert!(matches!(many, Err(HoldError::TooManySeats { live: 7, max: 8 })), "{many:?}");
    let mut guest = holding(&world, "anonymous", units(1, 10, 2), 120);
    guest.limits.guests = Some(GuestSeats { each: 2, percent: 10 });
    guest.request.guest = Some(primitives::GuestId(1));
    let share = world.store.hold(guest).await;
    assert!(matches!(share, Err(HoldError::Guest(GuestRefusal::ShareTaken))), "{share:?}");
    world.open(2).await;
    let far = Timestamp::from_micros(9_000_000_000_000_000);
    world.store.install(meta(world.event, far)).await.unwrap();
    let early = hold(&world, "mina", units(1, 10, 1), 120).await;
    assert!(matches!(early, Err(HoldError::SaleNotOpen { opens_at }) if opens_at == far), "{early:?}");
    assert_eq!(world.map().await, "A".repeat(10));
}

pub(crate) async fn a_repeated_hold_of_units_is_that_hold(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let some = SomeUnits { parts: vec![UnitsAtTier::new(2, Some(TierName::YOUTH))], ..units(1, 10, 2) };
    let command = holding(&world, "mina", some.clone(), 120);
    let first = world.store.hold(command.clone()).await.unwrap();
    assert_eq!(world.store.hold(command).await.unwrap(), first, "its answer was lost, and it was sent again");

    let by_key = |fingerprint: &str| {
        let mut command = holding(&world, "anonymous", some.clone(), 10);
        command.request.key = Some(key("joon", "k", fingerprint));
        world.store.hold(command)
    };
    let held = by_key("body").await.unwrap();
    let again = join_all((0..20).map(|_| by_key("body"))).await;
    for again in again {
        assert_eq!(again.unwrap(), Reservation { replayed: true, ..held.clone() });
    }
    let reused = by_key("another").await;
    assert!(matches!(reused, Err(HoldError::KeyReused)), "{reused:?}");
    assert_eq!(world.version().await, 4);
    world.pass(seconds(10)).await;
    assert!(!by_key("another").await.unwrap().replayed, "the key is free when its hold is over");
    world.check_fold().await;
}

pub(crate) async fn a_tier_is_known_for_as_long_as_its_hold(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let some = |tier| SomeUnits { parts: vec![UnitsAtTier::new(2, Some(tier))], ..units(1, 9, 2) };
    let youth = hold(&world, "anonymous", some(TierName::YOUTH), 120).await.unwrap();
    let adult = hold(&world, "anonymous", some(TierName::ADULT), 120).await.unwrap();
    assert!(youth.tiers.iter().all(|(_, tier)| *tier == TierName::YOUTH) && youth.tiers.len() == 2);
    assert!(adult.tiers.iter().all(|(_, tier)| *tier == TierName::ADULT) && adult.tiers.len() == 2);
    let caller = token(youth.hold);
    world.extend(&caller, youth.seats[0].get(), 30, 1).await.unwrap();
    let tiers: Vec<_> = youth.seats.iter().map(|seat| (*seat, TierName::YOUTH)).collect();
    let claimed = world.claim(1, &caller, &numbers(&youth)).await.unwrap();
    assert_eq!(claimed.tiers, tiers);
    assert_eq!(world.claim(1, &caller, &numbers(&youth)).await.unwrap().tiers, tiers, "repeated");
    world.unclaim(1).await;
    assert_eq!(
        world.claim(2, &caller, &numbers(&youth)).await.unwrap().tiers,
        tiers,
        "of the hold that came back"
    );
    let named = world.hold("mina", &[10], 120).await.unwrap();
    assert_eq!(named.tiers, []);
    assert_eq!(world.claim(3, &user("mina"), &[10]).await.unwrap().tiers, []);
}

pub(crate) async fn a_restoration_knows_which_units_are_free(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 300).await;
    hold(&world, "mina", units(1, 90, 8), 120).await.unwrap();
    let before = world.store.snapshot(world.event).await.unwrap();
    let Preparation::Closed { mark } = world.recovery.prepare(world.event, true).await.unwrap() else {
        panic!("no other rebuild is in progress");
    };
    let sold = (1..=300).filter(|number| number % 100 != 0);
    let sold = sold.map(|number| RestoredSeat {
        seat: seats(&[number])[0],
        sale: SaleState::Sold { order: order(7), tier: None },
    });
    let meta =
        reservation::ports::EventMeta { seat_count: 300, ..meta(world.event, Timestamp::from_micros(0)) };
    let restoration = Restoration { meta, epoch: before.epoch + 1, mark, seats: sold.collect() };
    world.recovery.restore(restoration).await.unwrap();
    assert_eq!(short(hold(&world, "joon", units(1, 300, 4), 120).await), 3);
    assert_eq!(numbers(&hold(&world, "joon", units(1, 300, 3), 120).await.unwrap()), [100, 200, 300]);
    assert_eq!(short(hold(&world, "sora", units(1, 300, 1), 120).await), 0);
}
