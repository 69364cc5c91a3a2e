//! What may happen to the units, and to those who want them.

use order::domain::free_places;
use primitives::{Credentials, HoldOwner, SeatId};
use reservation::domain::{Command, Hold, Pin, Seat, multi_seat, units};

use super::bounds::PoolModel;
use super::state::{AttemptId, AttemptPhase, LIVE, NOW, OVER, PoolState, owner};
use crate::Rule;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PoolAction {
    Hold(AttemptId),
    Release(AttemptId),
    Claim(AttemptId),
    /// The seat store sells.
    Confirm(AttemptId),
    /// The records sell, or refuse.
    Enter(AttemptId),
    /// The seat store hears that it was sold.
    Hear(AttemptId),
    /// The hold runs out; its units are shown as held until they are swept.
    Lapse(AttemptId),
    Sweep,
}

pub(super) fn possible(state: &PoolState, actions: &mut Vec<PoolAction>) {
    for (attempt, phase) in &state.attempts {
        actions.extend(match phase {
            AttemptPhase::Looking => vec![PoolAction::Hold(*attempt)],
            AttemptPhase::Holding => {
                let [release, claim] = [PoolAction::Release(*attempt), PoolAction::Claim(*attempt)];
                vec![release, claim, PoolAction::Lapse(*attempt)]
            }
            AttemptPhase::Claimed => vec![PoolAction::Confirm(*attempt)],
            AttemptPhase::Confirmed => vec![PoolAction::Enter(*attempt)],
            AttemptPhase::Sold if !state.heard.contains(attempt) => vec![PoolAction::Hear(*attempt)],
            AttemptPhase::Sold | AttemptPhase::Gone => Vec::new(),
        });
    }
    if state.units.values().any(|seat| seat.has_lapsed(NOW)) {
        actions.push(PoolAction::Sweep);
    }
}

pub(super) fn take(pool: &PoolModel, state: &mut PoolState, action: PoolAction) -> Option<()> {
    match action {
        PoolAction::Hold(attempt) => hold(pool, state, attempt),
        PoolAction::Release(attempt) => release(pool, state, attempt),
        PoolAction::Claim(attempt) => claim(pool, state, attempt),
        PoolAction::Confirm(attempt) => confirm(state, attempt),
        PoolAction::Enter(attempt) => enter(pool, state, attempt),
        PoolAction::Hear(attempt) => state.heard.insert(attempt).then_some(()),
        PoolAction::Lapse(attempt) => lapse(state, attempt),
        PoolAction::Sweep => {
            let all: Vec<SeatId> = state.units.keys().copied().collect();
            state.apply(multi_seat::each(&state.found(&all), &Command::Expire, NOW));
            Some(())
        }
    }
}

fn becomes(state: &mut PoolState, attempt: AttemptId, phase: AttemptPhase) -> Option<()> {
    state.attempts.insert(attempt, phase).map(drop)
}

/// A buyer who may hold so many gets them, unless there are too few. A refused attempt is over.
fn hold(pool: &PoolModel, state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    let (buyer, quantity) = *pool.attempts.get(usize::from(attempt.0))?;
    if held_or_bought(pool, state, buyer) + quantity > pool.limit as usize {
        return becomes(state, attempt, AttemptPhase::Gone);
    }
    let free = state.units.iter().filter(|(_, seat)| **seat == Seat::Available).map(|(unit, _)| *unit);
    let lapsed = state.units.iter().filter(|(_, seat)| seat.has_lapsed(NOW)).map(|(unit, _)| *unit);
    let chosen = if pool.rules.hold(Rule::ShortSweeps) {
        units::choose(quantity, free, lapsed)
    } else {
        units::choose(quantity, free, std::iter::empty())
    };
    let Ok(chosen) = chosen else {
        let can_be_had = state.units.values().filter(|seat| *seat.at(NOW) == Seat::Available).count();
        state.turned_away |= can_be_had >= quantity;
        return becomes(state, attempt, AttemptPhase::Gone);
    };
    let hold = Hold::new(attempt.hold(), owner(buyer), NOW, LIVE);
    let changes = multi_seat::hold(&state.found(&chosen), &hold, NOW).ok()?;
    state.apply(changes);
    becomes(state, attempt, AttemptPhase::Holding)
}

