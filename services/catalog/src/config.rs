//! The settings of the catalog.

use std::time::Duration;

use settings::{Settings, SettingsError};

use crate::domain::season;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// At most one SEAT_BATCH in this time.
    pub batch_tick: Duration,
    /// How many changes of an event are kept for readers that are behind, or come back.
    pub ring_changes: usize,
    /// How long after its beginning an event is shown.
    pub event_retention: Duration,
    /// Seeds the demo season.
    pub demo: bool,
    /// The seats of one more show of that season, for those who measure.
    pub demo_stadium: Option<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            batch_tick: Duration::from_millis(100),
            ring_changes: 8_192,
            event_retention: 30 * DAY,
            demo: false,
            demo_stadium: None,
        }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const TICK: &str = "HOLDFAST_SEAT_BATCH_MS";
        const RING: &str = "HOLDFAST_SEAT_RING_CHANGES";
        let default = Self::default();
        let demo = settings.demo()?;
        let demo_stadium = stadium(settings)?;
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
        let batch_tick = Duration::from_millis(tick_ms);
        let event_retention = retention(settings)?;
        Ok(Self { batch_tick, ring_changes, event_retention, demo, demo_stadium })
    }
}

/// Reservation reads the same setting.
fn retention(settings: &mut Settings) -> Result<Duration, SettingsError> {
    const RETENTION: &str = "HOLDFAST_EVENT_RETENTION_DAYS";
    let about = "how many days after its beginning an event is forgotten by the catalog and the seat store, 1 to 3650; its sales stay";
    let days = settings.value(RETENTION, 30_u32, about)?;
    if !(1..=3_650).contains(&days) {
        return Err(SettingsError::refused(RETENTION, format!("{days} is not from 1 to 3650")));
    }
    Ok(days * DAY)
}

fn stadium(settings: &mut Settings) -> Result<Option<u32>, SettingsError> {
    const STADIUM: &str = "HOLDFAST_DEMO_STADIUM";
    let about =
        "with HOLDFAST_DEMO: one more show, with so many seats, 1000 to 100000 by the thousand; absent: none";
    let seats: Option<u32> = settings.optional(STADIUM, about)?;
    match seats {
        Some(seats) if !season::is_stadium(seats) => Err(SettingsError::refused(
            STADIUM,
            format!("{seats} is not from 1000 to 100000 by the thousand"),
        )),
        fitting => Ok(fitting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(seats: &str) -> Result<Config, String> {
        let env = [("HOLDFAST_DEMO_STADIUM".to_owned(), seats.to_owned())];
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        Config::read(&mut settings).map_err(|error| error.to_string())
    }

    #[test]
    fn a_stadium_is_built_by_the_block() {
        assert_eq!(read("50000").unwrap().demo_stadium, Some(50_000));
        for seats in ["0", "1500", "101000", "many"] {
            let refusal = read(seats).unwrap_err();
            assert!(refusal.contains("HOLDFAST_DEMO_STADIUM") && refusal.contains(seats), "{refusal}");
        }
    }
}
