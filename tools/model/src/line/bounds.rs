//! The bounds of what is explored: so many visitors, slots, and steps of time.

use crate::Rules;

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct LineModel {
    pub visitors: u8,
    /// How many may be called or in the sale at once, and to how many an operator may lower that.
    pub caps: [u32; 2],
    /// How often time passes.
    pub passes: u8,
    pub rules: Rules,
}

impl LineModel {
    pub const SMALL: Self = Self { visitors: 2, caps: [2, 1], passes: 5, rules: Rules::ALL };
}
