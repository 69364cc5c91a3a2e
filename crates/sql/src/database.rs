//! One database of one service, on either engine.

use std::path::Path;
use std::sync::Arc;

use sqlx::migrate::Migrator;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use crate::mysql::{MySqlServer, ServerConfig};
use crate::outbox::Leases;
use crate::sqlite::SqliteFile;
use crate::transaction::Work;
use crate::{DbError, Reader, Transaction, query};

/// The tables that every service has: outbox, inbox and parking.
static HOUSE: Migrator = sqlx::migrate!("./migrations");

/// A file has one process, which is always the same owner: what an earlier one left behind is its own.
const ONLY_OWNER: &str = "";

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    engine: Store,
    outbox_grew: Notify,
}

#[derive(Debug)]
enum Store {
    Sqlite(Arc<SqliteFile>),
    MySql(MySqlServer),
}

impl Database {
    /// Opens or creates the file and brings its schema up to date: the house's tables and those of `migrations`. One process
    /// only; whoever calls this holds the [`crate::DataDir`].
    pub async fn open(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        Self::open_bare(path, &with_house(migrations)).await
    }

    /// As [`Self::open`] without the house's tables: for what is not a service.
    pub async fn open_bare(path: &Path, migrations: &Migrator) -> Result<Self, DbError> {
        Ok(Self::of_file(SqliteFile::open(path, migrations).await?))
    }

    /// Connects to a server, where other processes work on the same database, and brings its schema up to date: the house's
    /// tables and those of `migrations`. Processes that start together take turns.
    pub async fn connect(config: &ServerConfig, migrations: &Migrator) -> Result<Self, DbError> {
        let server = MySqlServer::connect(config, &with_house(migrations)).await?;
        Ok(Self::of(Store::MySql(server)))
    }

    pub(crate) fn of_file(file: SqliteFile) -> Self {
        Self::of(Store::Sqlite(Arc::new(file)))
    }

    fn of(engine: Store) -> Self {
        Self { inner: Arc::new(Inner { engine, outbox_grew: Notify::new() }) }
    }

    /// Begins a unit of work. In a file it has the only writer, and others wait for it; on a server it may wait for the rows
    /// of others. So it must not wait for anything but the database.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        let started = Instant::now();
        let work = match &self.inner.engine {
            Store::Sqlite(file) => Work::Sqlite(file.begin().await?),
            Store::MySql(server) => Work::MySql(server.begin().await?),
        };
        metrics::histogram!("holdfast_sql_begin_seconds").record(started.elapsed());
        Ok(Transaction::new(self.clone(), work))
    }

    /// A connection that sees what is committed, durable or not.
    pub async fn reader(&self) -> Result<Reader, DbError> {
        Ok(match &self.inner.engine {
            Store::Sqlite(file) => Reader::of_sqlite(file.reader().await?),
            Store::MySql(server) => Reader::of_mysql(server.reader().await?),
        })
    }

    /// Returns when everything that anybody can have read so far survives a power cut. Free where nothing was committed since
    /// the last sync, and on a server, which shows nothing before that.
    pub async fn durable(&self) -> Result<(), DbError> {
        match &self.inner.engine {
            Store::Sqlite(file) => file.durable().await,
            Store::MySql(_) => Ok(()),
        }
    }

    /// Whether the database still reads and takes commits.
    pub async fn ping(&self) -> Result<(), DbError> {
        if let Store::Sqlite(file) = &self.inner.engine {
            file.healthy()?;
        }
        query("SELECT 1").fetch_one::<(i64,)>(&mut *self.reader().await?).await?;
        Ok(())
    }

    /// Returns after a commit of this process with messages in it: a hint for the relay, of which there is one.
    pub async fn outbox_grew(&self) {
        let grew = self.inner.outbox_grew.notified();
        match self.leases().and_then(Leases::held_up_for) {
            // Nobody tells us when another process has told the message that ours has to follow.
            Some(pause) => drop(timeout(pause, grew).await),
            None => grew.await,
        }
    }

    pub(crate) fn tell_outbox_grew(&self) {
        self.inner.outbox_grew.notify_one();
    }

    /// Whose the messages are that this process commits.
    pub(crate) fn outbox_owner(&self) -> &str {
        match &self.inner.engine {
            Store::Sqlite(_) => ONLY_OWNER,
            Store::MySql(server) => server.instance(),
        }
    }

    /// None where one process has the outbox to itself.
    pub(crate) fn leases(&self) -> Option<&Leases> {
        match &self.inner.engine {
            Store::Sqlite(_) => None,
            Store::MySql(server) => Some(server.leases()),
        }
    }

    pub(crate) fn note_held_up(&self, is_held_up: bool) {
        if let Some(leases) = self.leases() {
            leases.note_held_up(is_held_up);
        }
    }

    /// By what the database may lose what it has acknowledged, one sentence each. A file loses nothing.
    #[must_use]
    pub fn risks(&self) -> &[String] {
        match &self.inner.engine {
            Store::Sqlite(_) => &[],
            Store::MySql(server) => server.risks(),
        }
    }

    /// How many syncs the commits have shared so far; none where the server does that.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        match &self.inner.engine {
            Store::Sqlite(file) => file.syncs(),
            Store::MySql(_) => 0,
        }
    }

    /// Waits for what is under way and closes. Whoever asks later is told that it is not available.
    pub async fn close(&self) -> Result<(), DbError> {
        match &self.inner.engine {
            Store::Sqlite(file) => file.close().await,
            Store::MySql(server) => server.close().await,
        }
    }
}

fn with_house(migrations: &Migrator) -> Migrator {
    Migrator::with_migrations(HOUSE.iter().chain(migrations.iter()).cloned().collect())
}