/// As far as the seat store knows.
fn held_or_bought(pool: &PoolModel, state: &PoolState, buyer: u8) -> usize {
    let live = state.units.values().filter(|seat| {
        let hold = seat.at(NOW).hold();
        hold.is_some_and(|hold| hold.owner == owner(buyer))
    });
    let heard = state.heard.iter().filter_map(|attempt| pool.attempts.get(usize::from(attempt.0)));
    live.count() + heard.filter(|(of, _)| *of == buyer).map(|(_, quantity)| quantity).sum::<usize>()
}

fn credentials(pool: &PoolModel, attempt: AttemptId) -> Option<Credentials> {
    let (buyer, _) = pool.attempts.get(usize::from(attempt.0))?;
    let HoldOwner::User(user) = owner(*buyer) else { return None };
    Some(Credentials { user: Some(user), was_guest: None, token: None, open: false })
}

fn release(pool: &PoolModel, state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    let caller = credentials(pool, attempt)?;
    let mine = state.units_of(attempt);
    state.apply(multi_seat::each(&state.found(&mine), &Command::Release { caller: &caller }, NOW));
    becomes(state, attempt, AttemptPhase::Gone)
}

fn claim(pool: &PoolModel, state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    let caller = credentials(pool, attempt)?;
    let (_, quantity) = pool.attempts.get(usize::from(attempt.0))?;
    let mine = state.units_of(attempt);
    let claimed = multi_seat::claim(&state.found(&mine), attempt.order(), LIVE, &caller, NOW);
    match claimed.ok().filter(|changes| changes.len() == *quantity) {
        Some(changes) => {
            state.apply(changes);
            becomes(state, attempt, AttemptPhase::Claimed)
        }
        None => becomes(state, attempt, AttemptPhase::Gone),
    }
}

fn confirm(state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    let mine = state.units_of(attempt);
    let changes = multi_seat::confirm(&state.found(&mine), attempt.order(), false, NOW)?;
    state.apply(changes);
    becomes(state, attempt, AttemptPhase::Confirmed)
}

/// The records decide whether the buyer has places left. An order without gives its units back.
fn enter(pool: &PoolModel, state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    let (buyer, quantity) = *pool.attempts.get(usize::from(attempt.0))?;
    let limit = if pool.rules.hold(Rule::BuyerLedger) { pool.limit } else { u32::MAX };
    let (mine, places) = (state.units_of(attempt), state.places.entry(buyer).or_default());
    let Some(free) = free_places(places, attempt.order(), quantity, limit) else {
        let give_back = Command::GiveBack { order: attempt.order() };
        state.apply(multi_seat::each(&state.found(&mine), &give_back, NOW));
        return becomes(state, attempt, AttemptPhase::Gone);
    };
    places.extend(free.into_iter().map(|place| (place, attempt.order())));
    state.ledger.extend(mine.into_iter().map(|unit| (unit, attempt.order())));
    becomes(state, attempt, AttemptPhase::Sold)
}

fn lapse(state: &mut PoolState, attempt: AttemptId) -> Option<()> {
    for unit in state.units_of(attempt) {
        let seat = state.units.get_mut(&unit)?;
        *seat = match std::mem::replace(seat, Seat::Available) {
            Seat::Held(hold) => Seat::Held(Hold { until: OVER, ..hold }),
            Seat::Pinned(pin) => Seat::Pinned(Pin { until: OVER, ..pin }),
            other @ (Seat::Available | Seat::Sold { .. }) => other,
        };
    }
    becomes(state, attempt, AttemptPhase::Holding)
}
