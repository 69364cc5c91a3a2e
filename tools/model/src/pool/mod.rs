//! A standing section of a few units, which buyers hold by quantity, and buy up to their limit.
//!
//! Which units a buyer gets, what becomes of them, and which places of the buyer they take is decided by the real rules. There is no clock: time is an
//! action that lets one hold lapse, and the sweeper comes later.

mod invariants;
mod state;
mod steps;

use stateright::{Model, Property};

use crate::Rules;

pub use invariants::REACHED;
pub use state::{AttemptId, AttemptPhase, PoolState};
pub use steps::PoolAction;

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct PoolModel {
    pub units: u32,
    /// Who buys, and how many units.
    pub attempts: &'static [(u8, usize)],
    /// How many units a buyer may hold and have bought.
    pub limit: u32,
    pub rules: Rules,
}

impl PoolModel {
    /// Two orders of a buyer who may have one unit, and one of another buyer.
    pub const SMALL: Self =
        Self { units: 2, attempts: &[(1, 1), (1, 1), (2, 1)], limit: 1, rules: Rules::ALL };
    /// As many buyers as there are attempts, none of them limited.
    pub const CROWDED: Self =
        Self { units: 2, attempts: &[(1, 1), (2, 1), (3, 2), (4, 1)], limit: 9, rules: Rules::ALL };
}

impl Model for PoolModel {
    type State = PoolState;
    type Action = PoolAction;

    fn init_states(&self) -> Vec<PoolState> {
        vec![PoolState::before_the_sale(self)]
    }

    fn actions(&self, state: &PoolState, actions: &mut Vec<PoolAction>) {
        steps::possible(state, actions);
    }

    fn next_state(&self, state: &PoolState, action: PoolAction) -> Option<PoolState> {
        let mut next = state.clone();
        steps::take(self, &mut next, action)?;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
