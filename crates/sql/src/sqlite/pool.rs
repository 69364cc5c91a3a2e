//! Connections to one file, lent out in the order of requests: the only one that writes, or a few that only read.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::{Idle, Live, SqliteConnection};
use crate::error::DbError;

/// How long a caller waits for a connection, and the end for those that are lent out.
const LEND_WITHIN: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct Pool {
    idle: Idle,
    permits: Arc<Semaphore>,
    size: u32,
    /// What to answer when none is free in time.
    busy: &'static str,
}

impl Pool {
    pub(super) fn new(connections: Vec<sqlx::SqliteConnection>, busy: &'static str) -> Self {
        let idle: Vec<Live> = connections.into_iter().map(Live::new).collect();
        let (permits, size) = (Arc::new(Semaphore::new(idle.len())), idle.len());
        Self {
            idle: Arc::new(Mutex::new(idle)),
            permits,
            size: u32::try_from(size).unwrap_or(u32::MAX),
            busy,
        }
    }

    pub(super) async fn lend(&self) -> Result<SqliteConnection, DbError> {
        let permit = timeout(LEND_WITHIN, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| DbError::unavailable(self.busy))?
            .map_err(|_| DbError::unavailable("the database is closed"))?;
        let live = self.idle.lock().pop().ok_or_else(|| DbError::unavailable(self.busy))?;
        Ok(SqliteConnection::new(live, Arc::clone(&self.idle), permit))
    }

    /// Waits until all connections are back, and lends none any more.
    pub(super) async fn drain(&self) -> Result<(), DbError> {
        let all = timeout(LEND_WITHIN, self.permits.acquire_many(self.size))
            .await
            .map_err(|_| DbError::unavailable(self.busy))?;
        self.permits.close();
        drop(all);
        Ok(())
    }

    /// One that is in use for longer is closed with the pool.
    pub(super) async fn close(&self) -> Result<(), DbError> {
        let _ = self.drain().await;
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle.lock());
        for live in idle {
            live.close().await?;
        }
        Ok(())
    }
}
