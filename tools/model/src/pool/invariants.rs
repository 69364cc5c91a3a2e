//! What holds of a standing section in every state, and rare states that have to be reached.

use std::collections::BTreeSet;

use primitives::SeatId;
use reservation::domain::{Seat, Status};
use stateright::Property;

use super::bounds::PoolModel;
use super::state::{AttemptId, AttemptPhase, PoolState};

const I1: &str = "I1 no unit is sold twice";
const I2: &str = "I2 what is sold is what the ledger says";
const I5: &str = "I5 what has lapsed is free for the next buyer";
const I17: &str =
    "I17 free, held, pinned and sold units are all there are, and each count is that of its records";
const I18: &str = "I18 a buyer has bought no more than the limit";

/// Rare states.
pub const REACHED: [&str; 3] = [
    "a hold has lapsed and its units are gone",
    "the records refuse what the seat store sold",
    "all is sold",
];

pub(super) fn properties() -> Vec<Property<PoolModel>> {
    let [taken_over, refused, sold_out] = REACHED;
    vec![
        Property::always(I1, |_: &PoolModel, state: &PoolState| {
            let units: BTreeSet<SeatId> = state.ledger.iter().map(|(unit, _)| *unit).collect();
            units.len() == state.ledger.len()
        }),
        Property::always(I2, |_: &PoolModel, state: &PoolState| all_say_the_same(state)),
        Property::always(I5, |_: &PoolModel, state: &PoolState| !state.turned_away),
        Property::always(I17, adds_up),
        Property::always(I18, |pool: &PoolModel, state: &PoolState| {
            pool.attempts.iter().all(|(buyer, _)| bought(pool, state, *buyer) <= pool.limit as usize)
        }),
        Property::sometimes(taken_over, |_: &PoolModel, state: &PoolState| {
            let has_lost = |(attempt, phase): (&_, &AttemptPhase)| {
                *phase == AttemptPhase::Holding && state.units_of(*attempt).is_empty()
            };
            state.attempts.iter().any(has_lost)
        }),
        Property::sometimes(refused, |pool: &PoolModel, state: &PoolState| {
            let is_full = |buyer: u8| bought(pool, state, buyer) == pool.limit as usize;
            let waits = |(attempt, phase): (&AttemptId, &AttemptPhase)| {
                let buyer = pool.attempts.get(usize::from(attempt.0)).map_or(0, |(buyer, _)| *buyer);
                *phase == AttemptPhase::Confirmed && is_full(buyer)
            };
            state.attempts.iter().any(waits)
        }),
        Property::sometimes(sold_out, |_: &PoolModel, state: &PoolState| {
            state.ledger.len() == state.units.len()
        }),
    ]
}

/// A sale of the seat store is in the ledger, or about to be decided.
fn all_say_the_same(state: &PoolState) -> bool {
    let is_known = |(unit, seat): (&SeatId, &Seat)| match seat {
        Seat::Sold { order } => {
            let pending = state
                .attempts
                .iter()
                .any(|(attempt, phase)| attempt.order() == *order && *phase == AttemptPhase::Confirmed);
            pending || state.ledger.contains(&(*unit, *order))
        }
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) => true,
    };
    let is_sold = |(unit, order): &(SeatId, _)| state.units.get(unit) == Some(&Seat::Sold { order: *order });
    state.units.iter().all(is_known) && state.ledger.iter().all(is_sold)
}

fn adds_up(pool: &PoolModel, state: &PoolState) -> bool {
    let shown = |status: Status| state.shown.get(&(status as u8)).copied().unwrap_or(0) as usize;
    let count = |wanted: fn(&Seat) -> bool| state.units.values().filter(|seat| wanted(seat)).count();
    let free = count(|seat| *seat == Seat::Available);
    let held = count(|seat| matches!(seat, Seat::Held(_) | Seat::Pinned(_)));
    let sold = count(|seat| matches!(seat, Seat::Sold { .. }));
    let all = shown(Status::Available) + shown(Status::Held) + shown(Status::Sold);
    all == pool.units as usize
        && (shown(Status::Available), shown(Status::Held), shown(Status::Sold)) == (free, held, sold)
}

fn bought(pool: &PoolModel, state: &PoolState, buyer: u8) -> usize {
    let sold = state.attempts.iter().filter(|(_, phase)| **phase == AttemptPhase::Sold);
    let of_buyer = sold.filter_map(|(attempt, _)| pool.attempts.get(usize::from(attempt.0)));
    of_buyer.filter(|(of, _)| *of == buyer).map(|(_, quantity)| quantity).sum()
}
