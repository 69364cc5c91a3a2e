//! What can be set about calling other services.

use settings::{Settings, SettingsError};

use crate::{Instances, RetryConfig};

const CALLS_MAX: usize = 256;

/// How one other service is called.
#[derive(Debug, Clone)]
pub struct ServiceClientConfig {
    pub instances: Instances,
    pub patience: RetryConfig,
    /// How many calls may be under way at a time; others wait, within their deadline.
    pub calls_max: usize,
}

impl ServiceClientConfig {
    /// With everything but the addresses as it is by default.
    #[must_use]
    pub fn at(instances: Instances) -> Self {
        Self { instances, patience: RetryConfig::default(), calls_max: CALLS_MAX }
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
        let default = RetryConfig::default();
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
        let patience = RetryConfig { one_try, in_all, tries_max, ..default };
        Ok(instances.map(|instances| Self { instances, patience, calls_max }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<ServiceClientConfig>, String> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        ServiceClientConfig::read(&mut settings, "HOLDFAST_CATALOG_URL", "")
            .map_err(|error| error.to_string())
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
}
