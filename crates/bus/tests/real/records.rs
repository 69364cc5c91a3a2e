//! Where the outbox of these tests is: on a MariaDB.

use sql::{Database, ServerConfig};
use sqlx::migrate::Migrator;

pub(crate) type Kept = ();

/// An empty database; nothing has to be kept for it.
pub(crate) async fn open() -> (Kept, Database) {
    let config = ServerConfig::for_url(&engines::mariadb().database()).unwrap();
    ((), Database::connect(&config, &Migrator::DEFAULT).await.unwrap())
}
