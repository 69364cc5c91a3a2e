//! A step that holds units of a pool, at one price or at two.

use primitives::{SeatId, TierName};
use reservation::domain::{SomeUnits, UnitRange, UnitsAtTier};

/// Units of a pool.
#[derive(Debug, Clone)]
pub(crate) struct HoldSome {
    pub(crate) buyer: Buyer,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) adults: usize,
    pub(crate) youths: usize,
    pub(crate) life: u64,
}

impl HoldSome {
    /// What it wants, at most two youths in the pool; what is free of it is counted.
    pub(crate) fn units(&self) -> SomeUnits {
        let range =
            UnitRange { first: SeatId::new(self.first).unwrap(), last: SeatId::new(self.last).unwrap() };
        let adults = UnitsAtTier::new(self.adults, Some(TierName::ADULT));
        let youths = UnitsAtTier { cap: Some(2), ..UnitsAtTier::new(self.youths, Some(TierName::YOUTH)) };
        let parts = [adults, youths].into_iter().filter(|part| part.quantity > 0).collect();
        SomeUnits { counted: Some(range), ..SomeUnits::new(range, parts) }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Buyer {
    Mina,
    Joon,
    Anonymous,
    /// One without an account, whom identity has named.
    Guest,
}
