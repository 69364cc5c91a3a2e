//! The connections to one database on a server: few, kept, and looked at before they are trusted.
//!
//! Our own and not SQLx's, which asks the server about every connection that comes back, and cannot tell one that was left in the
//! middle of a statement.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use sqlx::Connection as _;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::ServerConfig;
use super::link::{Link, Live};
use super::session::{self, SILENCE};
use crate::DbError;

/// A connection that was used so recently is lent without a look.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long one may lie idle: well before the server ends it.
const IDLE: Duration = Duration::from_secs(SILENCE.as_secs() * 2 / 3);
const LOOK_WITHIN: Duration = Duration::from_secs(1);
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<Shared>,
    lendable: Arc<Semaphore>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: ServerConfig,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The last one given back is the first to be lent, so that those beyond the need grow old.
    idle: Vec<Live>,
    /// A connection was lost at this time: those that were used before may be too.
    lost: Option<Instant>,
}

impl Pool {
    pub(super) fn new(config: &ServerConfig) -> Self {
        let lendable = Arc::new(Semaphore::new(config.limits.connections as usize));
        let shared = Arc::new(Shared { config: config.clone(), kept: Mutex::default() });
        Self { shared, lendable }
    }

    pub(super) fn config(&self) -> &ServerConfig {
        &self.shared.config
    }

    pub(super) async fn lend(&self) -> Result<Link, DbError> {
        let deadline = Instant::now() + self.config().limits.acquire_within;
        let permit = timeout_at(deadline, Arc::clone(&self.lendable).acquire_owned())
            .await
            .map_err(|_| DbError::unavailable("all connections to the database server are in use"))?
            .map_err(|_| DbError::unavailable("the database is closed"))?;
        let live = timeout_at(deadline, self.shared.live())
            .await
            .map_err(|_| DbError::unavailable("no connection to the database server in time"))??;
        Ok(Link::new(live, Arc::clone(&self.shared), permit))
    }

    /// For the start of the process, when the server may be on its way up too.
    pub(super) async fn lend_patiently(&self) -> Result<Link, DbError> {
        let deadline = Instant::now() + self.config().limits.start_within;
        let mut is_told = false;
        loop {
            match self.lend().await {
                Err(error @ DbError::Unavailable(_)) if Instant::now() + BETWEEN_TRIES < deadline => {
                    if !is_told {
                        let cause = &error as &dyn std::error::Error;
                        tracing::warn!(server = ?self.config(), cause, "waiting for the database server");
                        is_told = true;
                    }
                    sleep(BETWEEN_TRIES).await;
                }
                lent => return lent,
            }
        }
    }

    /// Waits for those that are lent out, and closes them all.
    pub(super) async fn close(&self) -> Result<(), DbError> {
        let all = self.lendable.acquire_many(self.config().limits.connections);
        let all = timeout(self.config().limits.acquire_within, all).await;
        self.lendable.close();
        drop(all);
        let idle = std::mem::take(&mut self.shared.kept().idle);
        for live in idle {
            let _ = timeout(LOOK_WITHIN, live.connection.close()).await;
        }
        Ok(())
    }
}

impl Shared {
    /// One that is known to work, or a new one.
    pub(super) async fn live(&self) -> Result<Live, DbError> {
        loop {
            let (idle, lost) = {
                let mut kept = self.kept();
                (kept.idle.pop(), kept.lost)
            };
            let Some(mut live) = idle else { return self.open().await };
            let (age, rest) = (live.opened.elapsed(), live.used.elapsed());
            if age > self.config.limits.lifetime || rest > IDLE {
                continue;
            }
            let is_trusted = rest < TRUSTED && lost.is_none_or(|lost| lost < live.used);
            if is_trusted || matches!(timeout(LOOK_WITHIN, live.connection.ping()).await, Ok(Ok(()))) {
                return Ok(live);
            }
        }
    }

    async fn open(&self) -> Result<Live, DbError> {
        let connection = timeout(self.config.limits.connect_within, session::open(&self.config))
            .await
            .map_err(|_| DbError::unavailable("the database server took too long to take a connection"))??;
        let now = Instant::now();
        Ok(Live { connection, opened: now, used: now })
    }

    pub(super) fn give_back(&self, mut live: Live) {
        live.used = Instant::now();
        self.kept().idle.push(live);
    }

    /// The server may have gone, and with it all connections.
    pub(super) fn distrust(&self) {
        self.kept().lost = Some(Instant::now());
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock()
    }
}
