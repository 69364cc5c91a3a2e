//! Which engines are servers. The rest is kept in files.

use contracts::services::{ServiceInfo, Store};
use settings::{RotatingSecret, Settings, SettingsError};
use sql::ServerConfig;

use crate::kafka::Brokers;

pub(crate) const REDIS: &str = "REDIS_URL";
const EMBEDDED: &str = "embedded:";

/// Each may be given without the others: a port is the same contract on either engine, so no mixture is refused.
#[derive(Clone, Default)]
pub(crate) struct EngineConfig {
    pub(crate) server: Option<ServerConfig>,
    pub(crate) redis: Option<RotatingSecret>,
    pub(crate) brokers: Brokers,
}

impl EngineConfig {
    /// Only of the engines that these services can use.
    pub(crate) fn read(settings: &mut Settings, services: &[ServiceInfo]) -> Result<Self, SettingsError> {
        let mut config = Self { brokers: Brokers::read(settings)?, ..Self::default() };
        if services.iter().any(|service| service.store == Store::Database) {
            config.server = ServerConfig::read(settings)?;
        }
        if services.iter().any(|service| service.store == Store::Seats) {
            let about = "where seats and lines are: redis://[[user]:password@]host:port or \
                         redis+cluster://host:port,host:port, with TLS rediss:// or rediss+cluster://, or embedded: (default) for the data folder";
            let given = settings.rotating_secret(REDIS, about)?;
            config.redis = given.filter(|address| !address.current().expose().starts_with(EMBEDDED));
        }
        Ok(config)
    }

    pub(crate) fn keeps(&self, service: &ServiceInfo) -> bool {
        match service.store {
            Store::Database => self.server.is_some(),
            Store::Seats => self.redis.is_some(),
        }
    }
}
