//! A buyer holds the seats and orders them; the order is written, or the process dies before it is.

use order::domain::saga;
use primitives::{Credentials, HoldOwner};
use reservation::domain::{Hold, multi_seat};

use super::action::At;
use super::records;
use super::state::{LIVE, NOW, OVER, Phase, State, Store, Who};
use crate::{Rule, Rules};

pub(super) fn hold(state: &mut State, who: Who) -> Option<()> {
    let store = state.reach(At::Primary)?;
    let hold =
        Hold { id: who.hold(), owner: HoldOwner::Anonymous, since: OVER, until: LIVE, extension: None };
    let changes = multi_seat::hold(&store.found(), &hold, NOW).ok()?;
    store.apply(changes);
    let generation = store.generation;
    let buyer = state.buyers.get_mut(&who)?;
    (buyer.phase, buyer.granted) = (Phase::Holding, Some(generation));
    Some(())
}

pub(super) fn claim(rules: Rules, state: &mut State, who: Who, at: At) -> Option<()> {
    let store = state.reach(at)?;
    let caller = Credentials { user: None, token: Some(token(rules, store, who)), open: false };
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
fn token(rules: Rules, store: &Store, who: Who) -> primitives::HoldId {
    let right = store.seats.values().find_map(|seat| seat.hold()).map(|hold| hold.id);
    match right {
        Some(right) if !rules.hold(Rule::OwnerCheck) => right,
        Some(_) | None => who.hold(),
    }
}

pub(super) fn write_order(state: &mut State, who: Who) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let first = saga::start();
    buyer.phase = Phase::Ordered;
    buyer.saga = Some(first.next);
    records::enqueue(&mut buyer.lanes, first.commands);
    Some(())
}

pub(super) fn die_before_writing(state: &mut State, who: Who) -> Option<()> {
    state.buyers.get_mut(&who)?.phase = Phase::Gone;
    Some(())
}

impl Store {
    pub(super) fn apply(&mut self, changes: Vec<reservation::domain::Change>) {
        self.seats.extend(changes.into_iter().map(|change| (change.id, change.seat)));
    }
}
