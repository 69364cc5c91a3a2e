//! Which units are held, pinned or sold at which tier, so that those of one are counted in a look at a few words.

use std::collections::BTreeMap;

use primitives::{SeatId, TierName};

use super::taken_seats::TakenSeats;
use crate::domain::UnitRange;

/// Of an event: it has some tiers, and most have none.
#[derive(Debug, Default)]
pub(super) struct TierUnits(BTreeMap<TierName, TakenSeats>);

impl TierUnits {
    /// A unit has one tier at a time. None: it has none.
    pub(super) fn set(&mut self, unit: SeatId, tier: Option<&TierName>) {
        for (other, units) in &mut self.0 {
            if Some(other) != tier {
                units.set(unit, false);
            }
        }
        if let Some(tier) = tier {
            self.0.entry(tier.clone()).or_default().set(unit, true);
        }
    }

    pub(super) fn of(&self, unit: SeatId) -> Option<&TierName> {
        self.0.iter().find(|(_, units)| units.has(unit)).map(|(tier, _)| tier)
    }

    pub(super) fn count_within(&self, tier: &TierName, range: UnitRange) -> usize {
        self.0.get(tier).map_or(0, |units| units.count_within(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_counted_at_its_last_tier_alone() {
        let seat = |id| SeatId::new(id).unwrap();
        let mut tiers = TierUnits::default();
        for unit in [3, 70, 71] {
            tiers.set(seat(unit), Some(&TierName::YOUTH));
        }
        tiers.set(seat(70), Some(&TierName::ADULT));
        tiers.set(seat(71), None);
        let count = |tier| tiers.count_within(&tier, UnitRange { first: seat(1), last: seat(99) });
        assert_eq!((count(TierName::YOUTH), count(TierName::ADULT)), (1, 1));
        assert_eq!(
            [3, 70, 71].map(|unit| tiers.of(seat(unit)).map(TierName::as_str)),
            [Some("youth"), Some("adult"), None]
        );
    }
}
