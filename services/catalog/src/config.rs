//! The settings of the catalog.

use std::time::Duration;

use settings::{Settings, SettingsError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// At most one SEAT_BATCH in this time.
    pub batch_tick: Duration,
    /// How many changes of an event are kept for readers that are behind, or come back.
    pub ring_changes: usize,
    /// Seeds the demo season.
    pub demo: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { batch_tick: Duration::from_millis(100), ring_changes: 8_192, demo: false }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const TICK: &str = "HOLDFAST_SEAT_BATCH_MS";
        const RING: &str = "HOLDFAST_SEAT_RING_CHANGES";
        let default = Self::default();
        let demo = settings.value(
            "HOLDFAST_DEMO",
            false,
            "seed the demo season; in `holdfast` also trust X-Caller-Id",
        )?;
        let tick_ms = settings.value(
            TICK,
            100_u64,
            "seat changes are batched over this many milliseconds, 10 to 10000",
        )?;
        let about = "how many seat changes of an event are kept for streams that resume, 16 to 1000000";
        let ring_changes = settings.value(RING, default.ring_changes, about)?;
        if !(10..=10_000).contains(&tick_ms) {
            return Err(SettingsError::refused(TICK, format!("{tick_ms} is not from 10 to 10000")));
        }
        if !(16..=1_000_000).contains(&ring_changes) {
            return Err(SettingsError::refused(RING, format!("{ring_changes} is not from 16 to 1000000")));
        }
        Ok(Self { batch_tick: Duration::from_millis(tick_ms), ring_changes, demo })
    }
}
