//! The settings of the store: the addresses of Redis, timeout and limits.

use std::str::FromStr;
use std::time::Duration;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use settings::{RotatingSecret, Secret, Settings, SettingsError};

use super::login::Login;
use super::tls::TlsConfig;

const URL: &str = "REDIS_URL";
/// What an address of a cluster begins with, and what that of each of its nodes does.
const CLUSTERS: [(&str, &str); 2] = [("redis+cluster://", "redis://"), ("rediss+cluster://", "rediss://")];

#[derive(Debug, Clone)]
pub struct RedisConfig {
    pub(super) target: Secret<Target>,
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
        let target = target.with_tls(&self.tls, login)?;
        Ok(RedisConfig { target: Secret::new(target), ..self.config })
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
            prefix: "holdfast:".to_owned(),
            timeout: Duration::from_millis(500),
            calls_max: 1_024,
            outbox_max: 200_000,
            lease: Duration::from_secs(10),
        }
    }
}

/// The addresses of a Redis, or of some nodes of a Redis Cluster.
#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    /// At least one. Of a cluster, some of the nodes: they name the others.
    pub(super) seeds: Vec<ConnectionInfo>,
    pub(super) is_cluster: bool,
    pub(super) login: Login,
}

impl Target {
    fn with_tls(self, tls: &TlsConfig, login: Login) -> Result<Self, SettingsError> {
        let seeds = self.seeds.into_iter().map(|seed| tls.protect(seed)).collect::<Result<_, _>>()?;
        Ok(Self { seeds, login, ..self })
    }
}

impl FromStr for Target {
    type Err = String;

    /// `redis+cluster://[user:password@]h1:p1,h2:p2`, with TLS `rediss+cluster://`: the credentials are those of every node.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cluster = CLUSTERS.iter().find_map(|(cluster, node)| Some((text.strip_prefix(cluster)?, *node)));
        let Some((nodes, scheme)) = cluster else {
            return Ok(Self { seeds: vec![seed(text)?], ..Self::default() });
        };
        let (credentials, nodes) = match nodes.rsplit_once('@') {
            Some((credentials, nodes)) => (format!("{credentials}@"), nodes),
            None => (String::new(), nodes),
        };
        let nodes = nodes.trim_end_matches('/').split(',');
        let seeds =
            nodes.map(|node| seed(&format!("{scheme}{credentials}{node}"))).collect::<Result<_, _>>()?;
        Ok(Self { seeds, is_cluster: true, ..Self::default() })
    }
}

fn seed(url: &str) -> Result<ConnectionInfo, String> {
    // The error of the client may repeat the address, which may contain a password.
    let wrong = "an address is redis://host:port or redis+cluster://host:port,host:port; with TLS rediss:// or rediss+cluster://";
    let info = url.into_connection_info().map_err(|_| wrong.to_owned())?;
    // `#insecure` would accept any certificate.
    let checks_nothing = matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. });
    if checks_nothing || info.addr().to_string().starts_with(':') {
        return Err(wrong.to_owned());
    }
    let tcp = info.tcp_settings().clone().set_nodelay(true);
    Ok(info.set_tcp_settings(tcp))
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

    fn addresses(text: &str) -> Vec<String> {
        let target: Target = text.parse().unwrap();
        target.seeds.iter().map(|seed| seed.addr().to_string()).collect()
    }

    #[test]
    fn a_cluster_is_named_by_some_of_its_nodes() {
        assert_eq!(addresses("redis+cluster://a:7000,b:7001"), ["a:7000", "b:7001"]);
        assert_eq!(addresses("redis://:pw@c:6379"), ["c:6379"]);
        let target: Target = "redis+cluster://u:p@a:1,b:2".parse().unwrap();
        assert!(target.is_cluster);
        assert!(target.seeds.iter().all(|seed| seed.redis_settings().password() == Some("p")));
    }

    #[test]
    fn every_node_of_a_cluster_with_tls_has_it() {
        let target: Target = "rediss+cluster://u:p@a:1,b:2".parse().unwrap();
        assert!(target.is_cluster && target.seeds.len() == 2);
        assert!(target.seeds.iter().all(|seed| matches!(seed.addr(), ConnectionAddr::TcpTls { .. })));
    }

    #[test]
    fn small_writes_are_not_delayed() {
        let target: Target = "redis://a:1".parse().unwrap();
        assert!(target.seeds.iter().all(|seed| seed.tcp_settings().nodelay()));
    }

    #[test]
    fn invalid_addresses_are_refused() {
        for wrong in
            ["", "redis", "http://a:1", "redis+cluster://", "redis+cluster://a:x", "rediss://a:1/#insecure"]
        {
            assert!(wrong.parse::<Target>().is_err(), "{wrong:?} passed");
        }
    }
}
