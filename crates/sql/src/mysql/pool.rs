//! The connections to one database on a server: few, kept open, and pinged before they are trusted.
//!
//! Our own and not SQLx's, which pings every connection that comes back, and cannot recognize one that was left in the middle of a statement.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::access;
use super::config::ServerConfig;
use super::connection::MySqlConnection;
use super::idle::IdleConnections;
use crate::error::DbError;

const RETRY_AFTER: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Pool {
    idle: Arc<IdleConnections>,
    permits: Arc<Semaphore>,
}

impl Pool {
    pub(super) fn new(config: &ServerConfig) -> Self {
        let permits = Arc::new(Semaphore::new(config.limits.connections as usize));
        Self { idle: Arc::new(IdleConnections::new(config.clone())), permits }
    }

    fn config(&self) -> &ServerConfig {
        &self.idle.config
    }

    pub(super) async fn lend(&self) -> Result<MySqlConnection, DbError> {
        let deadline = Instant::now() + self.config().limits.acquire_within;
        let permit = timeout_at(deadline, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| DbError::unavailable("all connections to the database server are in use"))?
            .map_err(|_| DbError::unavailable("the database is closed"))?;
        let live = timeout_at(deadline, self.idle.take())
            .await
            .map_err(|_| DbError::unavailable("no connection to the database server in time"))??;
        Ok(MySqlConnection::new(live, Arc::clone(&self.idle), permit))
    }

    /// For the start of the process, when the server may still be starting too. A server that refuses this process is not waited for.
    pub(super) async fn lend_at_start(&self) -> Result<MySqlConnection, DbError> {
        let deadline = Instant::now() + self.config().limits.start_within;
        let mut is_logged = false;
        loop {
            match self.lend().await {
                Err(error @ DbError::Unavailable(_))
                    if Instant::now() + RETRY_AFTER < deadline && !access::is_final(&error) =>
                {
                    if !is_logged {
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(server = ?self.config(), error, "waiting for the database server");
                        is_logged = true;
                    }
                    sleep(RETRY_AFTER).await;
                }
                lent => return lent,
            }
        }
    }

    /// Waits for those that are lent out, and closes them all.
    pub(super) async fn close(&self) -> Result<(), DbError> {
        let all = self.permits.acquire_many(self.config().limits.connections);
        let all = timeout(self.config().limits.acquire_within, all).await;
        self.permits.close();
        drop(all);
        self.idle.close_all().await;
        Ok(())
    }
}
