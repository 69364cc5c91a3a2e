//! One SQLite file: a single writer, a few readers, and commits that share their sync.

mod connection;
mod error_class;
mod group_commit;
#[cfg(test)]
mod group_commit_tests;
mod pipeline;
mod pool;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::Semaphore;

use self::connection::OpenTransaction;
use self::error_class::db_error;
use self::group_commit::{GroupCommit, Sync};
use self::pool::Pool;
use crate::data_dir::{make_private, sync_folder};
use crate::error::DbError;

pub use self::connection::SqliteConnection;

/// How many transactions may be open or wait for the writer. Beyond that it is kinder to refuse at once.
const TRANSACTIONS_MAX: usize = 2_048;
/// Each is a thread.
const READERS: usize = 4;
/// Only a checkpoint makes our own connections wait for each other.
const BUSY_WITHIN: Duration = Duration::from_secs(5);
/// Pages in the write-ahead log (8 MiB) at which a commit copies them into the database, so that the log starts over.
const CHECKPOINT_PAGES: &str = "2000";
/// To what size the log is cut back after a reader had kept it from starting over.
const LOG_BYTES_KEPT: &str = "33554432";
const CACHED_STATEMENTS: usize = 128;

#[derive(Debug)]
pub(crate) struct SqliteFile {
    /// One connection: transactions begin in the order of requests.
    writer: Pool,
    admissions: Arc<Semaphore>,
    readers: Pool,
    commits: Arc<GroupCommit>,
}

impl SqliteFile {
    pub(crate) async fn open(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        Self::assemble(path, migrations, None).await
    }

    /// `sync` stands in for the disk in tests.
    async fn assemble(path: &Path, migrations: &Migrator, sync: Option<Sync>) -> Result<Self, DbError> {
        // SQLite makes its log with the permissions of the database.
        make_private(path).map_err(|source| file_error(path, source))?;
        let options = options(path);
        let mut writer = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", LOG_BYTES_KEPT)
            .pragma("cache_size", "-16384")
            .connect()
            .await
            .map_err(db_error)?;
        migrations.run_direct(None, &mut writer, false).await?;
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let reader = options.clone().pragma("query_only", "ON").connect().await;
            readers.push(reader.map_err(db_error)?);
        }
        let sync = sync.map_or_else(|| log_sync(path), Ok).map_err(|source| file_error(path, source))?;
        Ok(Self {
            writer: Pool::new(vec![writer], "the writer is busy"),
            admissions: Arc::new(Semaphore::new(TRANSACTIONS_MAX)),
            readers: Pool::new(readers, "all readers are busy"),
            commits: Arc::new(GroupCommit::start(sync).map_err(DbError::unavailable)?),
        })
    }

    /// Begins a transaction on the only connection that writes.
    pub(crate) async fn begin(&self) -> Result<SqliteConnection, DbError> {
        self.commits.healthy()?;
        let admission = Arc::clone(&self.admissions)
            .try_acquire_owned()
            .map_err(|_| DbError::unavailable("too many units of work wait for the writer"))?;
        let mut writer = self.writer.lend().await?;
        let commits = Arc::clone(&self.commits);
        writer.begin(OpenTransaction { commits, _admission: admission }).await?;
        Ok(writer)
    }

    pub(crate) async fn reader(&self) -> Result<SqliteConnection, DbError> {
        self.readers.lend().await
    }

    /// Returns when everything that a reader can have seen so far survives a power cut.
    pub(crate) async fn durable(&self) -> Result<(), DbError> {
        self.commits.durable().await
    }

    pub(crate) fn healthy(&self) -> Result<(), DbError> {
        self.commits.healthy()
    }

    pub(crate) fn syncs(&self) -> u64 {
        self.commits.syncs()
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        self.writer.drain().await?;
        self.readers.close().await?;
        self.writer.close().await
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_WITHIN)
        .statement_cache_capacity(CACHED_STATEMENTS)
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// The log is there by now, because the schema was looked up. It is opened once and by a descriptor of its own: to open the
/// database file itself, and close it again, would drop the locks that SQLite has on it.
fn log_sync(path: &Path) -> std::io::Result<Sync> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let file = File::open(PathBuf::from(log))?;
    // New files survive a power cut only with their names in the folder.
    sync_folder(path.parent().unwrap_or(Path::new("")))?;
    Ok(Box::new(move || file.sync_data()))
}

fn file_error(path: &Path, source: std::io::Error) -> DbError {
    DbError::File { path: path.display().to_string(), source }
}
