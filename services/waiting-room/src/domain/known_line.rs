//! A line that its store has lost, put together again: from what an instance knew of it, and from the tickets that its visitors show. To each
//! store that is missing something it is added, so that any number of instances may do it, in any order and more than once.

use primitives::{Timestamp, VisitorId};

use super::change::LineChange;
use super::join::PLACES_MAX;
use super::line::{Line, LineView};
use super::place::{JoinIndex, PlaceNumber};
use super::room::Room;
use super::slot::{Slot, SlotState};

/// What an instance knew.
#[derive(Debug, Clone)]
pub struct KnownLine {
    pub view: LineView,
    pub version: u64,
    /// So many at most have joined since. As many numbers are left out, because a number is given once: a gap is passed over.
    pub joined_since_max: u32,
}

impl KnownLine {
    /// As it goes on in a store that has none.
    #[must_use]
    pub fn room(&self, now: Timestamp) -> Room {
        let room = &self.view.room;
        Room {
            issued: room.issued.saturating_add(self.joined_since_max).min(PLACES_MAX),
            restored_at: Some(now),
            credit: 0,
            turned_at: now,
            ..room.clone()
        }
    }

    /// What the store is missing; nothing where it has another room.
    #[must_use]
    pub fn missing_in(&self, line: &Line, now: Timestamp) -> Vec<LineChange> {
        let mut changes = Vec::new();
        if line.view.room.epoch != self.view.room.epoch {
            return changes;
        }
        let room = self.merged_room(line, now);
        if room != line.view.room {
            changes.push(LineChange::Room(Box::new(room)));
        }
        for number in self.view.gone.iter().filter(|number| !line.view.gone.contains(*number)) {
            let number = PlaceNumber(number);
            if line.view.slots.contains_key(&number) {
                changes.push(LineChange::Slot { number, slot: None });
            }
            if line.view.returned.contains(&number) {
                changes.push(LineChange::Returned { number, waits: false });
            }
            changes.push(LineChange::Gone(number));
        }
        let lost = self.view.slots.iter().filter(|(number, slot)| self.is_lost(line, **number, slot));
        changes.extend(lost.map(|(number, slot)| LineChange::Slot { number: *number, slot: Some(*slot) }));
        let waits = |number: &&PlaceNumber| {
            self.is_free(line, **number)
                && !self.view.slots.contains_key(number)
                && !line.view.slots.contains_key(number)
                && !line.view.returned.contains(number)
        };
        let returned = self.view.returned.iter().filter(waits);
        changes.extend(returned.map(|number| LineChange::Returned { number: *number, waits: true }));
        changes
    }

    /// Of two states of one room the later one, and no number twice.
    fn merged_room(&self, line: &Line, now: Timestamp) -> Room {
        let (stored, known) = (&line.view.room, &self.view.room);
        if line.version >= self.version && stored.issued >= known.issued && stored.serving >= known.serving {
            return stored.clone();
        }
        let later = if line.version < self.version { known } else { stored };
        let restored = self.room(now);
        let issued = if stored.issued < known.issued { restored.issued } else { stored.issued };
        let serving = stored.serving.max(known.serving);
        Room { issued, serving, restored_at: Some(now), credit: 0, turned_at: now, ..later.clone() }
    }

    fn is_free(&self, line: &Line, number: PlaceNumber) -> bool {
        !self.view.gone.contains(number.0) && !line.view.gone.contains(number.0)
    }

    fn is_lost(&self, line: &Line, number: PlaceNumber, slot: &Slot) -> bool {
        let is_claimed = matches!(slot.state, SlotState::Active { .. });
        let is_missing = match line.view.slots.get(&number) {
            None => is_claimed || !line.view.returned.contains(&number),
            Some(Slot { state: SlotState::Called, .. }) => is_claimed,
            Some(Slot { state: SlotState::Active { .. }, .. }) => false,
        };
        self.is_free(line, number) && is_missing
    }
}

impl Line {
    /// By tickets that their visitors show. Of two places of one visitor the earlier one counts.
    #[must_use]
    pub fn recall(&self, tickets: &[(VisitorId, JoinIndex)]) -> Vec<LineChange> {
        let is_new = |(visitor, index): &&(VisitorId, JoinIndex)| {
            self.visitors.get(visitor).is_none_or(|known| known > index) && index.0 < PLACES_MAX
        };
        let new: Vec<_> = tickets.iter().filter(is_new).collect();
        let issued = new.iter().map(|(_, index)| index.0 + 1).max().unwrap_or(0);
        let recalled =
            new.into_iter().map(|(visitor, index)| LineChange::Recalled { visitor: *visitor, index: *index });
        let mut changes: Vec<LineChange> = recalled.collect();
        if issued > self.view.room.issued {
            changes.push(LineChange::Room(Box::new(Room { issued, ..self.view.room.clone() })));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Join, PlaceClaim, PlaceEnd, RoomRules, SessionId};

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
    }

