//! One connection to one Redis process.
//!
//! A connection is never repaired. Behind a new one there may be another process with other data: a restarted one, or a replica that
//! was promoted. So the run id is read before a connection is used, and every script gets it as an argument.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, RedisError, Value};

use super::login::Login;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How many commands may wait to be written: more than the number of calls in flight.
const PIPELINE_BUFFER: usize = 4_096;

pub(super) struct Connection {
    multiplexed: MultiplexedConnection,
    pub(super) run_id: String,
}

impl Connection {
    pub(super) async fn open(info: ConnectionInfo, login: &Login) -> Result<Self, RedisError> {
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

    pub(super) async fn send(&self, command: &redis::Cmd) -> Result<Value, RedisError> {
        command.query_async(&mut self.multiplexed.clone()).await
    }

    pub(super) async fn send_all(&self, commands: &redis::Pipeline) -> Result<Vec<Value>, RedisError> {
        commands.query_async(&mut self.multiplexed.clone()).await
    }
}

/// A field of the answer to `INFO`.
pub(super) fn info_field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
}
