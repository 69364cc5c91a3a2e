//! A line of a few visitors in front of a sale: who is called, who is passed over, and how many are in the sale at once.
//!
//! The line is the real one. Time passes in steps in which a call lapses; leases and the memory of who was there take several.

mod bounds;
mod invariants;
mod state;
mod steps;

use stateright::{Model, Property};

pub use bounds::LineModel;
pub use invariants::REACHED;
pub use state::LineState;
pub use steps::LineAction;

impl Model for LineModel {
    type State = LineState;
    type Action = LineAction;

    fn init_states(&self) -> Vec<LineState> {
        vec![LineState::opened(self)]
    }

    fn actions(&self, state: &LineState, actions: &mut Vec<LineAction>) {
        steps::possible(self, state, actions);
    }

    fn next_state(&self, state: &LineState, action: LineAction) -> Option<LineState> {
        let mut next = state.clone();
        steps::take(self, &mut next, action)?;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
