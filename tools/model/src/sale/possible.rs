//! Which actions are possible in a state.

use payment::domain::ProviderCall;

use super::action::{RequestOutcome, SaleAction};
use super::bounds::SaleModel;
use super::state::{Buyer, BuyerId, Phase, StoreRole, WorldState};
use super::{money, outage, time};
use crate::Rule;

/// An action that is independent of all others is taken first and alone: at any other time it would come to the same (partial order reduction).
pub(super) fn possible(sale: &SaleModel, state: &WorldState, actions: &mut Vec<SaleAction>) {
    if let Some(alone) = state.buyers.iter().find_map(|(who, buyer)| independent(sale, *who, buyer)) {
        actions.push(alone);
        return;
    }
    obliged(sale, state, actions);
    voluntary(sale, state, actions);
}

/// A reply to an order that waits for no deadline; what payment and the provider do while no request of theirs is in flight.
fn independent(sale: &SaleModel, who: BuyerId, buyer: &Buyer) -> Option<SaleAction> {
    let queues = &buyer.queues;
    if !buyer.is_paying() && !queues.from_payment.is_empty() {
        return Some(SaleAction::HandlePaymentReply(who));
    }
    if !buyer.is_paying() && !queues.from_seats.is_empty() {
        return Some(SaleAction::HandleSeatReply(who));
    }
    if buyer.funds.request_in_flight {
        let authorized = SaleAction::RequestArrives(who, RequestOutcome::Authorized);
        return (!sale.unreliable_provider).then_some(authorized);
    }
    if !queues.to_payment.is_empty() {
        return Some(SaleAction::PaymentHandles(who));
    }
    has_call_to_settle(buyer).then_some(SaleAction::ProviderSettles(who))
}

/// What does not have to happen: buyers, and faults.
fn voluntary(sale: &SaleModel, state: &WorldState, actions: &mut Vec<SaleAction>) {
    for (who, buyer) in &state.buyers {
        match buyer.phase {
            // A hold on the former primary is lost with it, and so concerns its buyer alone.
            Phase::Looking if state.store.open => actions.push(SaleAction::Hold(*who)),
            Phase::Holding => actions.extend(reachable(state).map(|store| SaleAction::Claim(*who, store))),
            Phase::Looking | Phase::Claimed | Phase::Ordered | Phase::Gone => {}
        }
        if state.replays < sale.replays && !buyer.queues.handled.is_empty() {
            actions.push(SaleAction::Redeliver(*who));
        }
    }
    if state.failovers < sale.failovers {
        actions.push(SaleAction::FailOver);
    }
    if !state.store.open && (1..sale.rebuilds).contains(&state.rebuilds.len()) {
        actions.push(SaleAction::BeginRebuild);
    }
}

/// What happens by itself sooner or later: a state without it is quiet. In the order in which a drain takes it.
pub(super) fn obliged(sale: &SaleModel, state: &WorldState, actions: &mut Vec<SaleAction>) {
    for who in state.buyers.keys() {
        of_the_bus(sale, state, *who, actions);
    }
    actions.extend(state.rebuilds.iter().map(|rebuild| SaleAction::Restore { epoch: rebuild.epoch }));
    if !state.store.open && state.rebuilds.is_empty() {
        actions.push(SaleAction::BeginRebuild);
    }
    if state.store.open && sale.rules.hold(Rule::Repair) && !outage::wrong_seats(state).is_empty() {
        actions.push(SaleAction::Repair);
    }
    for (who, buyer) in &state.buyers {
        if buyer.phase == Phase::Claimed {
            actions.extend([SaleAction::WriteOrder(*who), SaleAction::CrashBeforeWriting(*who)]);
        }
        if time::may_resend(buyer) {
            actions.push(SaleAction::Resend(*who));
        }
        if time::has_deadline(buyer) {
            actions.push(SaleAction::Deadline(*who));
        }
        if time::may_lapse(sale.rules, &state.store, *who, buyer) {
            actions.push(SaleAction::Lapse(*who));
        }
    }
    // Nothing waits for its death, so that comes last: whatever else can happen then can happen before.
    if actions.is_empty() && state.cut_off.is_some() {
        actions.push(SaleAction::FormerPrimaryDies);
    }
}

fn of_the_bus(sale: &SaleModel, state: &WorldState, who: BuyerId, actions: &mut Vec<SaleAction>) {
    let Some(buyer) = state.buyers.get(&who) else { return };
    let (queues, funds) = (&buyer.queues, &buyer.funds);
    if !queues.from_payment.is_empty() {
        actions.push(SaleAction::HandlePaymentReply(who));
    }
    if !queues.from_seats.is_empty() {
        actions.push(SaleAction::HandleSeatReply(who));
    }
    if !queues.to_payment.is_empty() {
        actions.push(SaleAction::PaymentHandles(who));
    }
    if has_call_to_settle(buyer) {
        actions.push(SaleAction::ProviderSettles(who));
    }
    if funds.request_in_flight {
        let outcomes = money::request_outcomes(funds.at_provider, sale.unreliable_provider);
        actions.extend(outcomes.iter().map(|outcome| SaleAction::RequestArrives(who, *outcome)));
    }
    if !queues.to_seats.is_empty() {
        if state.store.open {
            actions.push(SaleAction::SeatsHandle(who, StoreRole::Primary));
        }
        if state.cut_off.is_some() {
            actions.extend([
                SaleAction::SeatsHandle(who, StoreRole::FormerPrimary),
                SaleAction::SeatsHandleWithoutReply(who),
            ]);
        }
    }
}

fn has_call_to_settle(buyer: &Buyer) -> bool {
    [ProviderCall::Capture, ProviderCall::Release, ProviderCall::Refund]
        .iter()
        .any(|call| buyer.funds.owes(*call))
}

fn reachable(state: &WorldState) -> impl Iterator<Item = StoreRole> {
    let primary = state.store.open.then_some(StoreRole::Primary);
    let former = state.cut_off.as_ref().map(|_| StoreRole::FormerPrimary);
    primary.into_iter().chain(former)
}
