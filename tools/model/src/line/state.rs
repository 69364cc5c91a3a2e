//! The line, and what is known beside it of those who stand in it.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use primitives::{Timestamp, VisitorId};
use waiting_room::domain::{JoinIndex, Line, PlaceNumber, Room, RoomRules, Slot, SlotState};

use super::bounds::LineModel;

/// Longer than a call lasts. A lease takes three of them.
const STEP: Duration = Duration::from_secs(40);
/// Time alone limits no calls.
const CEILING: u32 = 60_000;

/// What a slot is, for comparing.
type SlotKey = (PlaceNumber, Timestamp, Option<Timestamp>);

#[derive(Debug, Clone)]
pub struct LineState {
    pub line: Line,
    /// How often time has passed.
    pub passed: u8,
    /// At which step a visitor was there, by the number of the place.
    pub seen: BTreeMap<u32, u8>,
    /// Who has joined at each place.
    pub joined: BTreeMap<JoinIndex, VisitorId>,
    pub faults: Faults,
}

/// What a turn has done that it may not do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Faults {
    /// One who was there was passed over, or one who was not was called.
    pub out_of_turn: bool,
    /// One was called although as many were called or in the sale as might be.
    pub over_cap: bool,
    /// A slot is taken although it has lapsed.
    pub kept: bool,
}

impl LineState {
    pub(super) fn opened(model: &LineModel) -> Self {
        let [cap, _] = model.caps;
        let rules = RoomRules { cap, ceiling: CEILING, ..RoomRules::default() };
        let line = Line::of(Room::open_at_once(rules, at(0)), at(0));
        let (seen, joined) = (BTreeMap::new(), BTreeMap::new());
        Self { line, passed: 0, seen, joined, faults: Faults::default() }
    }

    pub(super) fn now(&self) -> Timestamp {
        at(self.passed)
    }

    /// How many steps ago its visitor was there.
    pub(super) fn unseen_for(&self, number: u32) -> u8 {
        self.seen.get(&number).map_or(u8::MAX, |seen| self.passed - seen)
    }

    pub(super) fn is_gone(&self, index: JoinIndex) -> bool {
        self.line.view.gone.contains(index.0 + 1)
    }

    fn slots(&self) -> Vec<SlotKey> {
        let key = |(number, slot): (&PlaceNumber, &Slot)| match slot.state {
            SlotState::Called => (*number, slot.until, None),
            SlotState::Active { end, .. } => (*number, slot.until, Some(end)),
        };
        self.line.view.slots.iter().map(key).collect()
    }

    /// All that the future depends on. What the line remembers of who was there follows from `seen`.
    fn key(&self) -> impl Hash + PartialEq {
        let view = &self.line.view;
        let room = (view.room.serving, view.room.issued, view.room.credit, view.room.turned_at);
        let gone: Vec<u32> = (1..=view.room.issued).filter(|number| view.gone.contains(*number)).collect();
        let known: BTreeMap<VisitorId, JoinIndex> =
            self.line.visitors.iter().map(|(visitor, index)| (*visitor, *index)).collect();
        let rest = (view.room.rules.cap, view.room.returned_last, view.returned.clone(), self.slots());
        (room, rest, gone, known, self.passed, self.seen.clone(), self.joined.clone(), self.faults)
    }
}

impl PartialEq for LineState {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for LineState {}

impl Hash for LineState {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

fn at(step: u8) -> Timestamp {
    Timestamp::from_micros(0).plus(STEP * u32::from(step))
}
