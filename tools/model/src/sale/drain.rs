//! Nothing more goes wrong from here on, and everybody does what they have to: then every order has to end.

use stateright::Model;

use super::action::{self, Action, Answer};
use super::{Sale, State};

/// Far more than any order needs.
const STEPS_MAX: usize = 500;

/// Nothing happens by itself any more.
pub(super) fn is_quiet(sale: &Sale, state: &State) -> bool {
    // Most states are not, and this is the short way to see it.
    if !state.store.open || state.cut_off.is_some() || !state.buyers.values().all(|buyer| buyer.is_silent()) {
        return false;
    }
    let mut actions = Vec::new();
    action::obliged(sale, state, &mut actions);
    actions.is_empty()
}

/// Whether it becomes quiet at last.
pub(super) fn ends(sale: &Sale, state: &State) -> bool {
    let mut state = state.clone();
    for _ in 0..STEPS_MAX {
        let mut actions = Vec::new();
        action::obliged(sale, &state, &mut actions);
        if actions.is_empty() {
            return true;
        }
        let next = actions.into_iter().filter(|action| !is_fault(*action));
        let Some(next) = next.into_iter().find_map(|action| sale.next_state(&state, action)) else {
            return false;
        };
        state = next;
    }
    false
}

fn is_fault(action: Action) -> bool {
    matches!(
        action,
        Action::SeatsHearInVain(_)
            | Action::DieBeforeWriting(_)
            | Action::RequestArrives(_, Answer::YesUnheard)
    )
}
