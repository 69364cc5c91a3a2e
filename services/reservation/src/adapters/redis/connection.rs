//! Connections to Redis processes, and which process serves which slot: always the same one, or in a cluster the one that its nodes name.
//!
//! A connection is never repaired. Behind a new one there may be another process with other data: a restarted one, or a replica that
//! was promoted. So the run id is read before a connection is used, and every script gets it as an argument.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::RwLock;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, RedisError, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::config::Target;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// After a failure no caller connects again for so long.
const RECONNECT_PAUSE: Duration = Duration::from_millis(50);
/// How many commands may wait to be written: more than the number of calls in flight.
const PIPELINE_BUFFER: usize = 4_096;

/// One connection to one Redis process.
pub(super) struct Connection {
    multiplexed: MultiplexedConnection,
    pub(super) run_id: String,
}

impl Connection {
    async fn open(info: ConnectionInfo) -> Result<Self, RedisError> {
        // Each call has a timeout of its own, which is shorter.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(CONNECT_TIMEOUT))
            .set_pipeline_buffer_size(PIPELINE_BUFFER);
        let client = Client::open(info)?;
        let mut multiplexed = client.get_multiplexed_async_connection_with_config(&config).await?;
        let server: String = redis::cmd("INFO").arg("server").query_async(&mut multiplexed).await?;
        let run_id = server.lines().find_map(|line| line.strip_prefix("run_id:"));
        let run_id = run_id.map(|id| id.trim().to_owned()).ok_or_else(|| {
            RedisError::from((redis::ErrorKind::UnexpectedReturnType, "the server does not say its run id"))
        })?;
        Ok(Self { multiplexed, run_id })
    }

    pub(super) async fn send(&self, command: &redis::Cmd) -> Result<Value, RedisError> {
        command.query_async(&mut self.multiplexed.clone()).await
    }

    pub(super) async fn send_all(&self, commands: &redis::Pipeline) -> Result<Vec<Value>, RedisError> {
        commands.query_async(&mut self.multiplexed.clone()).await
    }
}

/// A Redis process by its address. Connected on first use.
pub(super) struct Node {
    info: ConnectionInfo,
    connection: RwLock<Option<Arc<Connection>>>,
    /// Held by the caller that connects; the time of the last failure.
    connecting: Mutex<Option<Instant>>,
}

impl Node {
    fn at(info: ConnectionInfo) -> Arc<Self> {
        Arc::new(Self { info, connection: RwLock::default(), connecting: Mutex::default() })
    }

    async fn connection(self: &Arc<Self>, tasks: &Tasks) -> Result<Arc<Connection>, RedisError> {
        if let Some(connection) = self.present() {
            return Ok(connection);
        }
        let mut failed_at = self.connecting.lock().await;
        if let Some(connection) = self.present() {
            return Ok(connection);
        }
        if failed_at.is_some_and(|at| at.elapsed() < RECONNECT_PAUSE) {
            return Err(RedisError::from((
                redis::ErrorKind::Io,
                "the server could not be reached a moment ago",
            )));
        }
        // The caller may give up, and its runtime may end before the connection does.
        let (node, info) = (self.clone(), self.info.clone());
        let connecting = tasks.spawn(async move {
            let connection = Arc::new(Connection::open(info).await?);
            *node.connection.write() = Some(connection.clone());
            Ok(connection)
        });
        let connected = connecting.await.unwrap_or_else(|_| {
            Err(RedisError::from((redis::ErrorKind::Io, "the connection was aborted while it was opened")))
        });
        *failed_at = connected.is_err().then(Instant::now);
        connected
    }

    /// Drops this connection, unless another caller has already replaced it.
    fn discard(&self, connection: &Arc<Connection>) {
        let mut present = self.connection.write();
        if present.as_ref().is_some_and(|present| Arc::ptr_eq(present, connection)) {
            *present = None;
        }
    }

    fn present(&self) -> Option<Arc<Connection>> {
        self.connection.read().clone()
    }
}

pub(super) struct Nodes {
    target: Target,
    tasks: Tasks,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    /// By address.
    nodes: HashMap<String, Arc<Node>>,
    /// First and last slot, and the node that serves them. Empty: not queried yet, or the last answer has proved wrong.
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

    pub(super) async fn connection(&self, slot: u16) -> Result<(Arc<Node>, Arc<Connection>), RedisError> {
        let node = match self.owner(slot) {
            Some(node) => node,
            None => {
                self.query_slots().await?;
                self.owner(slot).ok_or_else(|| {
                    RedisError::from((redis::ErrorKind::ClusterConnectionNotFound, "no node has this slot"))
                })?
            }
        };
        match node.connection(&self.tasks).await {
            Ok(connection) => Ok((node, connection)),
            Err(error) => {
                self.invalidate_slots();
                Err(error)
            }
        }
    }

    /// The connection is broken, or the slot has moved: the next call connects again and queries the slots again.
    pub(super) fn discard(&self, node: &Node, connection: &Arc<Connection>) {
        node.discard(connection);
        self.invalidate_slots();
    }

    fn invalidate_slots(&self) {
        if self.target.is_cluster {
            self.known.write().slots.clear();
        }
    }

    fn owner(&self, slot: u16) -> Option<Arc<Node>> {
        let known = self.known.read();
        let owner = known.slots.iter().find(|(first, last, _)| (*first..=*last).contains(&slot));
        owner.map(|(_, _, node)| node.clone())
    }

    /// Any node knows the slots; one that does not answer is skipped. The seeds come first, then the nodes that were named since.
    async fn query_slots(&self) -> Result<(), RedisError> {
        let mut failure = RedisError::from((redis::ErrorKind::ClusterConnectionNotFound, "no node is known"));
        let mut candidates = self.target.seeds.clone();
        candidates.extend(self.known.read().nodes.values().map(|node| node.info.clone()));
        for info in candidates {
            let node = self.node(&info);
            let answer = async {
                let connection = node.connection(&self.tasks).await?;
                let answer = connection.send(redis::cmd("CLUSTER").arg("SLOTS")).await;
                if answer.is_err() {
                    node.discard(&connection);
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

    fn node(&self, info: &ConnectionInfo) -> Arc<Node> {
        let mut known = self.known.write();
        let node = known.nodes.entry(info.addr().to_string()).or_insert_with(|| Node::at(info.clone()));
        node.clone()
    }

    /// `[[first, last, [host, port, ...], replicas...], ...]`; a node that does not know its own host leaves it empty.
    fn read_slots(&self, answer: &Value, queried: &ConnectionInfo) -> Vec<(u16, u16, Arc<Node>)> {
        let Value::Array(ranges) = answer else { return Vec::new() };
        let read = |range: &Value| {
            let Value::Array(range) = range else { return None };
            let [Value::Int(first), Value::Int(last), Value::Array(primary), ..] = range.as_slice() else {
                return None;
            };
            let [Value::BulkString(host), Value::Int(port), ..] = primary.as_slice() else { return None };
            let host = std::str::from_utf8(host).ok()?;
            let info = relocated(queried, host, u16::try_from(*port).ok()?);
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
