//! The settings of the store: the addresses of Redis, timeout and limits.

use std::time::Duration;

use settings::{RotatingSecret, Secret, Settings, SettingsError};

use super::login::Login;
use super::target::Target;
use super::tls::TlsConfig;

const URL: &str = "REDIS_URL";

#[derive(Debug, Clone)]
pub struct RedisConfig {
    pub(super) target: Secret<Target>,
    pub(super) login: Login,
    /// Prefix of every key: installations that share a Redis differ in it.
    pub(super) prefix: String,
    /// After this long the outcome of a call is unknown.
    pub(super) timeout: Duration,
    /// How many calls to one server may be in flight. Further ones wait, no longer than for an answer.
    pub(super) calls_max: usize,
    /// While this many entries of one event's outbox are waiting to be published, no seat of it is held.
    pub(super) outbox_max: u64,
    /// How long one relay has an event's messages to itself: longer than it takes to publish a batch, or to give up.
    pub(super) lease: Duration,
}

/// Everything but the address, which belongs to the installation and not to this store.
#[derive(Debug, Clone, Default)]
pub struct RedisOptions {
    config: RedisConfig,
    tls: TlsConfig,
}

impl RedisOptions {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const PREFIX: &str = "HOLDFAST_REDIS_PREFIX";
        const WITHIN: &str = "HOLDFAST_REDIS_TIMEOUT_MS";
        const CALLS: &str = "HOLDFAST_REDIS_CALLS";
        const OUTBOX: &str = "HOLDFAST_REDIS_OUTBOX";
        const LEASE: &str = "HOLDFAST_REDIS_LEASE_MS";
        let mut config = RedisConfig::default();
        let about = "what the names of all keys in Redis begin with; no braces";
        config.prefix = settings.value(PREFIX, config.prefix, about)?;
        let about = "how long Redis may take to answer, in milliseconds, 50 to 10000";
        let within_ms = settings.value(WITHIN, 500_u64, about)?;
        let about = "how many calls to one Redis server may be under way at once, 1 to 100000";
        config.calls_max = settings.value(CALLS, config.calls_max, about)?;
        let about = "beyond how many unpublished entries of an event, of up to 256 changes each, no seat of it is held any more, 1000 to 10000000";
        config.outbox_max = settings.value(OUTBOX, config.outbox_max, about)?;
        let about = "how long a dead instance's messages of an event wait for another instance, in milliseconds, 9000 to 60000";
        let lease_ms = settings.value(LEASE, 10_000_u64, about)?;
        within(LEASE, lease_ms, 9_000, 60_000)?;
        config.lease = Duration::from_millis(lease_ms);
        if config.prefix.contains(['{', '}']) {
            return Err(SettingsError::refused(PREFIX, "braces decide where Redis keeps a key"));
        }
        within(WITHIN, within_ms, 50, 10_000)?;
        within(CALLS, config.calls_max, 1, 100_000)?;
        within(OUTBOX, config.outbox_max, 1_000, 10_000_000)?;
        config.timeout = Duration::from_millis(within_ms);
        Ok(Self { config, tls: TlsConfig::read(settings)? })
    }

    /// New connections have the user and the password that the address has by then.
    pub fn at(self, url: &RotatingSecret) -> Result<RedisConfig, SettingsError> {
        let target = url.current().expose().parse();
        let target: Target = target.map_err(|reason: String| SettingsError::refused(URL, reason))?;
        let login = Login { server_name: self.tls.server_name(), url: Some(url.clone()) };
        let target = Secret::new(target.with_tls(&self.tls)?);
        Ok(RedisConfig { target, login, ..self.config })
    }
}

impl RedisConfig {
    /// The defaults, and this address.
    pub fn at(url: &str) -> Result<Self, SettingsError> {
        RedisOptions::default().at(&RotatingSecret::fixed(URL, url.to_owned()))
    }

    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    #[must_use]
    pub fn with_outbox_max(mut self, entries: u64) -> Self {
        self.outbox_max = entries;
        self
    }

    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}

impl Default for RedisConfig {
    fn default() -> Self {
        Self {
            target: Secret::new(Target::default()),
            login: Login::default(),
            prefix: "holdfast:".to_owned(),
            timeout: Duration::from_millis(500),
            calls_max: 1_024,
            outbox_max: 200_000,
            lease: Duration::from_secs(10),
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
        assert!(RedisConfig::at("redis://127.0.0.1:6379").is_ok());
        let refused = RedisConfig::at("redis://:secret@").unwrap_err().to_string();
        assert!(refused.contains(URL) && !refused.contains("secret"), "{refused}");
        assert!(RedisConfig::at("http://127.0.0.1").is_err());
    }
}
