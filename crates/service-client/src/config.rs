//! What can be set about calling other services.

use std::borrow::Cow;
use std::net::SocketAddr;

use settings::{Settings, SettingsError};

use crate::{Instances, RetryConfig};

const CALLS_MAX: usize = 256;

/// How one other service is called.
#[derive(Debug, Clone)]
pub struct ServiceClientConfig {
    pub instances: Instances,
    /// Is asked for names instead of the system's resolver.
    pub dns_server: Option<SocketAddr>,
    pub retry: RetryConfig,
    /// How many calls may be in flight; others wait, within their deadline.
    pub calls_max: usize,
}

impl ServiceClientConfig {
    /// The defaults, at these addresses.
    #[must_use]
    pub fn at(instances: Instances) -> Self {
        Self { instances, dns_server: None, retry: RetryConfig::default(), calls_max: CALLS_MAX }
    }

    /// `name` is the setting with the service's addresses, such as `HOLDFAST_CATALOG_URL`; none when it is absent.
    pub fn read(
        settings: &mut Settings,
        name: impl Into<Cow<'static, str>>,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<Option<Self>, SettingsError> {
        const ATTEMPT: &str = "HOLDFAST_PEER_TRY_TIMEOUT_MS";
        const TOTAL: &str = "HOLDFAST_PEER_TIMEOUT_MS";
        const ATTEMPTS: &str = "HOLDFAST_PEER_TRIES";
        const CALLS: &str = "HOLDFAST_PEER_CALLS";
        let instances: Option<Instances> = settings.optional(name, about)?;
        let default = RetryConfig::default();
        let about = "how long one try of a call to another service may take";
        let attempt_timeout = settings.millis(ATTEMPT, default.attempt_timeout, about)?;
        let about = "how long a call to another service may take, with all its tries";
        let total_timeout = settings.millis(TOTAL, default.total_timeout, about)?;
        let about = "how often a call to another service is tried, 1 to 10";
        let attempts_max = settings.value(ATTEMPTS, default.attempts_max, about)?;
        if !(1..=10).contains(&attempts_max) {
            return Err(SettingsError::refused(ATTEMPTS, format!("{attempts_max} is not from 1 to 10")));
        }
        let about = "how many calls to one other service may be under way at a time";
        let calls_max = settings.value(CALLS, CALLS_MAX, about)?;
        if !(1..=100_000).contains(&calls_max) {
            return Err(SettingsError::refused(CALLS, format!("{calls_max} is not from 1 to 100000")));
        }
        let about = "the name server, as address:port, that is asked for dns+http:// names; absent = the system's resolver";
        let dns_server = settings.optional("HOLDFAST_DNS_SERVER", about)?;
        let retry = RetryConfig { attempt_timeout, total_timeout, attempts_max, ..default };
        Ok(instances.map(|instances| Self { instances, dns_server, retry, calls_max }))
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
