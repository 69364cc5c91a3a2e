//! The settings of the waiting room.

use std::time::Duration;

use access::WORK_BITS_MAX;
use settings::{Settings, SettingsError};

const TURN: &str = "HOLDFAST_TURN_MS";
const WORK: &str = "HOLDFAST_LINE_WORK_BITS";
const TURN_MILLIS: std::ops::RangeInclusive<u64> = 50..=5_000;

#[derive(Debug, Clone)]
pub struct Config {
    /// How often places are called, and how old what a visitor reads may be.
    pub turn_every: Duration,
    /// How much work a new place costs where operators say nothing else of a room; zero: none.
    pub work_bits: u32,
    /// Opens a room in front of the show of the demo season that is to have one.
    pub demo: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { turn_every: Duration::from_millis(250), work_bits: 0, demo: false }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "how often the next places in a line are called, in milliseconds, 50 to 5000";
        let turn_ms = settings.value(TURN, 250_u64, about)?;
        if !TURN_MILLIS.contains(&turn_ms) {
            return Err(SettingsError::refused(TURN, format!("{turn_ms} is not from 50 to 5000")));
        }
        let about = "how much work a new place in a line costs, in leading zero bits of a digest, where operators say nothing else of its room: 0 to 22; \
            each doubles it, 0 is none";
        let work_bits = settings.value(WORK, 0_u32, about)?;
        if work_bits > WORK_BITS_MAX {
            return Err(SettingsError::refused(
                WORK,
                format!("{work_bits} is not from 0 to {WORK_BITS_MAX}"),
            ));
        }
        Ok(Self { turn_every: Duration::from_millis(turn_ms), work_bits, demo: settings.demo()? })
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

    #[test]
    fn a_place_costs_nothing_unless_it_is_said_and_never_more_than_a_telephone_can_do() {
        let read =
            |value: &str| Config::read(&mut Settings::load([], [(WORK.to_owned(), value.to_owned())])?);
        assert_eq!(Config::read(&mut Settings::load([], []).unwrap()).unwrap().work_bits, 0);
        assert_eq!(read("14").unwrap().work_bits, 14);
        for wrong in ["23", "-1"] {
            assert!(read(wrong).unwrap_err().to_string().contains(WORK), "{wrong} passed");
        }
    }
}
