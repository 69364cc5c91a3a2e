//! Units are seats without a place: a buyer says how many, and the store says which.

use std::ops::RangeInclusive;

use primitives::{SeatId, TierName};

/// The units of one standing section: consecutive seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitRange {
    pub first: SeatId,
    pub last: SeatId,
}

/// So many units of one section, whichever are free, all of them or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SomeUnits {
    pub range: UnitRange,
    /// At least one, no tier twice.
    pub parts: Vec<UnitsAtTier>,
    /// The units of which those that are free are counted afterwards. None: the caller does not need to know.
    pub counted: Option<UnitRange>,
}

/// So many of them at one price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsAtTier {
    /// At least one.
    pub quantity: usize,
    /// None where the section has one price.
    pub tier: Option<TierName>,
    /// How many units of the section may be held, pinned or sold at this tier together. None: any number.
    pub cap: Option<u32>,
}

/// A tier of which fewer are left than a buyer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullTier {
    pub tier: TierName,
    pub left: usize,
}

impl UnitsAtTier {
    /// Without a limit of its own.
    #[must_use]
    pub fn new(quantity: usize, tier: Option<TierName>) -> Self {
        Self { quantity, tier, cap: None }
    }
}

impl SomeUnits {
    #[must_use]
    pub fn new(range: UnitRange, parts: Vec<UnitsAtTier>) -> Self {
        Self { range, parts, counted: None }
    }

    #[must_use]
    pub fn quantity(&self) -> usize {
        self.parts.iter().map(|part| part.quantity).sum()
    }

    /// Of these units, by ascending number: the first of them are bought at the first tier.
    #[must_use]
    pub fn tiers(&self, units: &[SeatId]) -> Vec<(SeatId, TierName)> {
        let each = self.parts.iter().flat_map(|part| std::iter::repeat_n(part.tier.as_ref(), part.quantity));
        units.iter().zip(each).filter_map(|(unit, tier)| Some((*unit, tier?.clone()))).collect()
    }

    /// The first tier that has fewer left than are wanted. `taken`: how many units of the range are held, pinned or sold at it, but for those that
    /// have lapsed.
    pub fn full_tier(&self, taken: impl Fn(&TierName) -> usize) -> Option<FullTier> {
        self.parts.iter().find_map(|part| {
            let (tier, cap) = (part.tier.as_ref()?, usize::try_from(part.cap?).ok()?);
            let left = cap.saturating_sub(taken(tier));
            (left < part.quantity).then(|| FullTier { tier: tier.clone(), left })
        })
    }
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

    /// From the first unit of the one to the last of the other.
    #[must_use]
    pub fn up_to(self, other: Self) -> Self {
        Self { first: self.first, last: other.last }
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

    fn family() -> SomeUnits {
        let seat = |number| SeatId::new(number).unwrap();
        let adults = UnitsAtTier::new(2, Some(TierName::ADULT));
        let youth = UnitsAtTier { cap: Some(5), ..UnitsAtTier::new(1, Some(TierName::YOUTH)) };
        SomeUnits::new(UnitRange { first: seat(1), last: seat(9) }, vec![adults, youth])
    }

    #[test]
    fn each_unit_of_a_family_has_its_own_tier() {
        let units: Vec<SeatId> = [3, 4, 8].map(|number| SeatId::new(number).unwrap()).to_vec();
        let tiers = family().tiers(&units).into_iter().map(|(unit, tier)| (unit.get(), tier));
        let expected = [(3, TierName::ADULT), (4, TierName::ADULT), (8, TierName::YOUTH)];
        assert_eq!((family().quantity(), tiers.collect::<Vec<_>>()), (3, expected.to_vec()));
    }

    #[test]
    fn a_tier_is_full_when_its_cap_leaves_fewer_than_are_wanted() {
        let left = |taken| family().full_tier(|tier| if *tier == TierName::YOUTH { taken } else { 99 });
        assert_eq!(left(4), None);
        assert_eq!(left(5), Some(FullTier { tier: TierName::YOUTH, left: 0 }));
        assert_eq!(left(7), Some(FullTier { tier: TierName::YOUTH, left: 0 }), "a cap that was lowered");
    }
}
