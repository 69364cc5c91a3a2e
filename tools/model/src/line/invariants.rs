//! What holds of a line in every state, and rare states that have to be reached.

use std::collections::BTreeSet;

use stateright::Property;
use waiting_room::domain::{PlaceNumber, SlotState};

use super::bounds::LineModel;
use super::state::LineState;

const I10: &str = "I10 a line calls in its order those who are there, and reaches no number that no one has";
const I11: &str = "I11 no more are called or in a sale than may be";
const I12: &str = "I12 a visitor has one place";
const I16: &str = "I16 every admission ends";

/// Rare states.
pub const REACHED: [&str; 3] = [
    "one who was passed over is called when back",
    "more are in the sale than may be since the cap was lowered",
    "a place that has ended was given up for another one",
];

pub(super) fn properties() -> Vec<Property<LineModel>> {
    let [back, lowered, again] = REACHED;
    vec![
        Property::always(I10, |_: &LineModel, state: &LineState| {
            let room = &state.line.view.room;
            !state.faults.out_of_turn && room.serving <= room.issued
        }),
        Property::always(I11, |model: &LineModel, state: &LineState| {
            let [most, _] = model.caps;
            !state.faults.over_cap && state.line.view.slots.len() <= most as usize
        }),
        Property::always(I12, |_: &LineModel, state: &LineState| {
            let places = state.joined.iter().filter(|(index, _)| !state.is_gone(**index));
            let visitors: Vec<_> = places.map(|(_, visitor)| visitor).collect();
            visitors.len() == visitors.iter().collect::<BTreeSet<_>>().len()
        }),
        Property::always(I16, |_: &LineModel, state: &LineState| !state.faults.kept),
        Property::sometimes(back, |_: &LineModel, state: &LineState| {
            let view = &state.line.view;
            let is_behind = |number: &PlaceNumber| {
                let waits_before = view.slots.keys().any(|other| other > number);
                waits_before && view.slots.get(number).is_some_and(|slot| slot.state == SlotState::Called)
            };
            view.room.returned_last && view.slots.keys().any(is_behind)
        }),
        Property::sometimes(lowered, |_: &LineModel, state: &LineState| {
            let view = &state.line.view;
            view.slots.len() > view.room.rules.cap as usize
        }),
        Property::sometimes(again, |model: &LineModel, state: &LineState| {
            state.joined.len() > usize::from(model.visitors)
        }),
    ]
}
