//! The settings of every store on Redis: addresses, timeout and limits.

use std::time::Duration;

use settings::{RotatingSecret, Secret, Settings, SettingsError};

use crate::login::Login;
use crate::target::Target;
use crate::tls::TlsConfig;

const URL: &str = "REDIS_URL";

#[derive(Debug, Clone)]
pub struct NodesConfig {
    pub(crate) target: Secret<Target>,
    pub(crate) login: Login,
    /// Prefix of every key: installations that share a Redis differ in it.
    pub prefix: String,
    /// After this long the outcome of a call is unknown.
    pub timeout: Duration,
    /// How many calls to one server may be in flight. Further ones wait, no longer than for an answer.
    pub(crate) calls_max: usize,
}

/// Everything but the address, which belongs to the installation and not to a store.
#[derive(Debug, Clone, Default)]
pub struct NodesOptions {
    config: NodesConfig,
    tls: TlsConfig,
}

impl NodesOptions {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const PREFIX: &str = "HOLDFAST_REDIS_PREFIX";
        const WITHIN: &str = "HOLDFAST_REDIS_TIMEOUT_MS";
        const CALLS: &str = "HOLDFAST_REDIS_CALLS";
        let mut config = NodesConfig::default();
        let about = "what the names of all keys in Redis begin with; no braces";
        config.prefix = settings.value(PREFIX, config.prefix, about)?;
        let about = "how long Redis may take to answer, in milliseconds, 50 to 10000";
        let within_ms = settings.value(WITHIN, 500_u64, about)?;
        let about = "how many calls to one Redis server may be under way at once, 1 to 100000";
        config.calls_max = settings.value(CALLS, config.calls_max, about)?;
        if config.prefix.contains(['{', '}']) {
            return Err(SettingsError::refused(PREFIX, "braces decide where Redis keeps a key"));
        }
        within(WITHIN, within_ms, 50, 10_000)?;
        within(CALLS, config.calls_max, 1, 100_000)?;
        config.timeout = Duration::from_millis(within_ms);
        Ok(Self { config, tls: TlsConfig::read(settings)? })
    }

    /// Of a Redis whose keys and limits are not for operators to choose: how to reach it alone.
    pub fn read_tls(settings: &mut Settings) -> Result<Self, SettingsError> {
        Ok(Self { tls: TlsConfig::read(settings)?, ..Self::default() })
    }

    /// New connections have the user and the password that the address has by then.
    pub fn at(self, url: &RotatingSecret) -> Result<NodesConfig, SettingsError> {
        let target = url.current().expose().parse();
        let refused = |reason: String| SettingsError::refused(url.name().to_owned(), reason);
        let target: Target = target.map_err(refused)?;
        let login = Login { server_name: self.tls.server_name(), url: Some(url.clone()) };
        let target = Secret::new(target.with_tls(&self.tls)?);
        Ok(NodesConfig { target, login, ..self.config })
    }
}

impl NodesConfig {
    /// The defaults, and this address.
    pub fn at(url: &str) -> Result<Self, SettingsError> {
        NodesOptions::default().at(&RotatingSecret::fixed(URL, url.to_owned()))
    }

    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }
}

impl Default for NodesConfig {
    fn default() -> Self {
        Self {
            target: Secret::new(Target::default()),
            login: Login::default(),
            prefix: "holdfast:".to_owned(),
            timeout: Duration::from_millis(500),
            calls_max: 1_024,
        }
    }
}

fn within<T>(name: &'static str, value: T, least: T, most: T) -> Result<(), SettingsError>
where
    T: PartialOrd + std::fmt::Display + Copy,
{
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(SettingsError::refused(name, format!("{value} is not from {least} to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_address_is_refused_without_being_repeated() {
        assert!(NodesConfig::at("redis://127.0.0.1:6379").is_ok());
        let refused = NodesConfig::at("redis://:secret@").unwrap_err().to_string();
        assert!(refused.contains(URL) && !refused.contains("secret"), "{refused}");
        assert!(NodesConfig::at("http://127.0.0.1").is_err());
    }
}
