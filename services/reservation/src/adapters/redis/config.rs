//! Where Redis is, and the timeouts and limits of the store on it.

use std::time::Duration;

use settings::{Secret, Settings, SettingsError};

use super::target::Target;

const URL: &str = "REDIS_URL";

#[derive(Debug, Clone)]
pub struct RedisConfig {
    pub(super) target: Secret<Target>,
    /// Before the name of every key: installations that share a Redis differ in it.
    pub(super) prefix: String,
    /// After this long it is unknown what became of a call.
    pub(super) answer_within: Duration,
    /// Calls that are under way at the same time. Whoever comes beyond that waits, and not for longer than for an answer.
    pub(super) calls_max: usize,
    /// While this many entries of one event's outbox wait to be published, nothing more is held there.
    pub(super) outbox_max: u64,
    /// For how long one relay has an event's messages to itself: longer than it takes to publish a batch, or to give up.
    pub(super) lease: Duration,
}

impl RedisConfig {
    /// Everything but the address, which is of the installation and not of this store: see [`Self::with_address`].
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const PREFIX: &str = "HOLDFAST_REDIS_PREFIX";
        const WITHIN: &str = "HOLDFAST_REDIS_TIMEOUT_MS";
        const CALLS: &str = "HOLDFAST_REDIS_CALLS";
        const OUTBOX: &str = "HOLDFAST_REDIS_OUTBOX";
        const LEASE: &str = "HOLDFAST_REDIS_LEASE_MS";
        let mut config = Self::default();
        let about = "what the names of all keys in Redis begin with; no braces";
        config.prefix = settings.value(PREFIX, config.prefix, about)?;
        let about = "how long Redis may take to answer, in milliseconds, 50 to 10000";
        let within_ms = settings.value(WITHIN, 500_u64, about)?;
        let about = "how many calls to Redis may be under way at once, 1 to 100000";
        config.calls_max = settings.value(CALLS, config.calls_max, about)?;
        let about = "beyond how many unpublished entries of an event, of up to 32 messages each, no seat of it is held any more, 1000 to 10000000";
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
        config.answer_within = Duration::from_millis(within_ms);
        Ok(config)
    }

    /// The defaults, and this address.
    pub fn at(url: &str) -> Result<Self, SettingsError> {
        Self::default().with_address(url)
    }

    pub fn with_address(self, url: &str) -> Result<Self, SettingsError> {
        let target = url.parse().map_err(|reason: String| SettingsError::refused(URL, reason))?;
        Ok(Self { target: Secret::new(target), ..self })
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
            prefix: "holdfast:".to_owned(),
            answer_within: Duration::from_millis(500),
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
    fn an_address_that_is_none_is_refused_without_being_repeated() {
        assert!(RedisConfig::at("redis://127.0.0.1:6379").is_ok());
        let refused = RedisConfig::at("redis://:secret@").unwrap_err().to_string();
        assert!(refused.contains(URL) && !refused.contains("secret"), "{refused}");
        assert!(RedisConfig::at("http://127.0.0.1").is_err());
    }
}
