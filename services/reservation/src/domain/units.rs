//! Units are seats without a place: a buyer says how many, and the store says which.

use std::ops::RangeInclusive;

use primitives::{SeatId, TierName};

/// The units of one standing section: consecutive seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitRange {
    pub first: SeatId,
    pub last: SeatId,
}

/// So many units of one section, whichever are free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SomeUnits {
    pub range: UnitRange,
    /// At least one.
    pub quantity: usize,
    /// The price that they are bought at, where there are several.
    pub tier: Option<TierName>,
}

impl UnitRange {
    #[must_use]
    pub fn contains(self, seat: SeatId) -> bool {
        self.numbers().contains(&seat.get())
    }

    #[must_use]
    pub fn numbers(self) -> RangeInclusive<i64> {
        self.first.get()..=self.last.get()
    }
}

/// The units that a buyer gets, by ascending number: some that are published as available, and only if these are too few some that have
/// lapsed. The error is how many there are where those are too few as well.
pub fn choose(
    quantity: usize,
    free: impl Iterator<Item = SeatId>,
    lapsed: impl Iterator<Item = SeatId>,
) -> Result<Vec<SeatId>, usize> {
    let mut units: Vec<SeatId> = free.chain(lapsed).take(quantity).collect();
    if units.len() < quantity {
        return Err(units.len());
    }
    units.sort_unstable();
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(quantity: usize, free: &[i64], lapsed: &[i64]) -> Result<Vec<i64>, usize> {
        let seats =
            |numbers: &[i64]| numbers.iter().map(|number| SeatId::new(*number).unwrap()).collect::<Vec<_>>();
        let units = choose(quantity, seats(free).into_iter(), seats(lapsed).into_iter())?;
        Ok(units.into_iter().map(SeatId::get).collect())
    }

    #[test]
    fn units_are_all_or_none_and_lapsed_ones_come_last() {
        assert_eq!(chosen(2, &[5, 6, 7], &[1]), Ok(vec![5, 6]));
        assert_eq!(chosen(3, &[5, 6], &[9, 1]), Ok(vec![5, 6, 9]));
        assert_eq!(chosen(4, &[5, 6], &[9, 1]), Ok(vec![1, 5, 6, 9]));
        assert_eq!(chosen(5, &[5, 6], &[9, 1]), Err(4));
        assert_eq!(chosen(1, &[], &[]), Err(0));
    }
}