    fn apply(line: &mut Line, changes: Vec<LineChange>, now: Timestamp) {
        changes.into_iter().for_each(|change| line.apply(change, now));
    }

    /// Ten have joined, 1 is in the sale, 2 is called, 3 was there and is back, 4 has left.
    fn line() -> Line {
        let rules = RoomRules { cap: 3, ceiling: 6_000, ..RoomRules::default() };
        let mut line = Line::of(Room::open_at_once(rules, at(0)), at(0));
        let joins: Vec<Join> =
            (0..10).map(|visitor| Join { visitor: VisitorId(visitor), instead_of: None }).collect();
        let (_, changes) = line.join(&joins).unwrap();
        apply(&mut line, changes, at(0));
        let (_, changes) = line.turn(at(1));
        apply(&mut line, changes, at(1));
        let session = SessionId(uuid::Uuid::from_u128(1));
        let (visitor, number) = (VisitorId(0), PlaceNumber(1));
        let claim = PlaceClaim { visitor, index: JoinIndex(0), number, session };
        let (_, changes) = line.claim(&claim, at(2)).unwrap();
        apply(&mut line, changes, at(2));
        line.apply(LineChange::Slot { number: PlaceNumber(3), slot: None }, at(3));
        let changes = line.seen(&[PlaceNumber(3)]);
        apply(&mut line, changes, at(3));
        let changes = line.end(PlaceNumber(4), PlaceEnd::Left, at(3));
        apply(&mut line, changes, at(3));
        line
    }

    fn known(line: &Line) -> KnownLine {
        KnownLine { view: line.view.clone(), version: line.version, joined_since_max: 5 }
    }

    fn restored(known: &KnownLine, now: Timestamp) -> Line {
        let mut line = Line::of(known.room(now), now);
        let changes = known.missing_in(&line, now);
        apply(&mut line, changes, now);
        line.version = known.version + 1;
        line
    }

    #[test]
    fn a_line_that_was_lost_has_all_that_was_known_and_gives_no_number_twice() {
        let (before, now) = (line(), at(4));
        let line = restored(&known(&before), now);
        assert_eq!((&line.view.slots, &line.view.returned), (&before.view.slots, &before.view.returned));
        assert_eq!(line.view.gone, before.view.gone);
        assert_eq!((line.view.room.issued, line.view.room.serving), (15, before.view.room.serving));
        assert!(line.view.room.is_recovering(at(13)) && !line.view.room.is_recovering(at(14)));
        assert_eq!(line.turn(at(13)).0.called, [], "no one is called yet");
        assert_eq!(line.turn(at(14)).0.called, [PlaceNumber(3)], "and then in order");
        assert_eq!(known(&before).missing_in(&line, now), [], "twice is as good as once");
    }

    #[test]
    fn one_who_knew_less_changes_nothing_and_one_who_knew_more_adds_it() {
        let (mut before, now) = (line(), at(4));
        let less = known(&before);
        let changes = before.end(PlaceNumber(1), PlaceEnd::Bought, at(4));
        apply(&mut before, changes, at(4));
        let changes = before.end(PlaceNumber(7), PlaceEnd::Left, at(4));
        apply(&mut before, changes, at(4));
        let more = known(&before);
        let mut line = restored(&less, now);
        assert!(line.view.slots.contains_key(&PlaceNumber(1)));
        line.version = less.version;
        let changes = more.missing_in(&line, now);
        apply(&mut line, changes, now);
        assert!(!line.view.slots.contains_key(&PlaceNumber(1)), "its session had ended");
        assert_eq!(line.view.gone, before.view.gone);
        line.version = more.version + 1;
        assert_eq!(less.missing_in(&line, now), [], "one that was stopped brings nothing back");
        line.view.room.epoch += 1;
        assert_eq!(more.missing_in(&line, now), [], "another room");
    }

    #[test]
    fn a_ticket_is_the_record_of_its_place() {
        let before = line();
        let mut line = restored(&known(&before), at(4));
        assert_eq!(line.visitors.len(), 0);
        let tickets = [(VisitorId(8), JoinIndex(8)), (VisitorId(77), JoinIndex(40))];
        let changes = line.recall(&tickets);
        apply(&mut line, changes, at(5));
        assert_eq!(line.visitors.get(&VisitorId(8)), Some(&JoinIndex(8)));
        assert_eq!(line.view.room.issued, 41, "more had joined than was known");
        assert_eq!(line.recall(&tickets), []);
        line.visitors.insert(VisitorId(9), JoinIndex(41));
        assert_eq!(line.recall(&[(VisitorId(9), JoinIndex(9))]).len(), 1, "the earlier place counts");
        assert_eq!(line.recall(&[(VisitorId(8), JoinIndex(30))]), []);
    }
}
