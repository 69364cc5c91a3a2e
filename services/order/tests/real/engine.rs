//! Where the records are: on a MariaDB. The folder keeps the address, so that it leads to them again after a restart.

use std::path::Path;

use order::store::MIGRATOR;
use sql::{Database, ServerConfig};

pub(crate) async fn database(folder: &Path) -> Database {
    let address = folder.join("records.url");
    let url = std::fs::read_to_string(&address).unwrap_or_else(|_| engines::mariadb().database());
    std::fs::write(&address, &url).unwrap();
    at(&url).await
}

/// The same records as another process of the service sees them.
pub(crate) async fn seen_by_another(folder: &Path, _database: &Database) -> Database {
    database(folder).await
}

pub(crate) async fn at(url: &str) -> Database {
    Database::connect(&ServerConfig::for_url(url).unwrap(), &MIGRATOR).await.unwrap()
}
