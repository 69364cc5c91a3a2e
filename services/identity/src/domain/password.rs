//! What a password has to be: long enough, and not easily guessed. It need not have letters of any kind.

use std::fmt;

const LENGTHS: std::ops::RangeInclusive<usize> = 10..=128;
/// Of 4. It takes more than a hundred million guesses.
const SCORE_MIN: u8 = 3;

/// A password as it was typed. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("must be 10 to 128 characters")]
    TooShort,
    #[error("must be 10 to 128 characters")]
    TooLong,
    #[error("is easily guessed: add words that no one expects beside each other")]
    EasilyGuessed,
}

impl Password {
    /// One that was given to prove who is asking. None: no user has one of this length.
    #[must_use]
    pub fn given(text: String) -> Option<Self> {
        LENGTHS.contains(&text.chars().count()).then_some(Self(text))
    }

    /// One that a user chooses. `known`: what an attacker would try first, such as the address.
    pub fn chosen(text: String, known: &[&str]) -> Result<Self, WeakPassword> {
        let is_short = text.chars().count() < *LENGTHS.start();
        let out_of_bounds = if is_short { WeakPassword::TooShort } else { WeakPassword::TooLong };
        let password = Self::given(text).ok_or(out_of_bounds)?;
        let score = u8::from(zxcvbn::zxcvbn(&password.0, known).score());
        if score < SCORE_MIN { Err(WeakPassword::EasilyGuessed) } else { Ok(password) }
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Option<WeakPassword> {
        Password::chosen(text.to_owned(), &["mina.kim@example.com", "mina", "kim"]).err()
    }

    #[test]
    fn a_password_is_long_and_hard_to_guess() {
        for (text, weak) in [
            ("short", Some(WeakPassword::TooShort)),
            ("password123", Some(WeakPassword::EasilyGuessed)),
            ("qwertyuiop", Some(WeakPassword::EasilyGuessed)),
            ("mina.kim@example.com", Some(WeakPassword::EasilyGuessed)),
            ("aaaaaaaaaaaaaaaa", Some(WeakPassword::EasilyGuessed)),
            ("correct staple of horses", None),
            ("열 글자보다 긴 한국어 문장", None),
        ] {
            assert_eq!(chosen(text), weak, "{text:?}");
        }
        assert_eq!(chosen(&"a long one ".repeat(12)), Some(WeakPassword::TooLong));
    }

    #[test]
    fn a_password_is_never_shown() {
        let password = Password::given("correct staple".to_owned()).unwrap();
        assert_eq!(format!("{password:?}"), "Password(..)");
    }
}
