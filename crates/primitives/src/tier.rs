//! The name of a price, where a section has several.

use std::borrow::Cow;
use std::fmt;

/// One of several prices of a section. It ends up in stores, in requests, and on tickets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TierName(Cow<'static, str>);

impl TierName {
    pub const ADULT: Self = Self(Cow::Borrowed("adult"));
    pub const YOUTH: Self = Self(Cow::Borrowed("youth"));
    pub const LENGTH_MAX: usize = 32;

    /// Lower-case letters, digits and `-`, 1 to 32 of them, `-` not at the beginning.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LENGTH_MAX).contains(&text.len()) && !text.starts_with('-');
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (fits && text.bytes().all(is_plain)).then(|| Self(text.to_owned().into()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TierName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_has_a_name_that_any_store_can_keep() {
        assert_eq!(TierName::parse("adult"), Some(TierName::ADULT));
        assert!(TierName::parse("over-65").is_some());
        for wrong in ["", "-", "-adult", "Adult", "a b", "a,b", "a=b", "청소년", &"a".repeat(33)] {
            assert_eq!(TierName::parse(wrong), None, "{wrong:?}");
        }
    }
}
