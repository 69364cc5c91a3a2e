//! A Redis process by its address, and the connection to it.
//!
//! A server that is gone is silent more often than it refuses. So it is connected to in the background, and callers wait for that only at
//! first: while a server cannot be reached, every call to it fails at once, and delays no call to another one.
//!
//! A connection is never repaired. Behind a new one there may be another process with other data: a restarted one, or a replica that
//! was promoted. So the run id is read before a connection is used, and every script gets it as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::EngineRefusal;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, ErrorKind, RedisError, Value};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout_at};

use crate::access;
use crate::login::Login;

/// After a failure no caller connects again for so long.
const RECONNECT_PAUSE: Duration = Duration::from_millis(50);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How many commands may wait to be written: more than the number of calls in flight.
const PIPELINE_BUFFER: usize = 4_096;

/// Of each node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeLimits {
    /// How long callers wait for a connection, and for the slots of a node. Less than a call may take, so that another node can still be asked.
    pub(crate) connect_wait: Duration,
    /// How many calls may be in flight to it.
    pub(crate) calls_max: usize,
}

/// Connected on first use.
pub struct Node {
    pub(crate) info: ConnectionInfo,
    login: Login,
    /// How long callers wait for a connection. It goes on being opened behind them.
    connect_wait: Duration,
    /// How many calls may be in flight to this server.
    pub(crate) in_flight: Semaphore,
    /// How full its memory was when that was last read, in thousandths of its limit.
    memory: AtomicU32,
    link: Mutex<Link>,
}

/// To one process, from its opening to its loss.
pub struct NodeConnection {
    multiplexed: MultiplexedConnection,
    pub run_id: String,
}

#[derive(Default)]
struct Link {
    connection: Option<Arc<NodeConnection>>,
    attempt: Option<Attempt>,
    /// Logged, until a connection has been opened again.
    refusal: Option<EngineRefusal>,
    /// Until a connection has been opened again.
    failure: Option<(Instant, RedisError)>,
}

impl Link {
    /// An operator has to mend it, so it is said once, and again when it is another one.
    fn note_refusal(&mut self, refusal: Option<EngineRefusal>) {
        if let Some(refusal) = refusal
            && self.refusal.as_ref() != Some(&refusal)
        {
            tracing::error!(error = &refusal as &dyn std::error::Error, "redis cannot be used");
            self.refusal = Some(refusal);
        }
    }
}

enum Found {
    Connected(Arc<NodeConnection>),
    Connecting(Attempt),
}

#[derive(Clone)]
struct Attempt {
    wait_until: Instant,
    /// Closed at its end.
    ended: watch::Receiver<()>,
}

impl Node {
    pub(crate) fn at(info: ConnectionInfo, limits: &NodeLimits, login: Login) -> Arc<Self> {
        let (connect_wait, in_flight) = (limits.connect_wait, Semaphore::new(limits.calls_max));
        let (memory, link) = (AtomicU32::default(), Mutex::default());
        Arc::new(Self { info, login, connect_wait, in_flight, memory, link })
    }

    pub async fn connection(self: &Arc<Self>, tasks: &Tasks) -> Result<Arc<NodeConnection>, RedisError> {
        let mut attempt = match self.look(tasks)? {
            Found::Connected(connection) => return Ok(connection),
            Found::Connecting(attempt) => attempt,
        };
        let _ = timeout_at(attempt.wait_until, attempt.ended.changed()).await;
        let link = self.link.lock();
        match (&link.connection, &link.failure) {
            (Some(connection), _) => Ok(connection.clone()),
            (None, Some((_, error))) => Err(error.clone()),
            (None, None) => Err(silent()),
        }
    }

    /// Begins an attempt where none is under way. It is worth waiting for, unless it takes long already or the one before has failed.
    fn look(self: &Arc<Self>, tasks: &Tasks) -> Result<Found, RedisError> {
        let mut link = self.link.lock();
        if let Some(connection) = &link.connection {
            return Ok(Found::Connected(connection.clone()));
        }
        let failure = link.failure.clone();
        let is_paused = failure.as_ref().is_some_and(|(at, _)| at.elapsed() < RECONNECT_PAUSE);
        if link.attempt.is_none() && !is_paused {
            link.attempt = Some(self.attempt(tasks));
        }
        match (failure, &link.attempt) {
            (Some((_, error)), _) => Err(error),
            (None, Some(attempt)) if attempt.wait_until > Instant::now() => {
                Ok(Found::Connecting(attempt.clone()))
            }
            (None, _) => Err(silent()),
        }
    }

    /// No caller owns it: each may give up, and the runtime of each may end before the connection does.
    fn attempt(self: &Arc<Self>, tasks: &Tasks) -> Attempt {
        let (end, ended) = watch::channel(());
        let node = self.clone();
        tasks.spawn_for_many(async move {
            let opened = NodeConnection::open(node.info.clone(), &node.login).await;
            let mut link = node.link.lock();
            link.attempt = None;
            match opened {
                Ok(connection) => {
                    link.connection = Some(Arc::new(connection));
                    (link.failure, link.refusal) = (None, None);
                }
                Err(error) => {
                    link.note_refusal(access::refusal(&node.info, &error));
                    link.failure = Some((Instant::now(), error));
                }
            }
            drop(end);
        });
        Attempt { wait_until: Instant::now() + self.connect_wait, ended }
    }

    /// Drops this connection, unless another caller has already replaced it.
    pub(crate) fn discard(&self, connection: &Arc<NodeConnection>) {
        let mut link = self.link.lock();
        if link.connection.as_ref().is_some_and(|present| Arc::ptr_eq(present, connection)) {
            link.connection = None;
        }
    }

    pub fn set_memory(&self, thousandths: u32) {
        self.memory.store(thousandths, Ordering::Relaxed);
    }

    #[must_use]
    pub fn memory(&self) -> u32 {
        self.memory.load(Ordering::Relaxed)
    }
}

impl NodeConnection {
    pub(crate) async fn open(info: ConnectionInfo, login: &Login) -> Result<Self, RedisError> {
        // Each call has a timeout of its own, which is shorter.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(CONNECT_TIMEOUT))
            .set_pipeline_buffer_size(PIPELINE_BUFFER);
        let (info, config) = login.apply(info, config);
        let client = Client::open(info)?;
        let mut multiplexed = client.get_multiplexed_async_connection_with_config(&config).await?;
        let server: String = redis::cmd("INFO").arg("server").query_async(&mut multiplexed).await?;
        let run_id = info_field(&server, "run_id").map(str::to_owned).ok_or_else(|| {
            RedisError::from((redis::ErrorKind::UnexpectedReturnType, "the server does not say its run id"))
        })?;
        Ok(Self { multiplexed, run_id })
    }

    pub async fn send(&self, command: &redis::Cmd) -> Result<Value, RedisError> {
        command.query_async(&mut self.multiplexed.clone()).await
    }

    pub async fn send_all(&self, commands: &redis::Pipeline) -> Result<Vec<Value>, RedisError> {
        commands.query_async(&mut self.multiplexed.clone()).await
    }
}

/// A field of the answer to `INFO`.
#[must_use]
pub fn info_field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
}

fn silent() -> RedisError {
    RedisError::from((ErrorKind::Io, "the server does not accept a connection"))
}
