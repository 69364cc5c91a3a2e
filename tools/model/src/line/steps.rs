//! What visitors, operators, time and turns do to a line.

use primitives::VisitorId;
use uuid::Uuid;
use waiting_room::domain::{
    Join, JoinIndex, LineChange, Phase, PlaceClaim, PlaceEnd, PlaceNumber, SessionId, SlotState,
};

use super::bounds::LineModel;
use super::state::LineState;
use crate::{Rule, Rules};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineAction {
    Join(u8),
    Seen(PlaceNumber),
    Claim(PlaceNumber),
    Leave(PlaceNumber),
    LowerTheCap,
    Turn,
    Pass,
}

/// One who was seen a step ago is there, and one who was not seen for four is not.
const SURELY_THERE: u8 = 1;
const SURELY_GONE: u8 = 4;

pub(super) fn possible(model: &LineModel, state: &LineState, actions: &mut Vec<LineAction>) {
    let view = &state.line.view;
    if state.joined.len() <= usize::from(model.visitors) {
        actions.extend((0..model.visitors).map(LineAction::Join));
    }
    for number in (1..=view.room.issued).filter(|number| !view.gone.contains(*number)) {
        let place = PlaceNumber(number);
        if state.unseen_for(number) > 0 {
            actions.push(LineAction::Seen(place));
        }
        if view.slots.get(&place).is_some_and(|slot| slot.state == SlotState::Called) {
            actions.push(LineAction::Claim(place));
        }
        if view.slots.contains_key(&place) {
            actions.push(LineAction::Leave(place));
        }
    }
    let [_, lowered] = model.caps;
    if view.room.rules.cap > lowered && !view.slots.is_empty() {
        actions.push(LineAction::LowerTheCap);
    }
    if view.room.phase == Phase::Open && view.room.issued > 0 {
        actions.push(LineAction::Turn);
    }
    if state.passed < model.passes {
        actions.push(LineAction::Pass);
    }
}

pub(super) fn take(model: &LineModel, state: &mut LineState, action: LineAction) -> Option<()> {
    match action {
        LineAction::Join(visitor) => join(model.rules, state, VisitorId(visitor.into())),
        LineAction::Seen(number) => {
            state.seen.insert(number.0, state.passed);
            let changes = state.line.seen(&[number]);
            apply(state, changes)
        }
        LineAction::Claim(number) => claim(state, number),
        LineAction::Leave(number) => {
            let changes = state.line.end(number, PlaceEnd::Left, state.now());
            apply(state, changes)
        }
        LineAction::LowerTheCap => {
            let [_, lowered] = model.caps;
            state.line.view.room.rules.cap = lowered;
            Some(())
        }
        LineAction::Turn => turn(model.rules, state),
        LineAction::Pass => {
            state.passed += 1;
            Some(())
        }
    }
}

fn apply(state: &mut LineState, changes: Vec<LineChange>) -> Option<()> {
    let now = state.now();
    changes.into_iter().for_each(|change| state.line.apply(change, now));
    Some(())
}

/// A visitor whose place has ended gives it up for another one.
fn join(rules: Rules, state: &mut LineState, visitor: VisitorId) -> Option<()> {
    if !rules.hold(Rule::WhoUnique) {
        state.line.visitors.remove(&visitor);
    }
    let instead_of = state.line.visitors.get(&visitor).copied().filter(|index| state.is_gone(*index));
    let (joined, changes) = state.line.join(&[Join { visitor, instead_of }]).ok()?;
    for place in joined.iter().filter(|place| place.is_new) {
        state.joined.insert(place.index, visitor);
        state.seen.insert(place.index.0 + 1, state.passed);
    }
    apply(state, changes)
}

fn claim(state: &mut LineState, number: PlaceNumber) -> Option<()> {
    let index = JoinIndex(number.0.checked_sub(1)?);
    let visitor = *state.joined.get(&index)?;
    let session = SessionId(Uuid::from_u128(number.0.into()));
    let claim = PlaceClaim { visitor, index, number, session };
    let (_, changes) = state.line.claim(&claim, state.now()).ok()?;
    apply(state, changes)
}

fn turn(rules: Rules, state: &mut LineState) -> Option<()> {
    let (before, now, cap) = (state.line.view.room.serving, state.now(), state.line.view.room.rules.cap);
    // What stands in the line, as it was before the turn.
    let unseen: Vec<(u32, u8)> =
        (1..=state.line.view.room.issued).map(|number| (number, state.unseen_for(number))).collect();
    if !rules.hold(Rule::SlotCap) {
        state.line.view.room.rules.cap = u32::from(u8::MAX);
    }
    if !rules.hold(Rule::Presence) {
        let all: Vec<PlaceNumber> = unseen.iter().map(|(number, _)| PlaceNumber(*number)).collect();
        apply(state, vec![LineChange::Seen(all)])?;
    }
    let (report, changes) = state.line.turn(now);
    apply(state, changes)?;
    state.line.view.room.rules.cap = cap;
    if !rules.hold(Rule::ServingCeiling) && report.called.is_empty() {
        state.line.view.room.serving += 1;
    }
    let view = &state.line.view;
    let is_passed_over = |number: u32| {
        number > before && number <= view.room.serving && !report.called.contains(&PlaceNumber(number))
    };
    let is_wrong = |(number, unseen): &(u32, u8)| {
        let passed_over = is_passed_over(*number) && !view.gone.contains(*number) && *unseen <= SURELY_THERE;
        let called = report.called.contains(&PlaceNumber(*number)) && *number > before;
        // Until two steps after the opening it is not known who is there.
        passed_over || (called && *unseen >= SURELY_GONE)
    };
    let taken = u32::try_from(view.slots.len()).unwrap_or(u32::MAX);
    state.faults.out_of_turn |= unseen.iter().any(is_wrong);
    state.faults.over_cap |= !report.called.is_empty() && taken > cap;
    state.faults.kept |= view.slots.values().any(|slot| slot.has_lapsed(now));
    Some(())
}
