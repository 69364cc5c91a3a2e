//! Where the records are: in a file of the folder.

use std::path::Path;

use order::store::MIGRATOR;
use sql::Database;

pub(crate) async fn database(folder: &Path) -> Database {
    Database::open(&folder.join("order.db"), &MIGRATOR).await.unwrap()
}

/// The same records as another process of the service sees them. A file has one process, so that is the same database here.
pub(crate) async fn seen_by_another(_folder: &Path, database: &Database) -> Database {
    database.clone()
}
