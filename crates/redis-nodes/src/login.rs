//! How a connection is opened beside its address: by which name of the server, and with which password.

use std::sync::Arc;

use redis::{AsyncConnectionConfig, ConnectionInfo};
use settings::RotatingSecret;

use crate::target::Target;
use crate::tls;

#[derive(Debug, Clone, Default)]
pub(crate) struct Login {
    /// What the certificate of every node is for, where that is not its host.
    pub(crate) server_name: Option<Arc<str>>,
    /// Where the URL, and with it the password, may change while the process runs.
    pub(crate) url: Option<RotatingSecret>,
}

impl Login {
    /// For a new connection: with the user and the password that the URL has by now, unless it is none any more.
    pub(crate) fn apply(
        &self,
        info: ConnectionInfo,
        config: AsyncConnectionConfig,
    ) -> (ConnectionInfo, AsyncConnectionConfig) {
        let fresh = self.url.as_ref().and_then(|url| url.current().expose().parse::<Target>().ok());
        let info = match fresh.as_ref().and_then(|target| target.seeds.first()) {
            Some(seed) => info.set_redis_settings(seed.redis_settings().clone()),
            None => info,
        };
        match &self.server_name {
            Some(name) => tls::expect_name(info, name, config),
            None => (info, config),
        }
    }
}
