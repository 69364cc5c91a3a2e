//! Units at several prices: each price may be for so many units only, and one hold may be made at several.

use futures::future::join_all;
use primitives::{HoldId, HoldOwner, TierName, Timestamp};
use reservation::domain::{FullTier, GuestSeats, SaleState, SomeUnits, UnitsAtTier};
use reservation::ports::{HoldError, Preparation, Reservation, Restoration, RestoredSeat, Settled};
use uuid::Uuid;

use super::units::{hold, holding, numbers, short, units};
use super::world::{key, meta, order, seats, seconds, token, user};
use super::{StoreUnderTest, World};

/// Of the first ten units, so many of which may be youths.
fn family(adults: usize, youths: usize, cap: u32) -> SomeUnits {
    let adults = UnitsAtTier::new(adults, Some(TierName::ADULT));
    let youths = UnitsAtTier { cap: Some(cap), ..UnitsAtTier::new(youths, Some(TierName::YOUTH)) };
    let parts = [adults, youths].into_iter().filter(|part| part.quantity > 0);
    SomeUnits { parts: parts.collect(), ..units(1, 10, 1) }
}

fn youths(count: usize, cap: u32) -> SomeUnits {
    family(0, count, cap)
}

/// How many are left at the price of youths.
fn left(result: Result<Reservation, HoldError>) -> usize {
    match result {
        Err(HoldError::TierFull(FullTier { tier, left })) if tier == TierName::YOUTH => left,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn a_cap_is_never_exceeded_by_buyers_at_once(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 60).await;
    let wanted = |count| SomeUnits { range: units(1, 60, 1).range, ..youths(count, 10) };
    let names: Vec<String> = (0..40).map(|number| format!("buyer-{number}")).collect();
    let results = join_all(names.iter().map(|name| hold(&world, name, wanted(1), 120))).await;
    let (held, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(held.len(), 10);
    assert!(refused.into_iter().map(left).all(|left| left == 0));
    let adults = SomeUnits { range: units(1, 60, 1).range, ..family(8, 0, 10) };
    assert_eq!(hold(&world, "mina", adults, 120).await.unwrap().seats.len(), 8, "the others are for adults");
    world.check_fold().await;
}

pub(crate) async fn what_lapses_or_is_given_back_is_left_for_the_next(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    hold(&world, "mina", youths(2, 4), 10).await.unwrap();
    let joon = hold(&world, "joon", youths(2, 4), 120).await.unwrap();
    assert_eq!(left(hold(&world, "sora", youths(1, 4), 120).await), 0);
    world.release_hold(&user("joon"), joon.seats[0].get()).await.unwrap();
    assert_eq!(left(hold(&world, "sora", youths(2, 4), 120).await), 1);
    world.pass(seconds(10)).await;
    assert_eq!(left(hold(&world, "sora", youths(4, 4), 120).await), 3, "before any sweep");
    let sora = hold(&world, "sora", youths(3, 4), 120).await.unwrap();
    world.claim(1, &user("sora"), &numbers(&sora)).await.unwrap();
    world.unclaim(1).await;
    world.claim(2, &user("sora"), &numbers(&sora)).await.unwrap();
    assert_eq!(left(hold(&world, "late", youths(1, 4), 120).await), 0, "pinned");
    world.release(1, 2, &numbers(&sora)).await;
    assert_eq!(hold(&world, "late", youths(3, 4), 120).await.unwrap().seats.len(), 3);
    world.check_fold().await;
}

pub(crate) async fn what_is_sold_keeps_its_tier(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = hold(&world, "mina", family(1, 2, 3), 10).await.unwrap();
    world.claim(1, &user("mina"), &numbers(&held)).await.unwrap();
    assert_eq!(world.confirm(1, 1, &numbers(&held)).await, Settled::Sold);
    world.correct(2, 1, &[(held.seats[1].get(), 2)]).await;
    world.pass(seconds(300)).await;
    assert_eq!(left(hold(&world, "joon", youths(2, 3), 120).await), 1);
    assert_eq!(hold(&world, "joon", youths(1, 3), 120).await.unwrap().seats.len(), 1);
    assert_eq!(left(hold(&world, "sora", youths(1, 3), 120).await), 0);
}

pub(crate) async fn a_cap_is_that_of_its_section(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let of = |first, last| SomeUnits { range: units(first, last, 1).range, ..youths(2, 2) };
    hold(&world, "mina", of(1, 5), 120).await.unwrap();
    hold(&world, "joon", of(6, 10), 120).await.unwrap();
    assert_eq!(left(hold(&world, "sora", of(1, 5), 120).await), 0);
}

pub(crate) async fn a_family_is_held_at_several_prices_or_not_at_all(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    assert_eq!(left(hold(&world, "mina", family(2, 3, 2), 120).await), 2);
    assert_eq!(world.map().await, "A".repeat(10), "the adults are not held either");
    let mut command = holding(&world, "anonymous", family(2, 1, 2), 120);
    command.request.key = Some(key("mina", "k", "body"));
    let held = world.store.hold(command.clone()).await.unwrap();
    let tiers = vec![
        (held.seats[0], TierName::ADULT),
        (held.seats[1], TierName::ADULT),
        (held.seats[2], TierName::YOUTH),
    ];
    assert_eq!(held.tiers, tiers);
    assert_eq!(world.store.hold(command).await.unwrap().tiers, tiers, "repeated");
    let caller = token(held.hold);
    world.extend(&caller, held.seats[0].get(), 30, 1).await.unwrap();
    assert_eq!(world.claim(1, &caller, &numbers(&held)).await.unwrap().tiers, tiers, "extended and pinned");
    assert_eq!(short(hold(&world, "joon", family(7, 1, 2), 120).await), 7);
    world.check_fold().await;
}

pub(crate) async fn a_restoration_counts_what_is_sold_and_pinned_at_a_tier(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let apart = SomeUnits { range: units(1, 3, 1).range, ..youths(1, 5) };
    hold(&world, "mina", apart, 120).await.unwrap();
    let until = hold(&world, "clock", units(10, 10, 1), 60).await.unwrap().until;
    let before = world.store.snapshot(world.event).await.unwrap();
    let Preparation::Closed { mark } = world.recovery.prepare(world.event, true).await.unwrap() else {
        panic!("no other rebuild is in progress");
    };
    let tier = Some(TierName::YOUTH);
    let sold = |number| (number, SaleState::Sold { order: order(7), tier: tier.clone() });
    let hold_id = HoldId::from_uuid(Uuid::from_u128(5));
    let pinned = SaleState::Pinned {
        order: order(8),
        hold: hold_id,
        owner: HoldOwner::Anonymous,
        until,
        tier: tier.clone(),
    };
    let sales = [sold(4), sold(5), (6, pinned), (7, SaleState::Sold { order: order(9), tier: None })];
    let restored = sales.map(|(number, sale)| RestoredSeat { seat: seats(&[number])[0], sale });
    let meta = meta(world.event, Timestamp::from_micros(0));
    let restoration = Restoration { meta, epoch: before.epoch + 1, mark, seats: restored.to_vec() };
    world.recovery.restore(restoration).await.unwrap();
    assert_eq!(left(hold(&world, "joon", youths(2, 5), 120).await), 1, "mina's hold is counted, too");
    assert_eq!(world.confirm(1, 8, &[6]).await, Settled::Sold);
    hold(&world, "joon", youths(1, 5), 120).await.unwrap();
    assert_eq!(left(hold(&world, "sora", youths(1, 5), 120).await), 0);
}

pub(crate) async fn what_is_free_afterwards_is_counted_where_it_is_asked_for(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let counted = |first, last, quantity| SomeUnits {
        counted: Some(units(3, 10, 1).range),
        ..units(first, last, quantity)
    };
    world.hold("mina", &[1, 3], 120).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[4]).await, Settled::Sold);
    let guest = world.hold_as_guest(1, &[5], 120, GuestSeats { each: 8, percent: 100 }).await.unwrap();
    assert_eq!(guest.free, None);
    let mut command = holding(&world, "joon", counted(3, 7, 1), 120);
    command.request.key = Some(key("joon", "k", "body"));
    let held = world.store.hold(command.clone()).await.unwrap();
    assert_eq!((held.seats.len(), held.free), (1, Some(4)));
    world.release_hold(&token(guest.hold), 5).await.unwrap();
    assert_eq!(world.store.hold(command).await.unwrap().free, Some(5), "as it is now");
    assert_eq!(hold(&world, "sora", units(3, 7, 1), 120).await.unwrap().free, None);
}
