//! The settings of the store, beside those of every store on Redis.

use std::time::Duration;

use redis_nodes::{NodesConfig, NodesOptions};
use settings::{RotatingSecret, Settings, SettingsError};

#[derive(Debug, Clone)]
pub struct RedisConfig {
    pub(super) nodes: NodesConfig,
    /// While this many entries of one event's outbox are waiting to be published, no seat of it is held.
    pub(super) outbox_max: u64,
    /// How long one relay has an event's messages to itself: longer than it takes to publish a batch, or to give up.
    pub(super) lease: Duration,
}

/// Everything but the address, which belongs to the installation and not to this store.
#[derive(Debug, Clone, Default)]
pub struct RedisOptions {
    config: RedisConfig,
    nodes: NodesOptions,
}

impl RedisOptions {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const OUTBOX: &str = "HOLDFAST_REDIS_OUTBOX";
        const LEASE: &str = "HOLDFAST_REDIS_LEASE_MS";
        let mut config = RedisConfig::default();
        let about = "beyond how many unpublished entries of an event, of up to 256 changes each, no seat of it is held any more, 1000 to 10000000";
        config.outbox_max = settings.value(OUTBOX, config.outbox_max, about)?;
        let about = "how long a dead instance's messages of an event wait for another instance, in milliseconds, 9000 to 60000";
        let lease_ms = settings.value(LEASE, 10_000_u64, about)?;
        within(LEASE, lease_ms, 9_000, 60_000)?;
        config.lease = Duration::from_millis(lease_ms);
        within(OUTBOX, config.outbox_max, 1_000, 10_000_000)?;
        Ok(Self { config, nodes: NodesOptions::read(settings)? })
    }

    /// New connections have the user and the password that the address has by then.
    pub fn at(self, url: &RotatingSecret) -> Result<RedisConfig, SettingsError> {
        Ok(RedisConfig { nodes: self.nodes.at(url)?, ..self.config })
    }
}

impl RedisConfig {
    /// The defaults, and this address.
    pub fn at(url: &str) -> Result<Self, SettingsError> {
        Ok(Self { nodes: NodesConfig::at(url)?, ..Self::default() })
    }

    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.nodes = self.nodes.with_prefix(prefix);
        self
    }

    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.nodes.prefix
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
        Self { nodes: NodesConfig::default(), outbox_max: 200_000, lease: Duration::from_secs(10) }
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
