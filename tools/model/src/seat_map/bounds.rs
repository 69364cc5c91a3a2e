//! The bounds of what is explored: so many changes, so many faults of each kind.

use crate::Rules;

#[derive(Debug, Clone, Copy)]
pub struct SeatMapModel {
    pub seats: u32,
    pub changes: u8,
    /// Messages that never reach this map.
    pub losses: u8,
    /// How often the topic is read again from its beginning.
    pub replays: u8,
    pub failovers: u8,
    pub rules: Rules,
}

impl SeatMapModel {
    pub const SMALL: Self =
        Self { seats: 2, changes: 3, losses: 1, replays: 1, failovers: 1, rules: Rules::ALL };
}
