//! One SQLite file: a single writer, a few readers, and commits that share their sync.

mod barrier;
mod fault;
#[cfg(test)]
mod group_commit_tests;
mod handle;
mod readers;
mod work;
mod writer;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use self::barrier::{Barrier, Sync};
use self::readers::Readers;
use self::writer::Writer;
use crate::DbError;
use crate::data_dir::sync_folder;

pub use self::handle::Handle;

pub(crate) use self::fault::fault;
pub(crate) use self::readers::SqliteReader;
pub(crate) use self::work::SqliteWork;

/// How long a unit of work waits for its turn, and how many may wait. Beyond that, saying no at once is kinder.
const TURN_WITHIN: Duration = Duration::from_secs(3);
const TURNS_MAX: usize = 2_048;
/// Only a checkpoint makes our own connections wait for each other.
const BUSY_WITHIN: Duration = Duration::from_secs(5);
/// Pages in the log (8 MiB) at which a commit copies them into the database, so that the log starts over.
const CHECKPOINT_PAGES: &str = "2000";
/// To what size the log is cut back after a reader had kept it from starting over.
const LOG_BYTES_KEPT: &str = "33554432";
const CACHED_STATEMENTS: usize = 128;

#[derive(Debug)]
pub(crate) struct SqliteFile {
    /// Units of work begin in the order of asking. Empty once the database is closed.
    writer: Arc<Mutex<Option<Writer>>>,
    turns: Arc<Semaphore>,
    readers: Readers,
    barrier: Barrier,
}

impl SqliteFile {
    pub(crate) async fn open(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        Self::assemble(path, migrations, None).await
    }

    /// `sync` stands in for the disk in tests.
    async fn assemble(path: &Path, migrations: &Migrator, sync: Option<Sync>) -> Result<Self, DbError> {
        let options = options(path);
        let mut writer = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", LOG_BYTES_KEPT)
            .pragma("cache_size", "-16384")
            .connect()
            .await?;
        migrations.run_direct(None, &mut writer, false).await?;
        let readers = Readers::open(&options).await?;
        let sync = sync.map_or_else(|| log_sync(path), Ok).map_err(|source| file_error(path, source))?;
        Ok(Self {
            writer: Arc::new(Mutex::new(Some(Writer::new(writer)))),
            turns: Arc::new(Semaphore::new(TURNS_MAX)),
            readers,
            barrier: Barrier::start(sync).map_err(DbError::unavailable)?,
        })
    }

    /// Begins a unit of work on the only writer.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<SqliteWork, DbError> {
        self.barrier.healthy()?;
        let turn = Arc::clone(&self.turns)
            .try_acquire_owned()
            .map_err(|_| DbError::unavailable("too many units of work wait for the writer"))?;
        let writer = timeout(TURN_WITHIN, Arc::clone(&self.writer).lock_owned())
            .await
            .map_err(|_| DbError::unavailable("the writer is busy"))?;
        SqliteWork::begin(Arc::clone(self), writer, turn).await
    }

    pub(crate) async fn reader(&self) -> Result<SqliteReader, DbError> {
        self.readers.lend().await
    }

    /// Returns when everything that anybody can have read so far survives a power cut.
    pub(crate) async fn durable(&self) -> Result<(), DbError> {
        self.barrier.passed().await
    }

    pub(crate) fn healthy(&self) -> Result<(), DbError> {
        self.barrier.healthy()
    }

    pub(crate) fn syncs(&self) -> u64 {
        self.barrier.syncs()
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        let writer = timeout(TURN_WITHIN, self.writer.lock())
            .await
            .map_err(|_| DbError::unavailable("the writer is busy"))?
            .take();
        self.readers.close().await?;
        if let Some(writer) = writer {
            writer.close().await?;
        }
        Ok(())
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
