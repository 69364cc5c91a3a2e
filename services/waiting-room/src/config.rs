//! The settings of the waiting room.

use std::time::Duration;

use settings::{Settings, SettingsError};

const TURN: &str = "HOLDFAST_TURN_MS";
const TURN_MILLIS: std::ops::RangeInclusive<u64> = 50..=5_000;

#[derive(Debug, Clone)]
pub struct Config {
    /// How often places are called, and how old what a visitor reads may be.
    pub turn_every: Duration,
    /// Opens a room in front of the show of the demo season that is to have one.
    pub demo: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { turn_every: Duration::from_millis(250), demo: false }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "how often the next places in a line are called, in milliseconds, 50 to 5000";
        let turn_ms = settings.value(TURN, 250_u64, about)?;
        if !TURN_MILLIS.contains(&turn_ms) {
            return Err(SettingsError::refused(TURN, format!("{turn_ms} is not from 50 to 5000")));
        }
        Ok(Self { turn_every: Duration::from_millis(turn_ms), demo: settings.demo()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_neither_a_storm_nor_a_standstill() {
        let read =
            |value: &str| Config::read(&mut Settings::load([], [(TURN.to_owned(), value.to_owned())])?);
        assert_eq!(read("50").unwrap().turn_every, Duration::from_millis(50));
        for wrong in ["49", "5001"] {
            assert!(read(wrong).unwrap_err().to_string().contains(TURN), "{wrong} passed");
        }
    }
}
