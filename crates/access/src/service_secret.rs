//! The secret behind service tokens, as it is configured.

use settings::{RotatingSecret, Settings, SettingsError};

use crate::ServiceKey;
use crate::key_ring::SECRET_BYTES_MIN;

/// The secret behind service tokens.
#[derive(Debug, Clone)]
pub struct ServiceSecret(RotatingSecret);

impl ServiceSecret {
    pub const NAME: &str = "HOLDFAST_SERVICE_SECRET";

    pub fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let about = "the key of the tokens by which services know each other, the same in all of them, 32 bytes or more";
        let Some(secret) = settings.rotating_secret(Self::NAME, about)? else { return Ok(None) };
        if secret.current().expose().len() < SECRET_BYTES_MIN {
            let reason = format!("it must have at least {} bytes", SECRET_BYTES_MIN);
            return Err(SettingsError::refused(Self::NAME, reason));
        }
        Ok(Some(Self(secret)))
    }

    #[must_use]
    pub fn begins_with(&self, prefix: &[u8]) -> bool {
        self.0.current().expose().as_bytes().starts_with(prefix)
    }

    #[must_use]
    pub fn key(&self) -> ServiceKey {
        ServiceKey::rotating(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_is_refused_and_not_shown() {
        let env = [("HOLDFAST_SERVICE_SECRET".to_owned(), "too short a one".to_owned())];
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        let sentence = ServiceSecret::read(&mut settings).unwrap_err().to_string();
        assert!(sentence.contains("32 bytes") && !sentence.contains("too short"), "{sentence}");
    }
}
