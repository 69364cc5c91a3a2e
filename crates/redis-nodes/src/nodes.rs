//! Which Redis process serves which slot: always the same one, or in a cluster the one that its nodes name.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use lifecycle::Tasks;
use parking_lot::RwLock;
use primitives::EngineRefusal;
use redis::{ConnectionAddr, ConnectionInfo, ErrorKind, RedisError, Value};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::access;
use crate::config::NodesConfig;
use crate::login::Login;
use crate::node::{Node, NodeConnection, NodeLimits};
use crate::target::Target;

/// While the node of a slot cannot be reached, the others are asked for its successor this often.
const SUCCESSOR_EVERY: Duration = Duration::from_millis(100);

pub struct Nodes {
    pub(crate) timeout: Duration,
    target: Target,
    login: Login,
    tasks: Tasks,
    limits: NodeLimits,
    known: RwLock<Known>,
    /// Held by the caller that reads the slots; when they were last read.
    reading: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Known {
    /// By address.
    nodes: HashMap<String, Arc<Node>>,
    /// First and last slot, and the node that serves them. Empty: not read yet.
    slots: Vec<(u16, u16, Arc<Node>)>,
}

impl Nodes {
    /// Connections are opened on first use, by `tasks`, and end with their runtime.
    #[must_use]
    pub fn of(config: &NodesConfig, tasks: Tasks) -> Self {
        let (target, login) = (config.target.expose().clone(), config.login.clone());
        let limits = NodeLimits { connect_wait: config.timeout / 2, calls_max: config.calls_max };
        let mut known = Known::default();
        if !target.is_cluster
            && let Some(seed) = target.seeds.first()
        {
            known.slots = vec![(0, u16::MAX, Node::at(seed.clone(), &limits, login.clone()))];
        }
        Self {
            timeout: config.timeout,
            target,
            login,
            tasks,
            limits,
            known: RwLock::new(known),
            reading: Mutex::default(),
        }
    }

    pub(crate) async fn connection(&self, slot: u16) -> Result<(Arc<Node>, Arc<NodeConnection>), RedisError> {
        let node = match self.owner(slot) {
            Some(node) => node,
            None => {
                self.read_slots(Instant::now(), None).await?;
                self.owner(slot).ok_or_else(|| {
                    RedisError::from((ErrorKind::ClusterConnectionNotFound, "no node has this slot"))
                })?
            }
        };
        let error = match node.connection(&self.tasks).await {
            Ok(connection) => return Ok((node, connection)),
            Err(error) => error,
        };
        let Some(successor) = self.successor(slot, &node).await else { return Err(error) };
        let connection = successor.connection(&self.tasks).await?;
        Ok((successor, connection))
    }

    /// What the others say about the slot of a node that cannot be reached.
    async fn successor(&self, slot: u16, lost: &Arc<Node>) -> Option<Arc<Node>> {
        let now = Instant::now();
        let since = now.checked_sub(SUCCESSOR_EVERY).unwrap_or(now);
        self.read_slots(since, Some(lost)).await.ok()?;
        self.owner(slot).filter(|owner| !Arc::ptr_eq(owner, lost))
    }

    /// This node does not serve the slots that it was said to serve: the next call needs them as they are now.
    pub(crate) async fn has_moved(&self, node: &Arc<Node>) {
        // Without an answer the next call fails as this one did, and reads again.
        let _ = self.read_slots(Instant::now(), Some(node)).await;
    }

    #[must_use]
    pub fn owner(&self, slot: u16) -> Option<Arc<Node>> {
        let known = self.known.read();
        let owner = known.slots.iter().find(|(first, last, _)| (*first..=*last).contains(&slot));
        owner.map(|(_, _, node)| node.clone())
    }

    /// The nodes that serve slots, each once and with one of its slots.
    #[must_use]
    pub fn primaries(&self) -> Vec<(u16, Arc<Node>)> {
        let mut primaries: Vec<(u16, Arc<Node>)> = Vec::new();
        for (slot, _, node) in &self.known.read().slots {
            if !primaries.iter().any(|(_, known)| Arc::ptr_eq(known, node)) {
                primaries.push((*slot, node.clone()));
            }
        }
        primaries
    }

