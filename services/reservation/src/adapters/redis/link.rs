//! One connection to one Redis process, and which process that is.
//!
//! A connection is never mended. Behind a new one there may be another process with other data: a restarted one, or a replica that
//! was promoted. So the run id is read before the connection is used, and every script is told it.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::RwLock;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, RedisError, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// After a failure nobody tries again for so long.
const BREATH: Duration = Duration::from_millis(50);
/// How many commands may wait to be written: beyond the number of calls at once.
const WRITES_WAITING: usize = 4_096;

pub(super) struct Link {
    connection: MultiplexedConnection,
    pub(super) run_id: String,
}

impl Link {
    async fn connect(info: ConnectionInfo) -> Result<Self, RedisError> {
        // Callers wait for an answer by a deadline of their own.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(CONNECT_WITHIN))
            .set_pipeline_buffer_size(WRITES_WAITING);
        let client = Client::open(info)?;
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        let about: String = redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
        let run_id = about.lines().find_map(|line| line.strip_prefix("run_id:"));
        let run_id = run_id.map(|id| id.trim().to_owned()).ok_or_else(|| {
            RedisError::from((redis::ErrorKind::UnexpectedReturnType, "the server does not say its run id"))
        })?;
        Ok(Self { connection, run_id })
    }

    pub(super) async fn ask(&self, command: &redis::Cmd) -> Result<Value, RedisError> {
        command.query_async(&mut self.connection.clone()).await
    }

    pub(super) async fn ask_all(&self, commands: &redis::Pipeline) -> Result<Vec<Value>, RedisError> {
        commands.query_async(&mut self.connection.clone()).await
    }
}

/// A Redis process by its address, connected when somebody needs it.
pub(super) struct Node {
    info: ConnectionInfo,
    link: RwLock<Option<Arc<Link>>>,
    /// Held by the one who connects; when that failed last.
    connecting: Mutex<Option<Instant>>,
}

impl Node {
    pub(super) fn at(info: ConnectionInfo) -> Arc<Self> {
        Arc::new(Self { info, link: RwLock::default(), connecting: Mutex::default() })
    }

    pub(super) async fn link(self: &Arc<Self>, tasks: &Tasks) -> Result<Arc<Link>, RedisError> {
        if let Some(link) = self.present() {
            return Ok(link);
        }
        let mut failed_at = self.connecting.lock().await;
        if let Some(link) = self.present() {
            return Ok(link);
        }
        if failed_at.is_some_and(|at| at.elapsed() < BREATH) {
            return Err(RedisError::from((
                redis::ErrorKind::Io,
                "the server could not be reached a moment ago",
            )));
        }
        // Whoever asks may give up, and their runtime may end before the connection does.
        let (node, info) = (self.clone(), self.info.clone());
        let connecting = tasks.spawn(async move {
            let link = Arc::new(Link::connect(info).await?);
            *node.link.write() = Some(link.clone());
            Ok(link)
        });
        let connected = connecting.await.unwrap_or_else(|_| {
            Err(RedisError::from((redis::ErrorKind::Io, "the connection was given up while it was made")))
        });
        *failed_at = connected.is_err().then(Instant::now);
        connected
    }

    /// Nobody uses this link any more, unless somebody else has replaced it.
    pub(super) fn discard(&self, link: &Arc<Link>) {
        let mut present = self.link.write();
        if present.as_ref().is_some_and(|present| Arc::ptr_eq(present, link)) {
            *present = None;
        }
    }

    pub(super) fn info(&self) -> &ConnectionInfo {
        &self.info
    }

    fn present(&self) -> Option<Arc<Link>> {
        self.link.read().clone()
    }
}
