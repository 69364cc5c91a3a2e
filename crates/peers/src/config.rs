//! What can be set about calling other services.

use settings::{Secret, Settings, SettingsError};

use crate::{Instances, Patience, ServiceKey};

const CALLS_MAX: usize = 256;

/// How one other service is called.
#[derive(Debug, Clone)]
pub struct PeerConfig {
    pub instances: Instances,
    pub patience: Patience,
    /// How many calls may be under way at a time; others wait, within their deadline.
    pub calls_max: usize,
}

impl PeerConfig {
    /// With everything but the addresses as it is by default.
    #[must_use]
    pub fn at(instances: Instances) -> Self {
        Self { instances, patience: Patience::default(), calls_max: CALLS_MAX }
    }

    /// `name` is the setting with the service's addresses, such as `HOLDFAST_CATALOG_URL`; none when it is absent.
    pub fn read(
        settings: &mut Settings,
        name: &'static str,
        about: &'static str,
    ) -> Result<Option<Self>, SettingsError> {
        const TRY: &str = "HOLDFAST_PEER_TRY_TIMEOUT_MS";
        const ALL: &str = "HOLDFAST_PEER_TIMEOUT_MS";
        const TRIES: &str = "HOLDFAST_PEER_TRIES";
        const CALLS: &str = "HOLDFAST_PEER_CALLS";
        let instances: Option<Instances> = settings.optional(name, about)?;
        let default = Patience::default();
        let about = "how long one try of a call to another service may take";
        let one_try = settings.millis(TRY, default.one_try, about)?;
        let about = "how long a call to another service may take, with all its tries";
        let in_all = settings.millis(ALL, default.in_all, about)?;
        let about = "how often a call to another service is tried, 1 to 10";
        let tries_max = settings.value(TRIES, default.tries_max, about)?;
        if !(1..=10).contains(&tries_max) {
            return Err(SettingsError::refused(TRIES, format!("{tries_max} is not from 1 to 10")));
        }
        let about = "how many calls to one other service may be under way at a time";
        let calls_max = settings.value(CALLS, CALLS_MAX, about)?;
        if !(1..=100_000).contains(&calls_max) {
            return Err(SettingsError::refused(CALLS, format!("{calls_max} is not from 1 to 100000")));
        }
        let patience = Patience { one_try, in_all, tries_max, ..default };
        Ok(instances.map(|instances| Self { instances, patience, calls_max }))
    }
}

/// The secret behind service tokens.
#[derive(Debug, Clone)]
pub struct ServiceSecret(Secret<String>);

impl ServiceSecret {
    const NAME: &str = "HOLDFAST_SERVICE_SECRET";
    const BYTES_MIN: usize = 32;

    pub fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let about = "the key of the tokens by which services know each other, the same in all of them, 32 bytes or more";
        let Some(secret) = settings.secret::<String>(Self::NAME, about)? else { return Ok(None) };
        if secret.expose().len() < Self::BYTES_MIN {
            let reason = format!("it must have at least {} bytes", Self::BYTES_MIN);
            return Err(SettingsError::refused(Self::NAME, reason));
        }
        Ok(Some(Self(secret)))
    }

    #[must_use]
    pub fn key(&self) -> ServiceKey {
        ServiceKey::derive(self.0.expose().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<PeerConfig>, String> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        PeerConfig::read(&mut settings, "HOLDFAST_CATALOG_URL", "").map_err(|error| error.to_string())
    }

    #[test]
    fn an_address_is_a_host_and_a_port() {
        assert!(read(&[]).unwrap().is_none());
        let config = read(&[("HOLDFAST_CATALOG_URL", "http://catalog:9080")]).unwrap().unwrap();
        assert_eq!(config.instances.to_string(), "http://catalog:9080/");
        for wrong in [
            "catalog",
            "https://catalog:9080",
            "http://catalog:9080/api",
            "http://me@catalog",
            "http://a:1,b",
        ] {
            let sentence = read(&[("HOLDFAST_CATALOG_URL", wrong)]).unwrap_err();
            assert!(sentence.contains("HOLDFAST_CATALOG_URL") && sentence.contains(wrong), "{sentence}");
        }
    }

    #[test]
    fn a_short_secret_is_refused_and_not_shown() {
        let env = [("HOLDFAST_SERVICE_SECRET".to_owned(), "too short a one".to_owned())];
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        let sentence = ServiceSecret::read(&mut settings).unwrap_err().to_string();
        assert!(sentence.contains("32 bytes") && !sentence.contains("too short"), "{sentence}");
    }
}
