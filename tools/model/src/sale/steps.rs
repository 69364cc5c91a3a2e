//! Carrying out one action.

use super::action::SaleAction;
use super::bounds::SaleModel;
use super::state::{StoreRole, WorldState};
use super::{money, outage, purchase, records, seats, time};

/// None where the action is not possible, or changes nothing.
pub(super) fn next(sale: &SaleModel, state: &WorldState, action: SaleAction) -> Option<WorldState> {
    let mut next = state.clone();
    take(sale, &mut next, action)?;
    (next != *state).then_some(next)
}

fn take(sale: &SaleModel, state: &mut WorldState, action: SaleAction) -> Option<()> {
    match action {
        SaleAction::Hold(who) => purchase::hold(state, who),
        SaleAction::Claim(who, store) => purchase::claim(sale.rules, state, who, store),
        SaleAction::WriteOrder(who) => purchase::write_order(state, who),
        SaleAction::CrashBeforeWriting(who) => purchase::crash_before_writing(state, who),
        SaleAction::Lapse(who) => time::lapse(state, who),
        SaleAction::Deadline(who) => time::deadline(state, who),
        SaleAction::Resend(who) => time::resend(state, who),
        SaleAction::PaymentHandles(who) => money::handle(sale.rules, state, who),
        SaleAction::RequestArrives(who, outcome) => money::request_arrives(state, who, outcome),
        SaleAction::ProviderSettles(who) => money::provider_settles(state, who),
        SaleAction::SeatsHandle(who, store) => seats::handle(sale, state, who, store, true),
        SaleAction::SeatsHandleWithoutReply(who) => {
            seats::handle(sale, state, who, StoreRole::FormerPrimary, false)
        }
        SaleAction::HandlePaymentReply(who) => records::handle_payment_reply(state, who),
        SaleAction::HandleSeatReply(who) => records::handle_seat_reply(sale.rules, state, who),
        SaleAction::Redeliver(who) => outage::redeliver(sale, state, who),
        SaleAction::FailOver => outage::fail_over(state),
        SaleAction::FormerPrimaryDies => outage::former_primary_dies(state),
        SaleAction::BeginRebuild => outage::begin_rebuild(state),
        SaleAction::Restore { epoch } => outage::restore(sale.rules, state, epoch),
        SaleAction::Repair => outage::repair(sale.rules, state),
    }
}
