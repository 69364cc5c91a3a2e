//! Where the records are: on a MariaDB.

use std::path::Path;

use catalog::adapters::sql::MIGRATOR;
use sql::{Database, ServerConfig};

pub(crate) async fn database(_folder: &Path) -> Database {
    at(&engines::mariadb().database()).await
}

pub(crate) async fn at(url: &str) -> Database {
    Database::connect(&ServerConfig::for_url(url).unwrap(), &MIGRATOR).await.unwrap()
}
