//! One SQLite database of one service: a single writer, a few readers, and commits that share their sync.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool};
use tokio::sync::Notify;

use crate::barrier::Barrier;
use crate::{DbError, Transaction};

/// How long anybody waits for a connection before the database counts as not available.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(3);
const READERS: u32 = 4;
const CACHED_STATEMENTS: usize = 128;

/// The tables that every service has: outbox, inbox and parking.
static HOUSE: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    writer: SqlitePool,
    readers: SqlitePool,
    barrier: Barrier,
    outbox_grew: Notify,
}

impl Database {
    /// Opens or creates the file and brings its schema up to date: the house's tables and those of `migrations`. One process
    /// only; whoever calls this holds the [`crate::DataDir`].
    pub async fn open(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(ACQUIRE_WITHIN)
            .statement_cache_capacity(CACHED_STATEMENTS);
        // The connections live as long as the database: closing the last one would delete the WAL under the barrier.
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(ACQUIRE_WITHIN)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let writer = pool().min_connections(1).max_connections(1).connect_with(options.clone()).await?;
        let all = HOUSE.iter().chain(migrations.iter()).cloned().collect();
        Migrator::with_migrations(all).run(&writer).await?;
        let wal = wal_of(path);
        make_durable(path, &wal, &writer).await?;
        let barrier = Barrier::open(&wal).map_err(|source| file_error(&wal, source))?;
        let readers = pool().max_connections(READERS).connect_lazy_with(options.read_only(true));
        Ok(Self { inner: Arc::new(Inner { writer, readers, barrier, outbox_grew: Notify::new() }) })
    }

    /// Begins a unit of work on the only writer. Others wait for it, so it must not wait for anything but the database.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        let transaction = self.inner.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Transaction::new(transaction, self.clone()))
    }

    /// A connection that sees what is committed, durable or not, and cannot write.
    pub async fn reader(&self) -> Result<PoolConnection<Sqlite>, DbError> {
        Ok(self.inner.readers.acquire().await?)
    }

    /// Returns when everything committed before this call survives a power cut.
    pub async fn durable(&self) -> Result<(), DbError> {
        self.inner.barrier.passed().await
    }

    /// Whether the database still reads and syncs.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("SELECT 1").execute(&mut *self.reader().await?).await?;
        self.durable().await
    }

    /// Returns after a commit with messages in it: a hint for the relay.
    pub async fn outbox_grew(&self) {
        self.inner.outbox_grew.notified().await;
    }

    pub(crate) fn tell_outbox_grew(&self) {
        self.inner.outbox_grew.notify_one();
    }

    /// How many syncs the commits have shared so far.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.inner.barrier.syncs()
    }
}

fn wal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A new file survives a power cut only with its directory entry, and the WAL exists only once something was written.
async fn make_durable(path: &Path, wal: &Path, writer: &SqlitePool) -> Result<(), DbError> {
    if !wal.exists() {
        sqlx::query("CREATE TABLE IF NOT EXISTS opened (at BIGINT NOT NULL)").execute(writer).await?;
        sqlx::query("DELETE FROM opened").execute(writer).await?;
        sqlx::query("INSERT INTO opened (at) VALUES (0)").execute(writer).await?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| file_error(folder, source))
}

fn file_error(path: &Path, source: std::io::Error) -> DbError {
    DbError::File { path: path.display().to_string(), source }
}
