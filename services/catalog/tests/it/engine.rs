//! Where the records are: in a file of the folder.

use std::path::Path;

use catalog::adapters::sql::MIGRATOR;
use sql::Database;

pub(crate) async fn database(folder: &Path) -> Database {
    Database::open(&folder.join("catalog.db"), &MIGRATOR).await.unwrap()
}
