//! Letting visitors into a sale without a pass, so many a second and for a limited time: for when the line itself is what fails.

use std::time::Duration;

use primitives::Timestamp;

/// It ends by itself, at the latest after so long.
pub const FAIL_OPEN_LASTS_MAX: Duration = Duration::from_secs(3_600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailOpen {
    /// How many holds without a pass are let through.
    pub per_second: u32,
    pub until: Timestamp,
}

impl FailOpen {
    #[must_use]
    pub fn lasting(per_second: u32, lasts: Duration, now: Timestamp) -> Self {
        Self { per_second, until: now.plus(lasts.min(FAIL_OPEN_LASTS_MAX)) }
    }

    /// It stays known until when it lasted: what was held meanwhile had no pass.
    #[must_use]
    pub fn ended(self, now: Timestamp) -> Self {
        Self { until: self.until.min(now), ..self }
    }
}
