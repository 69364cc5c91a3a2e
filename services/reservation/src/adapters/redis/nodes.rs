//! Which Redis process has which slot: always the same one, or, in a cluster, the one that the others name.

use std::collections::HashMap;
use std::sync::Arc;

use lifecycle::Tasks;
use parking_lot::RwLock;
use redis::{ConnectionAddr, ConnectionInfo, RedisError, Value};

use super::link::{Link, Node};
use super::target::Target;

pub(super) struct Nodes {
    target: Target,
    tasks: Tasks,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    /// By address.
    nodes: HashMap<String, Arc<Node>>,
    /// First and last slot, and who has them. Empty: nobody has been asked yet, or the answer has turned out to be wrong.
    slots: Vec<(u16, u16, Arc<Node>)>,
}

impl Nodes {
    pub(super) fn of(target: Target, tasks: Tasks) -> Self {
        let mut known = Known::default();
        if !target.is_cluster
            && let Some(seed) = target.seeds.first()
        {
            known.slots = vec![(0, u16::MAX, Node::at(seed.clone()))];
        }
        Self { target, tasks, known: RwLock::new(known) }
    }

    pub(super) async fn link(&self, slot: u16) -> Result<(Arc<Node>, Arc<Link>), RedisError> {
        let node = match self.owner(slot) {
            Some(node) => node,
            None => {
                self.ask_for_slots().await?;
                self.owner(slot).ok_or_else(|| {
                    RedisError::from((redis::ErrorKind::ClusterConnectionNotFound, "no node has this slot"))
                })?
            }
        };
        match node.link(&self.tasks).await {
            Ok(link) => Ok((node, link)),
            Err(error) => {
                self.distrust();
                Err(error)
            }
        }
    }

    /// Who has a slot may have changed.
    pub(super) fn distrust(&self) {
        if self.target.is_cluster {
            self.known.write().slots.clear();
        }
    }

    fn owner(&self, slot: u16) -> Option<Arc<Node>> {
        let known = self.known.read();
        let owner = known.slots.iter().find(|(first, last, _)| (*first..=*last).contains(&slot));
        owner.map(|(_, _, node)| node.clone())
    }

    /// Any node knows; one that does not answer is passed over.
    async fn ask_for_slots(&self) -> Result<(), RedisError> {
        let mut failure = RedisError::from((redis::ErrorKind::ClusterConnectionNotFound, "no node is known"));
        for info in self.whom_to_ask() {
            let node = self.node(&info);
            let answer = async {
                let link = node.link(&self.tasks).await?;
                let answer = link.ask(redis::cmd("CLUSTER").arg("SLOTS")).await;
                if answer.is_err() {
                    node.discard(&link);
                }
                answer
            };
            match answer.await {
                Ok(answer) => {
                    let slots = self.read_slots(&answer, &info);
                    self.known.write().slots = slots;
                    return Ok(());
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The seeds, and then whoever has been heard of since.
    fn whom_to_ask(&self) -> Vec<ConnectionInfo> {
        let mut infos = self.target.seeds.clone();
        let known = self.known.read();
        infos.extend(known.nodes.values().map(|node| node.info().clone()));
        infos
    }

    fn node(&self, info: &ConnectionInfo) -> Arc<Node> {
        let mut known = self.known.write();
        let node = known.nodes.entry(info.addr().to_string()).or_insert_with(|| Node::at(info.clone()));
        node.clone()
    }

    /// `[[first, last, [host, port, ...], replicas...], ...]`; a node that does not know its own host leaves it empty.
    fn read_slots(&self, answer: &Value, asked: &ConnectionInfo) -> Vec<(u16, u16, Arc<Node>)> {
        let Value::Array(ranges) = answer else { return Vec::new() };
        let read = |range: &Value| {
            let Value::Array(range) = range else { return None };
            let [Value::Int(first), Value::Int(last), Value::Array(primary), ..] = range.as_slice() else {
                return None;
            };
            let [Value::BulkString(host), Value::Int(port), ..] = primary.as_slice() else { return None };
            let host = std::str::from_utf8(host).ok()?;
            let info = relocated(asked, host, u16::try_from(*port).ok()?);
            Some((u16::try_from(*first).ok()?, u16::try_from(*last).ok()?, self.node(&info)))
        };
        ranges.iter().filter_map(read).collect()
    }
}

/// The same kind of connection to another address.
fn relocated(info: &ConnectionInfo, host: &str, port: u16) -> ConnectionInfo {
    let mut addr = info.addr().clone();
    if let ConnectionAddr::Tcp(own, own_port) | ConnectionAddr::TcpTls { host: own, port: own_port, .. } =
        &mut addr
    {
        *own_port = port;
        if !host.is_empty() {
            host.clone_into(own);
        }
    }
    info.clone().set_addr(addr)
}
