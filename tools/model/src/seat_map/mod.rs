//! One seat map that follows the numbered changes of a seat store over a bus that loses and repeats messages, and delivers changes that a failover
//! has undone.
//! The map is the real projection of the catalog.

mod bounds;
mod invariants;
mod state;
mod steps;

use stateright::{Model, Property};

pub use bounds::SeatMapModel;
pub use invariants::{INVARIANT, REACHED};
pub use state::MapState;
pub use steps::MapAction;

impl Model for SeatMapModel {
    type State = MapState;
    type Action = MapAction;

    fn init_states(&self) -> Vec<MapState> {
        vec![MapState::of(self.seats)]
    }

    fn actions(&self, state: &MapState, actions: &mut Vec<MapAction>) {
        steps::possible(self, state, actions);
    }

    fn next_state(&self, state: &MapState, action: MapAction) -> Option<MapState> {
        let mut next = state.clone();
        steps::take(self.rules, &mut next, action)?;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
