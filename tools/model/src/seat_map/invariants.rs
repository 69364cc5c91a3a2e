//! A map may be behind, and is never wrong: at its position the store was just that.

use stateright::Property;

use super::bounds::SeatMapModel;
use super::state::MapState;

pub const INVARIANT: &str = "I7 a seat map shows what the store was at its position, and catches up";

/// Rare states.
pub const REACHED: [&str; 2] =
    ["a map has seen what a failover undid", "a map has caught up after a loss and a failover"];

pub(super) fn properties() -> Vec<Property<SeatMapModel>> {
    let [undone, caught_up] = REACHED;
    vec![
        Property::always(INVARIANT, |_: &SeatMapModel, state: &MapState| is_true(state)),
        Property::sometimes(undone, |_: &SeatMapModel, state: &MapState| {
            state.map.known().is_some_and(|known| state.lost.contains(known)) && state.failovers > 0
        }),
        Property::sometimes(caught_up, |_: &SeatMapModel, state: &MapState| {
            state.losses > 0 && state.failovers > 0 && state.is_quiet() && state.map.known() == state.store()
        }),
    ]
}

fn is_true(state: &MapState) -> bool {
    let Some(known) = state.map.known() else { return true };
    let was = state.history.iter().chain(&state.lost).any(|was| was == known);
    was && (!state.is_quiet() || Some(known) == state.store())
}
