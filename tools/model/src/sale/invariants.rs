//! The invariants, under the names that the promises have everywhere; and rare states that the model has to have reached, because an invariant
//! that never met its case proves nothing.

use order::domain::saga::{self, Compensation};
use order::domain::{CancelReason, OrderStatus};
use payment::domain::Authorization;
use primitives::{OrderId, SeatId};
use reservation::domain::Seat;
use stateright::Property;

use super::bounds::SaleModel;
use super::drain::{ends, is_quiet};
use super::outage::wrong_seats;
use super::state::{Buyer, ProviderFunds, WorldState};

const I1: &str = "I1 no seat is sold twice";
const I2: &str = "I2 seats, orders and ledger say the same of what is sold";
const I3: &str = "I3 every order ends";
const I4: &str = "I4 money is taken for what is sold, and nothing stays set aside";
const I5: &str = "I5 no seat stays held without a holder";
const I6: &str = "I6 a buyer who was promised a seat does not lose it to another";

pub const SOLD: &str = "an order is sold";
pub const LATE_MONEY: &str = "money that came too late is let go of";
pub const LEDGER_REFUSES: &str = "the ledger refuses a second sale";
pub const TOO_LATE: &str = "a restoration comes too late";
pub const REPAIRED: &str = "a seat store has to be repaired";
pub const QUIET_AGAIN: &str = "something is sold, and all is quiet after a failover";

pub(super) fn properties() -> Vec<Property<SaleModel>> {
    vec![
        Property::always(I1, |_, state| no_seat_is_sold_twice(state)),
        Property::always(I2, all_say_the_same),
        Property::always(I3, every_order_ends),
        Property::always(I4, money_follows_the_sale),
        Property::always(I5, no_orphan_is_held),
        Property::always(I6, |_, state| promises_are_kept(state)),
        Property::sometimes(SOLD, |_, state: &WorldState| {
            state.buyers.values().any(|buyer| buyer.saga == Some(saga::State::Done))
        }),
        Property::sometimes(LATE_MONEY, |_, state: &WorldState| {
            state.buyers.values().any(late_money_is_let_go)
        }),
        Property::sometimes(LEDGER_REFUSES, |_, state: &WorldState| {
            state.buyers.values().any(is_refused_by_the_ledger)
        }),
        Property::sometimes(TOO_LATE, |_, state: &WorldState| state.store.open && !state.rebuilds.is_empty()),
        Property::sometimes(REPAIRED, |sale: &SaleModel, state: &WorldState| {
            sale.failovers > 0 && state.store.open && !wrong_seats(state).is_empty()
        }),
        Property::sometimes(QUIET_AGAIN, |sale: &SaleModel, state: &WorldState| {
            state.failovers > 0 && !state.ledger.is_empty() && is_quiet(sale, state)
        }),
    ]
}

fn no_seat_is_sold_twice(state: &WorldState) -> bool {
    let sold = confirmed(state);
    sold.iter().all(|(seat, order)| !sold.iter().any(|(other, another)| seat == other && order != another))
}

/// Every confirmed order's seats.
fn confirmed(state: &WorldState) -> Vec<(SeatId, OrderId)> {
    let is_confirmed =
        |buyer: &Buyer| buyer.saga.as_ref().is_some_and(|saga| saga.status() == OrderStatus::Confirmed);
    let orders = state.buyers.iter().filter(|(_, buyer)| is_confirmed(buyer));
    let mut confirmed: Vec<_> =
        orders.flat_map(|(who, _)| state.store.seats.keys().map(|seat| (*seat, who.order()))).collect();
    confirmed.sort_unstable();
    confirmed
}

/// The records agree at every moment. The seats follow when all is quiet; and before a failover an order that has ended without a sale never
/// has a seat.
fn all_say_the_same(sale: &SaleModel, state: &WorldState) -> bool {
    let in_the_store = || {
        state.store.seats.iter().filter_map(|(id, seat)| match seat {
            Seat::Sold { order } => Some((*id, *order)),
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) => None,
        })
    };
    let is_cancelled = |order: OrderId| {
        let of_order = state.buyers.iter().find(|(who, _)| who.order() == order);
        of_order.is_some_and(|(_, buyer)| matches!(buyer.saga, Some(saga::State::Cancelled(_))))
    };
    state.ledger.iter().copied().eq(confirmed(state))
        && (state.failovers > 0 || !in_the_store().any(|(_, order)| is_cancelled(order)))
        && (in_the_store().eq(state.ledger.iter().copied()) || !is_quiet(sale, state))
}

fn every_order_ends(sale: &SaleModel, state: &WorldState) -> bool {
    let sagas = || state.buyers.values().filter_map(|buyer| buyer.saga.as_ref());
    let nobody_is_stuck = !sagas().any(saga::State::is_stuck);
    let all_ended = sagas().all(saga::State::is_settled);
    nobody_is_stuck && (all_ended || !is_quiet(sale, state)) && (!sale.liveness || ends(sale, state))
}

fn money_follows_the_sale(sale: &SaleModel, state: &WorldState) -> bool {
    state.buyers.iter().all(|(who, buyer)| {
        let is_sold = state.ledger.iter().any(|(_, order)| *order == who.order());
        match buyer.funds.at_provider {
            ProviderFunds::Captured => is_sold,
            ProviderFunds::Authorized => !is_quiet(sale, state),
            ProviderFunds::Untouched | ProviderFunds::Declined | ProviderFunds::Released => {
                !is_sold || !is_quiet(sale, state)
            }
        }
    })
}

fn no_orphan_is_held(sale: &SaleModel, state: &WorldState) -> bool {
    let is_free_or_sold = |seat: &Seat| matches!(seat, Seat::Available | Seat::Sold { .. });
    state.store.seats.values().all(is_free_or_sold) || !is_quiet(sale, state)
}

/// Broken by two live grants of one seat by one store, and by an order that is being paid and loses its seats without a failover.
fn promises_are_kept(state: &WorldState) -> bool {
    let granted = || state.buyers.values().filter_map(|buyer| buyer.granted);
    let is_granted_twice = granted().any(|one| granted().filter(|other| *other == one).count() > 1);
    let loses = |buyer: &Buyer| match &buyer.saga {
        Some(saga::State::Compensating(undo)) => undo.reason == CancelReason::SeatsLost,
        Some(saga::State::Cancelled(reason)) => *reason == CancelReason::SeatsLost,
        Some(_) | None => false,
    };
    !is_granted_twice && (state.failovers > 0 || !state.buyers.values().any(loses))
}

fn late_money_is_let_go(buyer: &Buyer) -> bool {
    buyer.funds.known == Some(Authorization::Voided { owes_release: true })
        && buyer.funds.at_provider == ProviderFunds::Authorized
        && matches!(buyer.saga, Some(saga::State::Compensating(_) | saga::State::Cancelled(_)))
}

fn is_refused_by_the_ledger(buyer: &Buyer) -> bool {
    let lost = |undo: &Compensation| !undo.lost.is_empty();
    matches!(&buyer.saga, Some(saga::State::Compensating(undo)) if lost(undo))
}
