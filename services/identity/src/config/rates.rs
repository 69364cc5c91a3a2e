//! How much one address may begin. On by default; off only where the operator says so.

use settings::{Settings, SettingsError};

/// In a minute, at this process; two minutes' worth at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRates {
    /// Sessions of guests.
    pub guests_per_minute: u32,
    /// Passwords that are compared or chosen.
    pub passwords_per_minute: u32,
    /// Links by mail.
    pub links_per_minute: u32,
    /// Renewals of sessions.
    pub refreshes_per_minute: u32,
}

impl Default for AddressRates {
    fn default() -> Self {
        Self {
            guests_per_minute: 60,
            passwords_per_minute: 30,
            links_per_minute: 10,
            refreshes_per_minute: 300,
        }
    }
}

/// All are read, also where they are switched off, so that `--help` is complete.
pub(super) fn read(settings: &mut Settings) -> Result<Option<AddressRates>, SettingsError> {
    let default = AddressRates::default();
    let mut rate = |name: &'static str, default: u32, what: &str| {
        let about = format!(
            "how many {what} in a minute, twice as many at once, one address gets at each instance, 1 to 60000"
        );
        match settings.value(name, default, about)? {
            rate @ 1..=60_000 => Ok(rate),
            rate => Err(SettingsError::refused(name, format!("{rate} is not from 1 to 60000"))),
        }
    };
    let rates = AddressRates {
        guests_per_minute: rate(
            "HOLDFAST_GUEST_SESSIONS_PER_MINUTE",
            default.guests_per_minute,
            "sessions of guests",
        )?,
        passwords_per_minute: rate(
            "HOLDFAST_PASSWORDS_PER_MINUTE",
            default.passwords_per_minute,
            "log-ins and other uses of a password",
        )?,
        links_per_minute: rate("HOLDFAST_LINKS_PER_MINUTE", default.links_per_minute, "links by mail")?,
        refreshes_per_minute: rate(
            "HOLDFAST_REFRESHES_PER_MINUTE",
            default.refreshes_per_minute,
            "renewals of sessions",
        )?,
    };
    Ok(settings.caller_limits()?.then_some(rates))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<AddressRates>, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        super::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn addresses_are_limited_unless_the_operator_says_otherwise() {
        assert_eq!(read(&[]).unwrap(), Some(AddressRates::default()));
        assert_eq!(read(&[("HOLDFAST_CALLER_LIMITS", "false")]).unwrap(), None);
        let names = ["GUEST_SESSIONS", "PASSWORDS", "LINKS", "REFRESHES"];
        for name in names.map(|name| format!("HOLDFAST_{name}_PER_MINUTE")) {
            for wrong in ["0", "60001"] {
                assert!(read(&[(&name, wrong)]).unwrap_err().to_string().contains(&name), "{name}={wrong}");
            }
            assert_ne!(read(&[(&name, "7")]).unwrap(), Some(AddressRates::default()));
        }
    }
}
