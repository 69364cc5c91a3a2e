//! Nothing more goes wrong from here on, and everything that has to happen happens: then every order has to end.

use super::action::{RequestOutcome, SaleAction};
use super::bounds::SaleModel;
use super::possible::obliged;
use super::state::WorldState;
use super::steps::next;

/// Far more than any order needs.
const STEPS_MAX: usize = 500;

/// Nothing happens by itself any more.
pub(super) fn is_quiet(sale: &SaleModel, state: &WorldState) -> bool {
    // Most states are not, and this is the quick way to see it.
    if !state.store.open || state.cut_off.is_some() || !state.buyers.values().all(|buyer| buyer.is_silent()) {
        return false;
    }
    let mut actions = Vec::new();
    obliged(sale, state, &mut actions);
    actions.is_empty()
}

/// Whether it becomes quiet at last.
pub(super) fn ends(sale: &SaleModel, state: &WorldState) -> bool {
    let mut state = state.clone();
    for _ in 0..STEPS_MAX {
        let mut actions = Vec::new();
        obliged(sale, &state, &mut actions);
        if actions.is_empty() {
            return true;
        }
        let mut steps = actions.into_iter().filter(|action| !is_fault(*action));
        let Some(after) = steps.find_map(|action| next(sale, &state, action)) else { return false };
        state = after;
    }
    false
}

fn is_fault(action: SaleAction) -> bool {
    matches!(
        action,
        SaleAction::SeatsHandleWithoutReply(_)
            | SaleAction::CrashBeforeWriting(_)
            | SaleAction::RequestArrives(_, RequestOutcome::AuthorizedWithoutResponse)
    )
}
