//! Units of pools that were free a moment ago: what the next holds are sent for. A script decides; a hint that is wrong costs another call.

use std::collections::HashMap;

use parking_lot::Mutex;
use primitives::{EventId, SeatId};

use crate::domain::{SomeUnits, UnitRange};

/// Of one pool.
const UNITS_MAX: usize = 1_024;
/// Beyond this many pools all begin anew.
const POOLS_MAX: usize = 1_024;

pub(super) struct UnitHints {
    /// Those that were found last come first, and were free last.
    free: Mutex<HashMap<(EventId, UnitRange), Vec<SeatId>>>,
    /// Where this instance begins to look, so that several are not in each other's way.
    offset: u64,
}

impl UnitHints {
    /// `offset`: drawn by each instance for itself.
    pub(super) fn new(offset: u64) -> Self {
        Self { free: Mutex::default(), offset }
    }

    /// The first unit that the script looks at when the hints are not enough.
    pub(super) fn begin_at(&self, range: UnitRange) -> i64 {
        let (first, last) = range.numbers().into_inner();
        let units = u64::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.offset % units.max(1)).unwrap_or(0)
    }

    /// As many as are wanted, or fewer. No other hold is sent for them.
    pub(super) fn take(&self, event: EventId, wanted: &SomeUnits) -> Vec<SeatId> {
        let mut free = self.free.lock();
        let Some(units) = free.get_mut(&(event, wanted.range)) else { return Vec::new() };
        let left = units.len().saturating_sub(wanted.quantity());
        in_order(units.split_off(left))
    }

    /// Of units that a script has found, gives as many as are wanted, and keeps the others.
    pub(super) fn share(&self, event: EventId, wanted: &SomeUnits, mut found: Vec<SeatId>) -> Vec<SeatId> {
        let spare = found.split_off(wanted.quantity().min(found.len()));
        let mut free = self.free.lock();
        if free.len() >= POOLS_MAX {
            free.clear();
        }
        let units = free.entry((event, wanted.range)).or_default();
        if units.len() + spare.len() <= UNITS_MAX {
            units.extend(spare);
        }
        in_order(found)
    }

    /// There is nothing left to hint at.
    pub(super) fn forget(&self, event: EventId, range: UnitRange) {
        self.free.lock().remove(&(event, range));
    }
}

fn in_order(mut units: Vec<SeatId>) -> Vec<SeatId> {
    units.sort_unstable();
    units.dedup();
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnitsAtTier;

    fn seat(number: i64) -> SeatId {
        SeatId::new(number).unwrap()
    }

    fn some(quantity: usize) -> SomeUnits {
        SomeUnits::new(UnitRange { first: seat(11), last: seat(20) }, vec![UnitsAtTier::new(quantity, None)])
    }

    fn seats(numbers: impl IntoIterator<Item = i64>) -> Vec<SeatId> {
        numbers.into_iter().map(seat).collect()
    }

    #[test]
    fn what_one_hold_does_not_need_is_for_the_next_and_for_one_only() {
        let (hints, event) = (UnitHints::new(17), EventId::new(1).unwrap());
        assert_eq!(hints.take(event, &some(2)), []);
        assert_eq!(hints.share(event, &some(2), seats([19, 12, 13, 14, 15])), seats([12, 19]));
        assert_eq!(hints.take(event, &some(2)), seats([14, 15]));
        assert_eq!(hints.take(EventId::new(2).unwrap(), &some(2)), []);
        assert_eq!(hints.take(event, &some(2)), seats([13]), "fewer than wanted");
        assert!((11..=20).contains(&hints.begin_at(some(1).range)));
        hints.share(event, &some(0), seats([16]));
        hints.forget(event, some(1).range);
        assert_eq!(hints.take(event, &some(1)), []);
    }

    #[test]
    fn hints_are_bounded() {
        let (hints, event) = (UnitHints::new(17), EventId::new(1).unwrap());
        for first in 0..200 {
            hints.share(event, &some(0), seats(first * 30 + 1..first * 30 + 31));
        }
        assert!(hints.take(event, &some(10_000)).len() <= UNITS_MAX);
        for event in 1..=2 * POOLS_MAX as i64 {
            hints.share(EventId::new(event).unwrap(), &some(0), seats([11]));
        }
        assert!(hints.free.lock().len() <= POOLS_MAX);
    }
}
