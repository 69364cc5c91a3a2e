//! The bounds of what is explored: so many units, and who wants them.

use crate::Rules;

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct PoolModel {
    pub units: u32,
    /// Who buys, and how many units.
    pub attempts: &'static [(u8, usize)],
    /// How many units a buyer may hold and have bought.
    pub limit: u32,
    pub rules: Rules,
}

impl PoolModel {
    /// Two orders of a buyer who may have one unit, and one of another buyer.
    pub const SMALL: Self =
        Self { units: 2, attempts: &[(1, 1), (1, 1), (2, 1)], limit: 1, rules: Rules::ALL };
    /// As many buyers as there are attempts, none of them limited.
    pub const CROWDED: Self =
        Self { units: 2, attempts: &[(1, 1), (2, 1), (3, 2), (4, 1)], limit: 9, rules: Rules::ALL };
}
