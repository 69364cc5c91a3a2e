//! Six Redis nodes as a cluster: three that share the slots, each with a replica.

use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail, ensure};

use crate::redis::{credentials, secure_client};
use crate::{Redis, Tls};

const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS_MAX: u32 = 600;
const NODE: [&str; 4] = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];

#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Redis>,
    /// How `redis-cli` talks to them.
    client: Vec<String>,
    /// Before the addresses in the URL.
    scheme: String,
}

impl RedisCluster {
    pub fn start() -> anyhow::Result<Self> {
        let nodes = (0..6).map(|_| Redis::start_with(&NODE));
        Self::of(nodes.collect::<anyhow::Result<_>>()?, Vec::new(), "redis+cluster://".to_owned())
    }

    /// Its nodes speak TLS alone, with clients and among each other, and ask for a password.
    pub fn start_secure(tls: &Tls) -> anyhow::Result<Self> {
        let among_nodes = [&NODE[..], &["--tls-cluster", "yes", "--tls-replication", "yes"]].concat();
        let nodes = (0..6).map(|_| Redis::start_secure_with(tls, &among_nodes));
        let scheme = format!("rediss+cluster://{}", credentials());
        Self::of(nodes.collect::<anyhow::Result<_>>()?, secure_client(tls), scheme)
    }

    fn of(nodes: Vec<Redis>, client: Vec<String>, scheme: String) -> anyhow::Result<Self> {
        let cluster = Self { nodes, client, scheme };
        let addresses: Vec<String> =
            cluster.nodes.iter().map(|node| format!("127.0.0.1:{}", node.address().port)).collect();
        let mut create = vec!["--cluster", "create"];
        create.extend(addresses.iter().map(String::as_str));
        create.extend(["--cluster-replicas", "1", "--cluster-yes"]);
        cluster.cli(&create)?;
        cluster.await_ready()?;
        Ok(cluster)
    }

    /// With all nodes.
    #[must_use]
    pub fn url(&self) -> String {
        let nodes: Vec<String> =
            self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.address().port)).collect();
        format!("{}{}", self.scheme, nodes.join(","))
    }

    pub fn nodes(&mut self) -> &mut [Redis] {
        &mut self.nodes
    }

    /// Which node serves this key, as the first one knows it.
    pub fn primary_of(&self, key: &str) -> anyhow::Result<usize> {
        let first = self.nodes.first().context("a cluster has nodes")?.address();
        let slot: u16 = first.run(&["CLUSTER", "KEYSLOT", key])?.parse()?;
        let known = first.run(&["CLUSTER", "NODES"])?;
        let port = primary_in(&known, slot).with_context(|| format!("slot {slot} is not served: {known}"))?;
        let found = self.nodes.iter().position(|node| node.address().port == port);
        found.with_context(|| format!("port {port} is none of ours"))
    }

    /// Every node knows that all slots are served, every primary has its replica (when the first one joins, its replication id changes), and
    /// every replica its primary.
    pub fn await_ready(&self) -> anyhow::Result<()> {
        for node in &self.nodes {
            let port = node.address().port.to_string();
            let mut looks = 0;
            while !self.is_ready(&port)? {
                looks += 1;
                if looks > LOOKS_MAX {
                    bail!("the cluster does not come up");
                }
                sleep(LOOK_EVERY);
            }
        }
        Ok(())
    }

    fn is_ready(&self, port: &str) -> anyhow::Result<bool> {
        let cluster = self.cli(&["-p", port, "cluster", "info"])?;
        let replication = self.cli(&["-p", port, "info", "replication"])?;
        let is_alone = replication.contains("role:master") && replication.contains("connected_slaves:0");
        let is_behind = replication.contains("master_link_status:down");
        Ok(cluster.contains("cluster_state:ok") && !is_alone && !is_behind)
    }

    fn cli(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new("redis-cli").args(&self.client).args(arguments).output();
        let output = output.context("cannot start redis-cli")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "redis-cli {}: {said}", arguments.join(" "));
        Ok(said)
    }
}

/// The port of the one that serves a slot, in `CLUSTER NODES`: id, address, flags, primary, ping, pong, epoch, state, slots...
fn primary_in(nodes: &str, slot: u16) -> Option<u16> {
    let serves = |line: &&str| {
        line.split(' ').skip(8).any(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let numbers = first.parse::<u16>().ok().zip(last.parse::<u16>().ok());
            numbers.is_some_and(|(first, last)| (first..=last).contains(&slot))
        })
    };
    let address = nodes.lines().find(serves)?.split(' ').nth(1)?;
    address.split([':', '@']).nth(1)?.parse().ok()
}
