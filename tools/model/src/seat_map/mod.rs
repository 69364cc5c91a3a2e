//! One seat map that follows the numbered changes of a seat store over a bus that loses, repeats, and tells of what a failover has undone.
//! The map is the real projection of the catalog.

mod invariants;
mod state;
mod steps;

use stateright::{Model, Property};

pub use invariants::{INVARIANT, REACHED};
pub use state::State;
pub use steps::Action;

use crate::Rules;

/// What is looked at: so many changes, so many faults of each kind.
#[derive(Debug, Clone, Copy)]
pub struct SeatMap {
    pub seats: u32,
    pub changes: u8,
    /// Messages that never reach this map.
    pub losses: u8,
    /// How often the topic is read again from its beginning.
    pub replays: u8,
    pub failovers: u8,
    pub rules: Rules,
}

impl SeatMap {
    pub const SMALL: Self =
        Self { seats: 2, changes: 3, losses: 1, replays: 1, failovers: 1, rules: Rules::ALL };
}

impl Model for SeatMap {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::of(self.seats)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        steps::possible(self, state, actions);
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        steps::take(self.rules, &mut next, action)?;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
