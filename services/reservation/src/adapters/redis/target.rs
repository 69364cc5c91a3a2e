//! The addresses of a Redis, or of some nodes of a Redis Cluster.

use std::str::FromStr;

use redis::{ConnectionInfo, IntoConnectionInfo};

const CLUSTER: &str = "redis+cluster://";

#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    /// At least one. Of a cluster any nodes will do: they name the others.
    pub(super) seeds: Vec<ConnectionInfo>,
    pub(super) is_cluster: bool,
}

impl FromStr for Target {
    type Err = String;

    /// `redis+cluster://[user:password@]h1:p1,h2:p2`: the credentials are those of every node.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(nodes) = text.strip_prefix(CLUSTER) else {
            return Ok(Self { seeds: vec![seed(text)?], is_cluster: false });
        };
        let (credentials, nodes) = match nodes.rsplit_once('@') {
            Some((credentials, nodes)) => (format!("{credentials}@"), nodes),
            None => (String::new(), nodes),
        };
        let nodes = nodes.trim_end_matches('/').split(',');
        let seeds =
            nodes.map(|node| seed(&format!("redis://{credentials}{node}"))).collect::<Result<_, _>>()?;
        Ok(Self { seeds, is_cluster: true })
    }
}

fn seed(url: &str) -> Result<ConnectionInfo, String> {
    // The reason may repeat the address, which may carry a password.
    let wrong = "an address is redis://host:port, rediss://host:port or redis+cluster://host:port,host:port";
    let info = url.into_connection_info().map_err(|_| wrong.to_owned())?;
    if info.addr().to_string().starts_with(':') {
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
    fn small_writes_are_not_held_back() {
        let target: Target = "redis://a:1".parse().unwrap();
        assert!(target.seeds.iter().all(|seed| seed.tcp_settings().nodelay()));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["", "redis", "http://a:1", "redis+cluster://", "redis+cluster://a:x"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong:?} passed");
        }
    }
}
