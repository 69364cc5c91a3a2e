//! What outlives a process of a service.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bus::adapters::sqlite::{Retention, SqliteBus};
use platform::Service;
use primitives::Clock;
use sql::{Database, ServerConfig};
use sqlx::migrate::Migrator;
use tempfile::TempDir;

/// Where the records of a service are, chosen once for all tests of a binary: the same suite runs on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// In a file.
    Embedded,
    /// On a MariaDB, which the tests of a process share.
    OnServer,
}

/// A folder of its own for each test. It keeps the address of a database on a server as well, and so leads to it again after a restart.
#[derive(Debug)]
pub struct Storage {
    folder: TempDir,
    records: Records,
}

impl Storage {
    #[must_use]
    pub fn new(records: Records) -> Self {
        Self { folder: TempDir::new().unwrap(), records }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// With the tables of the service.
    pub async fn database<S: Service>(&self) -> Database {
        self.database_with(S::schema()).await
    }

    /// With the tables that these migrations make.
    pub async fn database_with(&self, schema: &Migrator) -> Database {
        match self.records {
            Records::Embedded => Database::open(&self.path().join("records.db"), schema).await.unwrap(),
            Records::OnServer => {
                let config = ServerConfig::for_url(&self.url()).unwrap();
                Database::connect(&config, schema).await.unwrap()
            }
        }
    }

    /// The records as another process of the service sees them. A file has one process, so that is the same database there.
    pub async fn seen_by_another<S: Service>(&self, database: &Database) -> Database {
        match self.records {
            Records::Embedded => database.clone(),
            Records::OnServer => self.database::<S>().await,
        }
    }

    /// The log of what was published.
    pub async fn bus(&self, clock: Arc<dyn Clock>) -> SqliteBus {
        SqliteBus::open(&self.path().join("bus.db"), clock, Retention::default()).await.unwrap()
    }

    /// Whether an `UPDATE` waits for a lock that another unit of work holds: none takes this long otherwise. The list of connections is
    /// asked, since the server's list of locks is a copy that is not made anew while it is read again within 100 ms.
    pub async fn update_waits(&self, database: &Database) -> bool {
        let waiting = "SELECT COUNT(*) FROM information_schema.processlist \
             WHERE db = DATABASE() AND info LIKE 'UPDATE %' AND time_ms > 100";
        let mut reader = database.reader().await.unwrap();
        let (waiting,): (i64,) = sql::query(waiting).fetch_one(&mut reader).await.unwrap();
        waiting > 0
    }

    fn url(&self) -> String {
        let address = self.path().join("records.url");
        let url = fs::read_to_string(&address).unwrap_or_else(|_| engines::mariadb().database());
        fs::write(&address, &url).unwrap();
        url
    }
}
