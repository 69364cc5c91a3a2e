//! When sessions of guests cost work, and how much.

use access::WORK_BITS_MAX;
use settings::{Settings, SettingsError};

use crate::domain::GuestPrice;

const FREE: &str = "HOLDFAST_GUEST_SESSIONS_FREE";
const BITS: &str = "HOLDFAST_GUEST_WORK_BITS";
const DEFAULT: GuestPrice = GuestPrice { free_per_minute: 300, bits: 16 };
const FREE_MAX: u32 = 1_000_000;

/// Both are read, also where they are switched off, so that `--help` is complete.
pub(super) fn read(settings: &mut Settings) -> Result<Option<GuestPrice>, SettingsError> {
    let about =
        "how many sessions of guests an instance begins in a minute before each costs work, 0 to 1000000";
    let free_per_minute = settings.value(FREE, DEFAULT.free_per_minute, about)?;
    if free_per_minute > FREE_MAX {
        return Err(SettingsError::refused(FREE, format!("{free_per_minute} is not from 0 to {FREE_MAX}")));
    }
    let about = "how much work a session of a guest costs then, in leading zero bits of a digest, 0 to 22; each doubles it, and so does each doubling of \
                 what is begun; 0: they never cost anything";
    let bits = settings.value(BITS, DEFAULT.bits, about)?;
    if bits > WORK_BITS_MAX {
        return Err(SettingsError::refused(BITS, format!("{bits} is not from 0 to {WORK_BITS_MAX}")));
    }
    Ok(settings.caller_limits()?.then_some(GuestPrice { free_per_minute, bits }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<GuestPrice>, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        super::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn guests_work_where_callers_are_limited_and_never_for_longer_than_a_telephone_can() {
        assert_eq!(read(&[]).unwrap(), Some(DEFAULT));
        assert_eq!(read(&[("HOLDFAST_CALLER_LIMITS", "false")]).unwrap(), None);
        let set = read(&[(FREE, "0"), (BITS, "22")]).unwrap();
        assert_eq!(set, Some(GuestPrice { free_per_minute: 0, bits: 22 }));
        for (name, wrong) in [(FREE, "1000001"), (FREE, "-1"), (BITS, "23")] {
            assert!(read(&[(name, wrong)]).unwrap_err().to_string().contains(name), "{name}={wrong}");
        }
    }
}
