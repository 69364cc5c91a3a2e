//! The Redis that has the seats: one server, or a cluster of six.

use ::engines::{Child, Redis, RedisAddress, RedisCluster};

#[derive(Debug)]
pub enum SeatServers {
    One(Redis),
    Six(RedisCluster),
}

impl SeatServers {
    #[must_use]
    pub fn one() -> Self {
        Self::One(Redis::start().unwrap_or_else(|error| panic!("no Redis: {error:#}")))
    }

    #[must_use]
    pub fn cluster_of_six() -> Self {
        Self::Six(RedisCluster::start().unwrap_or_else(|error| panic!("no Redis Cluster: {error:#}")))
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::One(redis) => redis.url(),
            Self::Six(cluster) => cluster.url(),
        }
    }

    /// One of the servers of `process`: the one that has this key now. All of them have to be well.
    #[must_use]
    pub fn primary_of(&self, key: &str) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Six(cluster) => cluster.primary_of(key).unwrap_or_else(|error| panic!("{error:#}")),
        }
    }

    pub fn process(&mut self, server: usize) -> &mut Child {
        self.server(server).process()
    }

    /// One command on every server that is a primary.
    pub fn run_on_primaries(&mut self, command: &[&str]) {
        for address in self.addresses() {
            let run = |command: &[&str]| {
                address.run(command).unwrap_or_else(|error| panic!("{command:?}: {error:#}"))
            };
            if run(&["ROLE"]).starts_with("master") {
                assert_eq!(run(command), "OK", "{command:?}");
            }
        }
    }

    /// Waits until they agree who serves what, and every replica has followed its primary.
    pub fn await_ready(&self) {
        if let Self::Six(cluster) = self {
            cluster.await_ready().unwrap_or_else(|error| panic!("{error:#}"));
        }
    }

    #[must_use]
    pub fn is_cluster(&self) -> bool {
        matches!(self, Self::Six(_))
    }

    /// Where the one with this key listens.
    pub fn address(&mut self, server: usize) -> RedisAddress {
        self.server(server).address()
    }

    fn addresses(&mut self) -> Vec<RedisAddress> {
        match self {
            Self::One(redis) => vec![redis.address()],
            Self::Six(cluster) => cluster.nodes().iter().map(Redis::address).collect(),
        }
    }

    fn server(&mut self, server: usize) -> &mut Redis {
        match self {
            Self::One(redis) => redis,
            Self::Six(cluster) => {
                let nodes = cluster.nodes();
                nodes.get_mut(server).unwrap_or_else(|| panic!("no server {server}"))
            }
        }
    }
}
