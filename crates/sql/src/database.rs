//! One SQLite database of one service: a single writer, a few readers, and commits that share their sync.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::time::timeout;

use crate::barrier::{Barrier, Sync};
use crate::data_dir::sync_folder;
use crate::readers::Readers;
use crate::writer::Writer;
use crate::{DbError, Reader, Transaction};

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

/// The tables that every service has: outbox, inbox and parking.
static HOUSE: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Units of work begin in the order of asking. Empty once the database is closed.
    writer: Arc<Mutex<Option<Writer>>>,
    turns: Arc<Semaphore>,
    readers: Readers,
    barrier: Barrier,
    outbox_grew: Notify,
}

impl Database {
    /// Opens or creates the file and brings its schema up to date: the house's tables and those of `migrations`. One process
    /// only; whoever calls this holds the [`crate::DataDir`].
    pub async fn open(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        let all = HOUSE.iter().chain(migrations.iter()).cloned().collect();
        Self::assemble(path, &Migrator::with_migrations(all), None).await
    }

    /// As [`Self::open`] without the house's tables: for what is not a service.
    pub async fn open_bare(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        Self::assemble(path, migrations, None).await
    }

    pub(crate) async fn assemble(
        path: &Path,
        migrations: &Migrator,
        sync: Option<Sync>,
    ) -> Result<Self, DbError> {
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
        let inner = Inner {
            writer: Arc::new(Mutex::new(Some(Writer::new(writer)))),
            turns: Arc::new(Semaphore::new(TURNS_MAX)),
            readers,
            barrier: Barrier::start(sync).map_err(DbError::unavailable)?,
            outbox_grew: Notify::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Begins a unit of work on the only writer. Others wait for it, so it must not wait for anything but the database.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        self.inner.barrier.healthy()?;
        let turn = Arc::clone(&self.inner.turns)
            .try_acquire_owned()
            .map_err(|_| DbError::unavailable("too many units of work wait for the writer"))?;
        let writer = timeout(TURN_WITHIN, Arc::clone(&self.inner.writer).lock_owned())
            .await
            .map_err(|_| DbError::unavailable("the writer is busy"))?;
        Transaction::begin(self.clone(), writer, turn).await
    }

    /// A connection that sees what is committed, durable or not, and cannot write.
    pub async fn reader(&self) -> Result<Reader, DbError> {
        self.inner.readers.lend().await
    }

    /// Returns when everything that anybody can have read so far survives a power cut. Free where nothing was committed since
    /// the last sync.
    pub async fn durable(&self) -> Result<(), DbError> {
        self.inner.barrier.passed().await
    }

    /// Whether the database still reads and takes commits.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.inner.barrier.healthy()?;
        sqlx::query("SELECT 1").execute(self.reader().await?.conn()).await?;
        Ok(())
    }

    /// Returns after a commit with messages in it: a hint for the relay, of which there is one.
    pub async fn outbox_grew(&self) {
        self.inner.outbox_grew.notified().await;
    }

    pub(crate) fn tell_outbox_grew(&self) {
        self.inner.outbox_grew.notify_one();
    }

    pub(crate) fn barrier(&self) -> &Barrier {
        &self.inner.barrier
    }

    /// How many syncs the commits have shared so far.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.inner.barrier.syncs()
    }

    /// Waits for what is under way and closes the file. Whoever asks later is told that it is not available.
    pub async fn close(&self) -> Result<(), DbError> {
        let writer = timeout(TURN_WITHIN, self.inner.writer.lock())
            .await
            .map_err(|_| DbError::unavailable("the writer is busy"))?
            .take();
        self.inner.readers.close().await?;
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
