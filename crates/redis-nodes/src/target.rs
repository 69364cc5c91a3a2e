//! The addresses in `REDIS_URL`.

use std::str::FromStr;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use settings::SettingsError;

use crate::tls::TlsConfig;

/// What an address of a cluster begins with, and what that of each of its nodes does.
const CLUSTERS: [(&str, &str); 2] = [("redis+cluster://", "redis://"), ("rediss+cluster://", "rediss://")];

/// The addresses of a Redis, or of some nodes of a Redis Cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    /// At least one. Of a cluster, some of the nodes: they name the others.
    pub(crate) seeds: Vec<ConnectionInfo>,
    pub(crate) is_cluster: bool,
}

impl Target {
    pub(crate) fn with_tls(self, tls: &TlsConfig) -> Result<Self, SettingsError> {
        let seeds = self.seeds.into_iter().map(|seed| tls.protect(seed)).collect::<Result<_, _>>()?;
        Ok(Self { seeds, ..self })
    }
}

impl FromStr for Target {
    type Err = String;

    /// `redis+cluster://[user:password@]h1:p1,h2:p2`, with TLS `rediss+cluster://`: the credentials are those of every node.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cluster = CLUSTERS.iter().find_map(|(cluster, node)| Some((text.strip_prefix(cluster)?, *node)));
        let Some((nodes, scheme)) = cluster else {
            return Ok(Self { seeds: vec![seed(text)?], is_cluster: false });
        };
        let (credentials, nodes) = match nodes.rsplit_once('@') {
            Some((credentials, nodes)) => (format!("{credentials}@"), nodes),
            None => (String::new(), nodes),
        };
        let nodes = nodes.trim_end_matches('/').split(',');
        let seeds =
            nodes.map(|node| seed(&format!("{scheme}{credentials}{node}"))).collect::<Result<_, _>>()?;
        Ok(Self { seeds, is_cluster: true })
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

#[cfg(test)]
mod tests {
    use super::*;

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
