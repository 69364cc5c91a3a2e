//! How the mock provider behaves where no method is named.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// As slow as `tok_slow`: well within the timeout of one call.
const LATENCY_MS_MAX: u64 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MockSettings {
    pub success_rate: SuccessRate,
    pub latency: Latency,
    /// How long `tok_slow` takes.
    pub slow: Duration,
}

impl Default for MockSettings {
    fn default() -> Self {
        Self { success_rate: SuccessRate::ALWAYS, latency: Latency::NONE, slow: Duration::from_secs(5) }
    }
}

/// The share of payments that succeed, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SuccessRate(f64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a success rate is a number from 0 to 1")]
pub struct InvalidRate;

impl SuccessRate {
    pub const ALWAYS: Self = Self(1.0);

    pub(crate) fn accepts(self, draw: f64) -> bool {
        draw < self.0
    }
}

impl FromStr for SuccessRate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let rate: f64 = text.parse().map_err(|_| InvalidRate)?;
        if (0.0..=1.0).contains(&rate) { Ok(Self(rate)) } else { Err(InvalidRate) }
    }
}

impl fmt::Display for SuccessRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A range of milliseconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    ms_min: u64,
    ms_max: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a latency is a number of milliseconds such as `0` or a range such as `20-200`, up to {LATENCY_MS_MAX}"
)]
pub struct InvalidLatency;

impl Latency {
    pub const NONE: Self = Self { ms_min: 0, ms_max: 0 };

    /// The point of the range that a draw from `[0, 1)` falls on.
    pub(crate) fn at(self, draw: f64) -> Duration {
        let width = (self.ms_max - self.ms_min) as f64;
        Duration::from_millis(self.ms_min) + Duration::from_secs_f64(width * draw / 1_000.0)
    }
}

impl FromStr for Latency {
    type Err = InvalidLatency;

    fn from_str(text: &str) -> Result<Self, InvalidLatency> {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        let ms =
            |text: &str| text.parse::<u64>().ok().filter(|ms| *ms <= LATENCY_MS_MAX).ok_or(InvalidLatency);
        let latency = Self { ms_min: ms(low)?, ms_max: ms(high)? };
        if latency.ms_min <= latency.ms_max { Ok(latency) } else { Err(InvalidLatency) }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ms_min == self.ms_max {
            self.ms_min.fmt(f)
        } else {
            write!(f, "{}-{}", self.ms_min, self.ms_max)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused() {
        for wrong in ["", "-0.1", "1.1", "NaN", "much"] {
            assert!(wrong.parse::<SuccessRate>().is_err(), "{wrong:?} passed");
        }
        for wrong in ["", "-", "200-20", "-5", "1.5", "20-", "5001", "a-b"] {
            assert!(wrong.parse::<Latency>().is_err(), "{wrong:?} passed");
        }
        for right in ["0", "20-200", "5000"] {
            assert_eq!(right.parse::<Latency>().unwrap().to_string(), right);
        }
    }
}
