//! What buyers without an account may have. On by default, because they prove nothing; off only where the operator says so.

use std::time::Duration;

use settings::{Settings, SettingsError};

use super::within::within;
use crate::app::{GuestLimits, HoldLimits};
use crate::domain::GuestSeats;

/// All are read, also where they are switched off, so that `--help` is complete.
pub(super) fn read(settings: &mut Settings) -> Result<Option<GuestLimits>, SettingsError> {
    const SEATS: &str = "HOLDFAST_GUEST_SEATS";
    const PERCENT: &str = "HOLDFAST_GUEST_PERCENT";
    const RATE: &str = "HOLDFAST_GUEST_HOLDS_PER_MINUTE";
    let default = GuestLimits::default();
    let about =
        "how many live seats of an event buyers without an account may have at one address, 1 to 100000";
    let each = settings.value(SEATS, default.seats.each, about)?;
    let about =
        "how many of a hundred seats of an event buyers without an account may hold together, 1 to 100";
    let percent = settings.value(PERCENT, default.seats.percent, about)?;
    let about = "how often buyers without an account at one address may hold in a minute, at each instance, 1 to 60000";
    let holds_per_minute = settings.value(RATE, default.holds_per_minute, about)?;
    within(SEATS, each, 1, 100_000)?;
    within(PERCENT, percent, 1, 100)?;
    within(RATE, holds_per_minute, 1, 60_000)?;
    let about = "how long buyers without an account may hold seats, before extensions, in seconds, 5 to 600";
    let hold_max = seconds(settings, "HOLDFAST_GUEST_HOLD_SECONDS", default.hold_max, about)?;
    let about = "how long buyers without an account may hold seats in all, in seconds, 5 to 600";
    let life_max = seconds(settings, "HOLDFAST_GUEST_LIFE_SECONDS", default.life_max, about)?;
    let limits = GuestLimits { seats: GuestSeats { each, percent }, hold_max, life_max, holds_per_minute };
    Ok(settings.caller_limits()?.then_some(limits))
}

fn seconds(
    settings: &mut Settings,
    name: &'static str,
    default: Duration,
    about: &'static str,
) -> Result<Duration, SettingsError> {
    let seconds = settings.value(name, default.as_secs(), about)?;
    within(name, seconds, HoldLimits::LIFE_MIN.as_secs(), HoldLimits::LIFE_MAX.as_secs())?;
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<GuestLimits>, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        super::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn guests_are_limited_unless_the_operator_says_otherwise() {
        assert_eq!(read(&[]).unwrap(), Some(GuestLimits::default()));
        assert_eq!(read(&[("HOLDFAST_CALLER_LIMITS", "false")]).unwrap(), None);
        for (name, value) in [
            ("HOLDFAST_GUEST_SEATS", "0"),
            ("HOLDFAST_GUEST_PERCENT", "101"),
            ("HOLDFAST_GUEST_HOLDS_PER_MINUTE", "0"),
            ("HOLDFAST_GUEST_HOLD_SECONDS", "4"),
            ("HOLDFAST_GUEST_LIFE_SECONDS", "601"),
        ] {
            assert!(read(&[(name, value)]).unwrap_err().to_string().contains(name), "{name}={value}");
        }
    }
}
