//! What time does: holds and pins lapse, deadlines pass, commands without a reply are resent.

use order::domain::saga::{self, Input};
use reservation::domain::{Command, Hold, Pin, Seat, multi_seat};

use super::records;
use super::state::{Buyer, BuyerId, NOW, OVER, Phase, SeatStoreState, WorldState, is_live_for};
use crate::{Rule, Rules};

/// A hold may end at any time. A pin outlives all deadlines of its order: that is its rule.
pub(super) fn may_lapse(rules: Rules, store: &SeatStoreState, who: BuyerId, buyer: &Buyer) -> bool {
    let is_live = store.seats.values().any(|seat| is_live_for(seat, who));
    is_live && !(rules.hold(Rule::Pin) && buyer.is_paying())
}

/// The sweeper comes at once: what has lapsed is free.
pub(super) fn lapse(state: &mut WorldState, who: BuyerId) -> Option<()> {
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

pub(super) fn deadline(state: &mut WorldState, who: BuyerId) -> Option<()> {
    records::advance(state, who, &Input::DeadlinePassed)
}

/// Resending is only useful when nothing is in flight: a repeated command has the same effect.
pub(super) fn may_resend(buyer: &Buyer) -> bool {
    let waits =
        buyer.saga.as_ref().is_some_and(|saga| !saga::on(saga, &Input::ResendDue).commands.is_empty());
    waits && buyer.is_silent()
}

pub(super) fn resend(state: &mut WorldState, who: BuyerId) -> Option<()> {
    records::advance(state, who, &Input::ResendDue)
}
