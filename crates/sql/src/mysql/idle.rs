//! The connections to the server that are not in use, and how new ones come to be.

use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use sqlx::{Connection as _, MySqlConnection};
use tokio::time::{Instant, timeout};

use super::config::ServerConfig;
use super::session::{self, IDLE_TIMEOUT};
use crate::error::DbError;

/// A connection that was used so recently is lent without a ping.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How long one may be idle: well before the server closes it.
const IDLE_MAX: Duration = Duration::from_secs(IDLE_TIMEOUT.as_secs() * 2 / 3);
const PING_WITHIN: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct IdleConnections {
    pub(super) config: ServerConfig,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The last one given back is the first to be lent, so that those beyond the need grow old.
    connections: Vec<Live>,
    /// A connection broke at this time: those that were used before may be broken too.
    broken_at: Option<Instant>,
}

#[derive(Debug)]
pub(super) struct Live {
    pub(super) connection: MySqlConnection,
    pub(super) statement_bytes_max: usize,
    opened_at: Instant,
    used_at: Instant,
}

impl IdleConnections {
    pub(super) fn new(config: ServerConfig) -> Self {
        Self { config, state: Mutex::default() }
    }

    /// One that is known to work, or a new one.
    pub(super) async fn take(&self) -> Result<Live, DbError> {
        loop {
            let (idle, broken_at) = {
                let mut state = self.state();
                (state.connections.pop(), state.broken_at)
            };
            let Some(mut live) = idle else { return self.open().await };
            let (age, idle_for) = (live.opened_at.elapsed(), live.used_at.elapsed());
            if age > self.config.limits.lifetime || idle_for > IDLE_MAX {
                continue;
            }
            let is_trusted = idle_for < TRUSTED_FOR && broken_at.is_none_or(|broken| broken < live.used_at);
            if is_trusted || matches!(timeout(PING_WITHIN, live.connection.ping()).await, Ok(Ok(()))) {
                return Ok(live);
            }
        }
    }

    async fn open(&self) -> Result<Live, DbError> {
        let opened = timeout(self.config.limits.connect_within, session::open(&self.config))
            .await
            .map_err(|_| DbError::unavailable("the database server took too long to take a connection"))??;
        let ((connection, statement_bytes_max), now) = (opened, Instant::now());
        Ok(Live { connection, statement_bytes_max, opened_at: now, used_at: now })
    }

    pub(super) fn give_back(&self, mut live: Live) {
        live.used_at = Instant::now();
        self.state().connections.push(live);
    }

    /// The server may have gone, and with it all connections.
    pub(super) fn distrust(&self) {
        self.state().broken_at = Some(Instant::now());
    }

    pub(super) async fn close_all(&self) {
        let connections = std::mem::take(&mut self.state().connections);
        for live in connections {
            let _ = timeout(PING_WITHIN, live.connection.close()).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}
