//! One database of one service, on either engine.

use std::path::Path;
use std::sync::Arc;

use sqlx::migrate::Migrator;
use tokio::time::Instant;

use crate::connection::Connection;
use crate::error::DbError;
use crate::lock_waits;
use crate::mysql::{MySqlServer, ServerConfig};
use crate::outbox_owner::OutboxOwner;
use crate::reader::Reader;
use crate::sqlite::SqliteFile;
use crate::statement::query;
use crate::transaction::Transaction;

/// The tables that every service has: outbox, inbox, parking, answers and audit.
static HOUSE: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    store: Arc<Store>,
    outbox: Arc<OutboxOwner>,
}

#[derive(Debug)]
enum Store {
    Sqlite(SqliteFile),
    MySql(MySqlServer),
}

impl Database {
    /// Opens or creates the file and brings its schema up to date: the house's tables and those of `migrations`. One process
    /// only; the caller holds the [`crate::DataDir`].
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
        lock_waits::describe();
        let outbox = OutboxOwner::one_of_several(server.instance(), config.limits.outbox_lease);
        Ok(Self { store: Arc::new(Store::MySql(server)), outbox: Arc::new(outbox) })
    }

    pub(crate) fn of_file(file: SqliteFile) -> Self {
        lock_waits::describe();
        Self { store: Arc::new(Store::Sqlite(file)), outbox: Arc::new(OutboxOwner::alone()) }
    }

    /// Begins a transaction. In a file it has the only writer, and others wait for it; on a server it may wait for the rows
    /// of others. So it must not wait for anything but the database.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        let started = Instant::now();
        let connection = match &*self.store {
            Store::Sqlite(file) => {
                let connection = file.begin().await?;
                lock_waits::waited(started.elapsed());
                Connection::Sqlite(connection)
            }
            Store::MySql(server) => Connection::MySql(server.begin().await?),
        };
        metrics::histogram!("holdfast_sql_begin_seconds").record(started.elapsed());
        Ok(Transaction::new(connection, Arc::clone(&self.outbox)))
    }

    /// A connection that sees what is committed, durable or not.
    pub async fn reader(&self) -> Result<Reader, DbError> {
        Ok(Reader::new(match &*self.store {
            Store::Sqlite(file) => Connection::Sqlite(file.reader().await?),
            Store::MySql(server) => Connection::MySql(server.reader().await?),
        }))
    }

    /// Returns when everything that a reader can have seen so far survives a power cut. Free where nothing was committed since
    /// the last sync, and on a server, which shows nothing before that.
    pub async fn durable(&self) -> Result<(), DbError> {
        match &*self.store {
            Store::Sqlite(file) => file.durable().await,
            Store::MySql(_) => Ok(()),
        }
    }

    /// Whether the database still reads and takes commits.
    pub async fn ping(&self) -> Result<(), DbError> {
        if let Store::Sqlite(file) = &*self.store {
            file.healthy()?;
        }
        query("SELECT 1").fetch_one::<(i64,)>(&mut *self.reader().await?).await?;
        Ok(())
    }

    /// Returns after a commit of this process with messages in it: a hint for the relay, of which there is one.
    pub async fn outbox_committed(&self) {
        self.outbox.committed().await;
    }

    /// This process, to which the messages belong that it commits.
    pub(crate) fn outbox_owner(&self) -> &OutboxOwner {
        &self.outbox
    }

    /// Why the database may lose what it has acknowledged, one sentence for each reason. A file loses nothing.
    #[must_use]
    pub fn risks(&self) -> &[String] {
        match &*self.store {
            Store::Sqlite(_) => &[],
            Store::MySql(server) => server.risks(),
        }
    }

    /// How many syncs the commits have shared so far; none where the server does that.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        match &*self.store {
            Store::Sqlite(file) => file.syncs(),
            Store::MySql(_) => 0,
        }
    }

    /// Waits for what is in progress and closes. From then on it is not available.
    pub async fn close(&self) -> Result<(), DbError> {
        match &*self.store {
            Store::Sqlite(file) => file.close().await,
            Store::MySql(server) => server.close().await,
        }
    }
}

fn with_house(migrations: &Migrator) -> Migrator {
    Migrator::with_migrations(HOUSE.iter().chain(migrations.iter()).cloned().collect())
}
