//! The token of the people who run an installation, as it is configured.

use hmac::{Hmac, KeyInit, Mac};
use settings::{Settings, SettingsError};
use sha2::Sha256;

/// So that no other use of the same text makes the same digest.
const LABEL: &[u8] = b"holdfast operator token 1";
const BYTES_MIN: usize = 32;

/// Opens what only operators may see. It keeps a digest instead of the token, so that nothing can show it.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorToken([u8; 32]);

impl OperatorToken {
    pub const NAME: &str = "HOLDFAST_OPERATOR_TOKEN";

    pub fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let about =
            "the token that opens /api/operator to the console, 32 bytes or more; absent: it is closed";
        let Some(token) = settings.secret(Self::NAME, about)? else { return Ok(None) };
        if token.expose().len() < BYTES_MIN {
            let reason = format!("it must have at least {BYTES_MIN} bytes");
            return Err(SettingsError::refused(Self::NAME, reason));
        }
        Ok(Some(Self::of(token.expose())))
    }

    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(digest(token).finalize().into_bytes().into())
    }

    /// Whether this is the token. Compares in constant time.
    #[must_use]
    pub fn admits(&self, given: &str) -> bool {
        digest(given).verify_slice(&self.0).is_ok()
    }
}

fn digest(token: &str) -> Hmac<Sha256> {
    let mut keyed = Hmac::<Sha256>::new_from_slice(LABEL)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    keyed.update(token.as_bytes());
    keyed
}

impl std::fmt::Debug for OperatorToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OperatorToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "a token of operators that is long enough";

    fn read(token: &str) -> Result<Option<OperatorToken>, SettingsError> {
        let env = [(OperatorToken::NAME.to_owned(), token.to_owned())];
        OperatorToken::read(&mut Settings::load(Vec::new(), env).unwrap())
    }

    #[test]
    fn only_the_whole_token_is_admitted() {
        let token = read(TOKEN).unwrap().unwrap();
        assert!(token.admits(TOKEN));
        for wrong in ["", " ", &TOKEN[1..], &format!("{TOKEN} "), "another token of operators, long enough"] {
            assert!(!token.admits(wrong), "{wrong:?} was admitted");
        }
    }

    #[test]
    fn a_short_token_is_refused_and_none_is_ever_shown() {
        let sentence = read("too short a one").unwrap_err().to_string();
        assert!(sentence.contains("32 bytes") && !sentence.contains("too short"), "{sentence}");
        assert_eq!(read("").unwrap(), None);
        assert_eq!(format!("{:?}", OperatorToken::of(TOKEN)), "OperatorToken(..)");
    }
}
