//! How many seats a buyer may have, and for how long.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLimits {
    pub seats_per_call_max: usize,
    /// Live seats that a named buyer may have at one event. Anonymous buyers cannot be distinguished, so only their calls are limited.
    pub seats_per_user_max: usize,
    /// How long an order keeps its seats: longer than its payment may take.
    pub pin: Duration,
}

impl HoldLimits {
    /// These three are part of the HTTP contract.
    pub const LIFE_MIN: Duration = Duration::from_secs(5);
    pub const LIFE_MAX: Duration = Duration::from_secs(600);
    pub const LIFE_DEFAULT: Duration = Duration::from_secs(120);
    pub const EXTENSION_MIN: Duration = Duration::from_secs(1);
    pub const EXTENSION_DEFAULT: Duration = Duration::from_secs(30);
}

impl Default for HoldLimits {
    fn default() -> Self {
        Self { seats_per_call_max: 8, seats_per_user_max: 8, pin: Duration::from_secs(90) }
    }
}
