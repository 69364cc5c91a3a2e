//! What a visitor does with a place: answers a call, keeps a session alive, comes back, leaves.

use primitives::{Timestamp, VisitorId};

use super::admission_log::AdmissionStep;
use super::change::LineChange;
use super::line::Line;
use super::place::{JoinIndex, PlaceNumber, SessionId};
use super::room::{Phase, Room};
use super::slot::{SESSION_LASTS, Slot, SlotState};
use super::tally::PlaceEnd;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    #[error("the place is not called")]
    NotCalled,
    #[error("the room is closed")]
    Closed,
    /// A store that has lost its last moments may have given the place to another visitor since.
    #[error("the place is not this visitor's")]
    NotTheirs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceClaim {
    pub visitor: VisitorId,
    pub index: JoinIndex,
    pub number: PlaceNumber,
    /// That it gets unless it has one.
    pub session: SessionId,
}

impl Line {
    /// Answers the call. A second claim gets the session of the first one.
    pub fn claim(&self, claim: &PlaceClaim, now: Timestamp) -> Result<(Slot, Vec<LineChange>), CallRefusal> {
        let PlaceClaim { visitor, index, number, session } = *claim;
        if self.view.room.phase == Phase::Closed {
            return Err(CallRefusal::Closed);
        }
        if self.visitors.get(&visitor) != Some(&index) {
            return Err(CallRefusal::NotTheirs);
        }
        match self.view.slots.get(&number) {
            Some(slot) if slot.has_lapsed(now) => Err(CallRefusal::NotCalled),
            Some(slot @ Slot { state: SlotState::Active { .. }, .. }) => Ok((*slot, Vec::new())),
            Some(Slot { state: SlotState::Called, .. }) => {
                let slot = Slot::active(session, now.plus(SESSION_LASTS), now);
                let claimed = LineChange::recorded(number, AdmissionStep::Claimed { by: visitor }, now);
                Ok((slot, vec![LineChange::Slot { number, slot: Some(slot) }, claimed]))
            }
            None => Err(CallRefusal::NotCalled),
        }
    }

    /// A sign of life of a session: its lease begins anew, and never outlasts its end. Nothing for any other place.
    #[must_use]
    pub fn renew(&self, number: PlaceNumber, now: Timestamp) -> Vec<LineChange> {
        match self.view.slots.get(&number) {
            Some(slot @ Slot { state: SlotState::Active { session, end }, .. }) if !slot.has_lapsed(now) => {
                vec![LineChange::Slot { number, slot: Some(Slot::active(*session, *end, now)) }]
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// Gives the place up, whatever it is: its number is never called again, and its slot is free at once.
    #[must_use]
    pub fn end(&self, number: PlaceNumber, outcome: PlaceEnd, now: Timestamp) -> Vec<LineChange> {
        let mut changes = Vec::new();
        if number.0 == 0 || number.0 > self.view.room.issued || self.view.gone.contains(number.0) {
            return changes;
        }
        if let Some(slot) = self.view.slots.get(&number) {
            changes.push(LineChange::Slot { number, slot: None });
            changes.push(LineChange::recorded(number, AdmissionStep::Ended, now));
            if let SlotState::Active { end, .. } = slot.state {
                let tally = self.view.room.tally.with(end, now, Some(outcome)).bounded();
                changes.push(LineChange::Room(Box::new(Room { tally, ..self.view.room.clone() })));
            }
        }
        if self.view.returned.contains(&number) {
            changes.push(LineChange::Returned { number, waits: false });
        }
        changes.push(LineChange::Gone(number));
        changes
    }

    /// The visitors of these places were there just now. One who had missed the turn is back.
    #[must_use]
    pub fn seen(&self, numbers: &[PlaceNumber]) -> Vec<LineChange> {
        let mut changes = vec![LineChange::Seen(numbers.to_vec())];
        let is_away = |number: &&PlaceNumber| {
            let view = &self.view;
            number.0 <= view.room.serving
                && !view.gone.contains(number.0)
                && !view.slots.contains_key(number)
                && !view.returned.contains(number)
        };
        let back = numbers.iter().filter(is_away);
        changes.extend(back.map(|number| LineChange::Returned { number: *number, waits: true }));
        changes
    }
}
