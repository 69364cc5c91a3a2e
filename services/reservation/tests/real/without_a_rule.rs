//! A test of the tests: the contract fails on scripts in which a protective rule is missing. The same for the rules in Rust is `cargo xtask rules`.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use reservation::domain::Guard;
use reservation::ports::HoldSeats;

use crate::rig::Rig;
use crate::script_patches::{
    EPOCH_FENCE, ORDER_TOMBSTONE, ORPHAN_GUARD, OWNER_CHECK, Patch, SHORT_SWEEPS, TIER_CAP,
};
use crate::seat_store_contract::world::seats;
use crate::seat_store_contract::{World, holders, holds, recovery, settling, singles, tiers, units};

/// The patched scripts still work, but fail this test of the contract.
async fn fails<T: Future<Output = ()>>(test: impl FnOnce(Rig) -> T, patch: Patch) {
    let rig = || Rig::with_patch(&engines::redis().url(), patch);
    holds::all_seats_are_taken_or_none(rig()).await;
    let outcome = AssertUnwindSafe(test(rig())).catch_unwind().await;
    assert!(outcome.is_err(), "the contract does not notice that `{}` is missing", patch.rule);
}

#[tokio::test]
async fn without_the_owner_check_the_contract_fails() {
    fails(holders::owners_are_distinguished_by_their_hold, OWNER_CHECK).await;
}

#[tokio::test]
async fn without_the_order_s_tombstone_the_contract_fails() {
    fails(settling::a_release_leaves_a_tombstone_even_where_there_was_nothing, ORDER_TOMBSTONE).await;
}

#[tokio::test]
async fn without_the_epoch_fence_the_contract_fails() {
    fails(recovery::a_restoration_of_a_lower_epoch_changes_nothing, EPOCH_FENCE).await;
}

#[tokio::test]
async fn without_the_orphan_guard_the_contract_fails() {
    fails(singles::a_hold_that_leaves_a_single_seat_is_refused_and_names_it, ORPHAN_GUARD).await;
}

#[tokio::test]
async fn without_the_orphan_guard_the_single_seat_is_noted_for_the_books() {
    let world = World::new(Rig::with_patch(&engines::redis().url(), ORPHAN_GUARD)).await;
    world.hold("mina", &[1], 120).await.unwrap();
    let [beside, seat] = seats(&[1, 2])[..] else { unreachable!() };
    let guards = vec![Guard { seat, beside }];
    world.store.hold(HoldSeats { guards, ..world.holding("joon", &[3], 120) }).await.unwrap();
    assert_eq!(world.store.snapshot(world.event).await.unwrap().left_single, Some(seat));
}

#[tokio::test]
async fn without_the_sweep_of_a_hold_the_contract_fails() {
    fails(units::the_last_unit_lapses_and_the_next_buyer_has_it_at_once, SHORT_SWEEPS).await;
}

#[tokio::test]
async fn without_the_cap_of_a_tier_the_contract_fails() {
    fails(tiers::a_cap_is_never_exceeded_by_buyers_at_once, TIER_CAP).await;
}
