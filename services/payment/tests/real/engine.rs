//! Where the records are: on a MariaDB. The folder keeps the address, so that it leads to them again after a restart.

use std::path::Path;

use payment::store::MIGRATOR;
use sql::{Database, ServerConfig};

pub(crate) async fn database(folder: &Path) -> Database {
    let address = folder.join("records.url");
    let url = std::fs::read_to_string(&address).unwrap_or_else(|_| engines::mariadb().database());
    std::fs::write(&address, &url).unwrap();
    Database::connect(&ServerConfig::for_url(&url).unwrap(), &MIGRATOR).await.unwrap()
}
