//! A standing section of a few units, which buyers hold by quantity, and buy up to their limit.
//!
//! Which units a buyer gets, what becomes of them, and which places of the buyer they take is decided by the real rules. There is no clock: time is an
//! action that lets one hold lapse, and the sweeper comes later.

mod bounds;
mod invariants;
mod state;
mod steps;

use stateright::{Model, Property};

pub use bounds::PoolModel;
pub use invariants::REACHED;
pub use state::{AttemptId, AttemptPhase, PoolState};
pub use steps::PoolAction;

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
