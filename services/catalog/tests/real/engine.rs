//! Where the records are: on a MariaDB.

use std::path::Path;

use catalog::store::MIGRATOR;
use sql::{Database, ServerConfig};
use sqlx::migrate::Migrator;

pub(crate) async fn database(folder: &Path) -> Database {
    open(&place(folder), &MIGRATOR).await
}

pub(crate) fn place(_folder: &Path) -> String {
    engines::mariadb().database()
}

/// With the schema that these migrations make.
pub(crate) async fn open(url: &str, migrations: &Migrator) -> Database {
    Database::connect(&ServerConfig::for_url(url).unwrap(), migrations).await.unwrap()
}
