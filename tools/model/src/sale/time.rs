//! What time does: holds and pins end, deadlines pass, questions without an answer are asked again.

use order::domain::saga::{self, Input};
use reservation::domain::{Command, Hold, Pin, Seat, multi_seat};

use super::action::is_live_for;
use super::records;
use super::state::{Buyer, NOW, OVER, Phase, State, Store, Who};
use crate::{Rule, Rules};

/// A hold may end at any time. A pin outlives all deadlines of its order: that is its rule.
pub(super) fn may_lapse(rules: Rules, store: &Store, who: Who, buyer: &Buyer) -> bool {
    let is_live = store.seats.values().any(|seat| is_live_for(seat, who));
    is_live && !(rules.hold(Rule::Pin) && buyer.is_paying())
}

/// The sweeper comes at once: what has lapsed is free, whether anybody has met it or not.
pub(super) fn lapse(state: &mut State, who: Who) -> Option<()> {
    let store = &mut state.store;
    for seat in store.seats.values_mut().filter(|seat| is_live_for(seat, who)) {
        *seat = match std::mem::replace(seat, Seat::Available) {
            Seat::Held(hold) => Seat::Held(Hold { until: OVER, ..hold }),
            Seat::Pinned(pin) => {
                Seat::Pinned(Pin { until: OVER, hold: Hold { until: OVER, ..pin.hold }, ..pin })
            }
            other @ (Seat::Available | Seat::Sold { .. }) => other,
        };
    }
    let changes = multi_seat::each(&store.found(), &Command::Expire, NOW);
    store.apply(changes);
    let generation = store.generation;
    let buyer = state.buyers.get_mut(&who)?;
    if buyer.granted == Some(generation) {
        buyer.granted = None;
    }
    Some(())
}

pub(super) fn has_deadline(buyer: &Buyer) -> bool {
    buyer.is_paying() && buyer.phase == Phase::Ordered
}

pub(super) fn deadline(rules: Rules, state: &mut State, who: Who) -> Option<()> {
    records::advance(rules, state, who, Input::DeadlinePassed)
}

/// Asking again is only of use when nothing is on its way: everything that is asked twice is answered the same.
pub(super) fn may_ask_again(buyer: &Buyer) -> bool {
    let waits =
        buyer.saga.as_ref().is_some_and(|saga| !saga::on(saga, &Input::ResendDue).commands.is_empty());
    waits && buyer.is_silent()
}

pub(super) fn ask_again(rules: Rules, state: &mut State, who: Who) -> Option<()> {
    records::advance(rules, state, who, Input::ResendDue)
}
