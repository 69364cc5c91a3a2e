//! How a session with the server is opened, and set up before it is used.

use std::time::Duration;

use sqlx::{AssertSqlSafe, ConnectOptions, Executor, MySqlConnection};

use super::access::refusal;
use super::config::ServerConfig;
use super::error_class::db_error;
use crate::error::DbError;
use crate::statement::BYTES_MAX;

/// The server closes a connection that sends nothing for this long, and with it rolls back the transaction of a process that stands still:
/// its rows are free for others then. The pool gives up idle connections earlier.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The connection, and how long a statement may get of many rows.
pub(super) async fn open(config: &ServerConfig) -> Result<(MySqlConnection, usize), DbError> {
    let options = config.options();
    let open = async {
        let mut connection = options.connect().await?;
        let about = "SELECT VERSION(), CAST(@@max_allowed_packet AS SIGNED)";
        let (version, packet): (String, i64) = sqlx::query_as(about).fetch_one(&mut connection).await?;
        let is_mariadb = version.contains("MariaDB");
        connection.execute(AssertSqlSafe(settings(config, is_mariadb))).await?;
        Ok((connection, statement_bytes_max(packet)))
    };
    open.await.map_err(|error| match refusal(&options, &error) {
        Some(refusal) => DbError::unavailable(refusal),
        None => db_error(error),
    })
}

/// A message is a statement and what waited for it, which may be as long; and the rest is for what stands between the values.
fn statement_bytes_max(packet: i64) -> usize {
    usize::try_from(packet / 4).unwrap_or_default().min(BYTES_MAX)
}

/// A statement that the client has stopped waiting for must not go on for ever; only MariaDB can end writes too.
fn settings(config: &ServerConfig, is_mariadb: bool) -> String {
    let lock_seconds = config.limits.lock_within.as_secs().max(1);
    let answer_millis = config.limits.answer_within.as_millis().max(1);
    let deadline = if is_mariadb {
        format!("max_statement_time = {}", answer_millis as f64 / 1_000.0)
    } else {
        format!("max_execution_time = {answer_millis}")
    };
    format!(
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
         SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', \
         SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = {lock_seconds}, \
         SESSION wait_timeout = {}, SESSION {deadline}",
        IDLE_TIMEOUT.as_secs()
    )
}
