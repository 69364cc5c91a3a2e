//! A buyer holds the seats and orders them; the order is written, or the process crashes before it is.

use order::domain::saga;
use primitives::{Credentials, HoldOwner};
use reservation::domain::{Hold, multi_seat};

use super::records;
use super::state::{BuyerId, LIVE, NOW, OVER, Phase, SeatStoreState, StoreRole, WorldState};
use crate::{Rule, Rules};

pub(super) fn hold(state: &mut WorldState, who: BuyerId) -> Option<()> {
    let store = state.reach(StoreRole::Primary)?;
    let hold = Hold::new(who.hold(), HoldOwner::Anonymous, OVER, LIVE);
    let changes = multi_seat::hold(&store.found(), &hold, NOW).ok()?;
    store.apply(changes);
    let generation = store.generation;
    let buyer = state.buyers.get_mut(&who)?;
    (buyer.phase, buyer.granted) = (Phase::Holding, Some(generation));
    Some(())
}

pub(super) fn claim(rules: Rules, state: &mut WorldState, who: BuyerId, role: StoreRole) -> Option<()> {
    let store = state.reach(role)?;
    let caller =
        Credentials { user: None, was_guest: None, token: Some(token(rules, store, who)), open: false };
    let claimed = multi_seat::claim(&store.found(), who.order(), LIVE, &caller, NOW);
    let generation = store.generation;
    let phase = match claimed {
        Ok(changes) => {
            store.apply(changes);
            Phase::Claimed
        }
        Err(_) => Phase::Gone,
    };
    let buyer = state.buyers.get_mut(&who)?;
    buyer.phase = phase;
    buyer.granted = (phase == Phase::Claimed).then_some(generation);
    Some(())
}

/// Without the check of the owner any token is as good as the right one.
fn token(rules: Rules, store: &SeatStoreState, who: BuyerId) -> primitives::HoldId {
    let right = store.seats.values().find_map(|seat| seat.hold()).map(|hold| hold.id);
    match right {
        Some(right) if !rules.hold(Rule::OwnerCheck) => right,
        Some(_) | None => who.hold(),
    }
}

pub(super) fn write_order(state: &mut WorldState, who: BuyerId) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let first = saga::start();
    buyer.phase = Phase::Ordered;
    buyer.saga = Some(first.next);
    records::enqueue(&mut buyer.queues, first.commands);
    Some(())
}

pub(super) fn crash_before_writing(state: &mut WorldState, who: BuyerId) -> Option<()> {
    state.buyers.get_mut(&who)?.phase = Phase::Gone;
    Some(())
}
