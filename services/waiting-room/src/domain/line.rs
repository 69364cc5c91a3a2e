//! The line of one event.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use primitives::{Timestamp, VisitorId};

use super::change::LineChange;
use super::number_set::NumberSet;
use super::place::{JoinIndex, PlaceNumber, PlaceState};
use super::presence::Presence;
use super::room::{Phase, Room};
use super::slot::{Slot, SlotState};

/// All that is needed to say where a place stands: small enough to be kept by every instance, however many wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    pub room: Room,
    pub slots: BTreeMap<PlaceNumber, Slot>,
    pub returned: BTreeSet<PlaceNumber>,
    /// Numbers that are never called again.
    pub gone: NumberSet,
}

/// The line as a store keeps it.
#[derive(Debug, Clone)]
pub struct Line {
    pub view: LineView,
    pub visitors: HashMap<VisitorId, JoinIndex>,
    pub presence: Presence,
    /// Counts what readers of the line can notice.
    pub version: u64,
}

impl LineView {
    #[must_use]
    pub fn of(room: Room) -> Self {
        let (slots, returned, gone) = (BTreeMap::new(), BTreeSet::new(), NumberSet::default());
        Self { room, slots, returned, gone }
    }

    /// The number of a place that joined behind the draw; the others' are drawn.
    #[must_use]
    pub fn number_behind_the_draw(&self, index: JoinIndex) -> Option<PlaceNumber> {
        (index.0 >= self.room.drawn()).then(|| PlaceNumber(index.0.saturating_add(1)))
    }

    #[must_use]
    pub fn state_of(&self, number: PlaceNumber) -> PlaceState {
        let room = &self.room;
        match self.slots.get(&number) {
            _ if room.phase == Phase::Closed => PlaceState::Closed,
            Some(Slot { state: SlotState::Called, until }) => PlaceState::Called { until: *until },
            Some(Slot { state: SlotState::Active { session, end }, until }) => {
                PlaceState::Active { session: *session, lease: *until, end: *end }
            }
            None if self.gone.contains(number.0) => PlaceState::Ended,
            None if room.phase == Phase::Registering => PlaceState::Registered,
            None if self.returned.contains(&number) => {
                let ahead = self.returned.range(..number).count();
                PlaceState::Returned { ahead: u32::try_from(ahead).unwrap_or(u32::MAX) }
            }
            None if number.0 <= room.serving => PlaceState::Away,
            None => PlaceState::Waiting { ahead: self.ahead_of(number) },
        }
    }

    /// How many are called before it, if all who wait are there.
    fn ahead_of(&self, number: PlaceNumber) -> u32 {
        let serving = self.room.serving;
        let before = number.0.saturating_sub(serving).saturating_sub(1);
        let gone = self.gone.rank(number.0.saturating_sub(1)).saturating_sub(self.gone.rank(serving));
        let returned = u32::try_from(self.returned.len()).unwrap_or(u32::MAX);
        before.saturating_sub(gone).saturating_add(returned)
    }

    /// How many wait for their turn.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        let behind = self.room.issued.saturating_sub(self.room.serving);
        let gone = self.gone.rank(self.room.issued).saturating_sub(self.gone.rank(self.room.serving));
        let returned = u32::try_from(self.returned.len()).unwrap_or(u32::MAX);
        behind.saturating_sub(gone).saturating_add(returned)
    }

    /// How many are called, and how many are in the sale.
    #[must_use]
    pub fn taken(&self) -> (u32, u32) {
        let called = self.slots.values().filter(|slot| slot.state == SlotState::Called).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (count(called), count(self.slots.len() - called))
    }
}

impl Line {
    /// Until `known_since` nothing is known of who is there.
    #[must_use]
    pub fn of(room: Room, known_since: Timestamp) -> Self {
        let presence = Presence::unknown_at(known_since);
        Self { view: LineView::of(room), visitors: HashMap::new(), presence, version: 1 }
    }

    fn is_noticed(&self, change: &LineChange) -> bool {
        match change {
            LineChange::Room(room) => room.durable() != self.view.room.durable(),
            LineChange::Slot { .. } | LineChange::Gone(_) | LineChange::Returned { .. } => true,
            LineChange::Joined { .. }
            | LineChange::Recalled { .. }
            | LineChange::Recorded(_)
            | LineChange::Seen(_) => false,
        }
    }

    pub fn apply(&mut self, change: LineChange, now: Timestamp) {
        self.version += u64::from(self.is_noticed(&change));
        let view = &mut self.view;
        match change {
            LineChange::Room(room) => view.room = *room,
            LineChange::Joined { visitor, index } => {
                self.visitors.insert(visitor, index);
                // Behind a draw it has a number already.
                if view.room.phase != Phase::Registering {
                    self.presence.note(index.0.saturating_add(1), now);
                }
            }
            LineChange::Recalled { visitor, index } => {
                self.visitors.insert(visitor, index);
            }
            LineChange::Slot { number, slot: Some(slot) } => {
                view.returned.remove(&number);
                view.slots.insert(number, slot);
            }
            LineChange::Slot { number, slot: None } => {
                view.slots.remove(&number);
            }
            LineChange::Gone(number) => view.gone.insert(number.0),
            LineChange::Returned { number, waits: true } => {
                view.returned.insert(number);
            }
            LineChange::Returned { number, waits: false } => {
                view.returned.remove(&number);
            }
            LineChange::Recorded(_) => {}
            LineChange::Seen(numbers) => {
                numbers.iter().for_each(|number| self.presence.note(number.0, now));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RoomRules;

    #[test]
    fn a_position_counts_those_before_it_who_are_still_there() {
        let now = Timestamp::from_micros(1);
        let mut room = Room::open_at_once(RoomRules::default(), now);
        (room.issued, room.serving) = (10, 4);
        let mut view = LineView::of(room);
        let ahead = |view: &LineView, number| view.state_of(PlaceNumber(number));
        assert_eq!(ahead(&view, 5), PlaceState::Waiting { ahead: 0 });
        assert_eq!(ahead(&view, 10), PlaceState::Waiting { ahead: 5 });
        assert_eq!(ahead(&view, 4), PlaceState::Away);
        [2, 6, 7, 10].into_iter().for_each(|number| view.gone.insert(number));
        view.returned.extend([PlaceNumber(1), PlaceNumber(3)]);
        assert_eq!(ahead(&view, 9), PlaceState::Waiting { ahead: 4 }, "5, 8, and the two who are back");
        assert_eq!(ahead(&view, 3), PlaceState::Returned { ahead: 1 });
        assert_eq!((ahead(&view, 10), ahead(&view, 2)), (PlaceState::Ended, PlaceState::Ended));
        assert_eq!(view.waiting(), 5);
        view.room.phase = Phase::Closed;
        assert_eq!(ahead(&view, 9), PlaceState::Closed);
    }
}