    /// For the start: an error where a node answers and does not accept this process, or the other way round. A node that does not answer is
    /// waited for later.
    pub async fn check_access(&self) -> Result<(), EngineRefusal> {
        let seeds = self.target.seeds.iter();
        let mut opened: FuturesUnordered<_> = seeds
            .map(|seed| async move { (seed, NodeConnection::open(seed.clone(), &self.login).await) })
            .collect();
        while let Some((seed, opened)) = opened.next().await {
            match opened.map_err(|error| access::refusal(seed, &error)) {
                Ok(_) => return Ok(()),
                Err(Some(refusal)) if !refusal.check.may_pass_later() => return Err(refusal),
                Err(_) => {}
            }
        }
        Ok(())
    }

    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Unless another caller has read them since that moment. All nodes are asked but the one at fault.
    async fn read_slots(&self, since: Instant, at_fault: Option<&Arc<Node>>) -> Result<(), RedisError> {
        let mut read_at = self.reading.lock().await;
        if !self.target.is_cluster || read_at.is_some_and(|at| at >= since) {
            return Ok(());
        }
        *read_at = Some(Instant::now());
        let mut asked = self.seeds_and_known();
        asked.retain(|node| at_fault.is_none_or(|at_fault| !Arc::ptr_eq(node, at_fault)));
        let mut answers: FuturesUnordered<_> =
            asked.into_iter().map(|node| async { (self.slots_of(&node).await, node) }).collect();
        let mut failure = RedisError::from((ErrorKind::ClusterConnectionNotFound, "no node is known"));
        while let Some((answer, node)) = answers.next().await {
            match answer {
                Ok(answer) if self.remember(&answer, &node.info) => return Ok(()),
                Ok(_) => {}
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// All nodes are asked at once, and the first answer counts.
    async fn slots_of(&self, node: &Arc<Node>) -> Result<Value, RedisError> {
        let connection = node.connection(&self.tasks).await?;
        let mut slots = redis::cmd("CLUSTER");
        let answer = timeout(self.limits.connect_wait, connection.send(slots.arg("SLOTS"))).await;
        let answer = answer.unwrap_or_else(|_| Err(RedisError::from((ErrorKind::Io, "the node is silent"))));
        if answer.is_err() {
            node.discard(&connection);
        }
        answer
    }

    fn seeds_and_known(&self) -> Vec<Arc<Node>> {
        let mut known = self.known.write();
        for seed in &self.target.seeds {
            self.node(&mut known, seed);
        }
        known.nodes.values().cloned().collect()
    }

    /// `[[first, last, [host, port, ...], replicas...], ...]`; a node that does not know its own host leaves it empty. False: it knows of no slots.
    fn remember(&self, answer: &Value, answered: &ConnectionInfo) -> bool {
        let Value::Array(ranges) = answer else { return false };
        let mut known = self.known.write();
        let mut slots = Vec::with_capacity(ranges.len());
        for range in ranges {
            if let Some((first, last, info)) = read_range(range, answered) {
                slots.push((first, last, self.node(&mut known, &info)));
            }
        }
        if slots.is_empty() {
            return false;
        }
        known.slots = slots;
        let Known { nodes, slots } = &mut *known;
        let is_seed =
            |address: &String| self.target.seeds.iter().any(|seed| seed.addr().to_string() == *address);
        nodes.retain(|address, node| {
            is_seed(address) || slots.iter().any(|(_, _, owner)| Arc::ptr_eq(owner, node))
        });
        true
    }

    fn node(&self, known: &mut Known, info: &ConnectionInfo) -> Arc<Node> {
        let node = known.nodes.entry(info.addr().to_string());
        node.or_insert_with(|| Node::at(info.clone(), &self.limits, self.login.clone())).clone()
    }
}

fn read_range(range: &Value, answered: &ConnectionInfo) -> Option<(u16, u16, ConnectionInfo)> {
    let Value::Array(range) = range else { return None };
    let [Value::Int(first), Value::Int(last), Value::Array(primary), ..] = range.as_slice() else {
        return None;
    };
    let [Value::BulkString(host), Value::Int(port), ..] = primary.as_slice() else { return None };
    let host = std::str::from_utf8(host).ok()?;
    let info = relocated(answered, host, u16::try_from(*port).ok()?);
    Some((u16::try_from(*first).ok()?, u16::try_from(*last).ok()?, info))
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
