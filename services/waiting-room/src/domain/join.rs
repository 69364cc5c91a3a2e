//! Joining: one place a visitor, in the order in which they come.

use std::collections::HashMap;

use primitives::VisitorId;

use super::change::LineChange;
use super::line::Line;
use super::place::JoinIndex;
use super::room::{Phase, Room};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    pub visitor: VisitorId,
    /// A place that has ended, and that the visitor wants another one for.
    pub instead_of: Option<JoinIndex>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinedPlace {
    pub index: JoinIndex,
    pub is_new: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinRefusal {
    #[error("the event has no waiting room")]
    NoRoom,
    #[error("the waiting room is closed")]
    Closed,
    #[error("the waiting room is full")]
    Full,
}

/// More have never stood in one line, and a number with a bit for each of them still fits into memory.
pub const PLACES_MAX: u32 = 10_000_000;

impl Line {
    /// In the order of the list. A visitor who has a place keeps it.
    pub fn join(&self, joins: &[Join]) -> Result<(Vec<JoinedPlace>, Vec<LineChange>), JoinRefusal> {
        let room = &self.view.room;
        if room.phase == Phase::Closed {
            return Err(JoinRefusal::Closed);
        }
        let (mut issued, mut joined, mut changes) = (room.issued, Vec::new(), Vec::new());
        let mut new: HashMap<VisitorId, JoinIndex> = HashMap::new();
        for Join { visitor, instead_of } in joins {
            let known = new.get(visitor).or_else(|| self.visitors.get(visitor)).copied();
            if let Some(index) = known.filter(|index| Some(*index) != *instead_of) {
                joined.push(JoinedPlace { index, is_new: false });
                continue;
            }
            if issued >= PLACES_MAX {
                return Err(JoinRefusal::Full);
            }
            let index = JoinIndex(issued);
            issued += 1;
            new.insert(*visitor, index);
            joined.push(JoinedPlace { index, is_new: true });
            changes.push(LineChange::Joined { visitor: *visitor, index });
        }
        if issued > room.issued {
            let room = Room { issued, ..room.clone() };
            changes.push(LineChange::Room(Box::new(room)));
        }
        Ok((joined, changes))
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;
    use crate::domain::RoomRules;

    fn join(visitor: u128) -> Join {
        Join { visitor: VisitorId(visitor), instead_of: None }
    }

    fn line() -> Line {
        let now = Timestamp::from_micros(1);
        Line::of(Room::open_at_once(RoomRules::default(), now), now)
    }

    fn indexes(line: &mut Line, joins: &[Join]) -> Vec<u32> {
        let (joined, changes) = line.join(joins).unwrap();
        changes.into_iter().for_each(|change| line.apply(change, Timestamp::from_micros(2)));
        joined.iter().map(|joined| joined.index.0).collect()
    }

    #[test]
    fn the_first_come_first_and_none_twice() {
        let mut line = line();
        assert_eq!(indexes(&mut line, &[join(7), join(8), join(7)]), [0, 1, 0]);
        assert_eq!(indexes(&mut line, &[join(9), join(8)]), [2, 1]);
        assert_eq!(line.view.room.issued, 3);
    }

    #[test]
    fn a_place_is_given_up_for_another_one_once() {
        let mut line = line();
        indexes(&mut line, &[join(7)]);
        let again = Join { instead_of: Some(JoinIndex(0)), ..join(7) };
        assert_eq!(indexes(&mut line, &[again]), [1]);
        assert_eq!(indexes(&mut line, &[again]), [1], "the request was repeated");
    }

    #[test]
    fn a_room_that_is_closed_or_full_takes_none() {
        let mut line = line();
        line.view.room.issued = PLACES_MAX;
        assert_eq!(line.join(&[join(1)]), Err(JoinRefusal::Full));
        line.view.room.phase = Phase::Closed;
        assert_eq!(line.join(&[join(1)]), Err(JoinRefusal::Closed));
    }
}
