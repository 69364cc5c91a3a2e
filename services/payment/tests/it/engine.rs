//! Where the records are: in a file of the folder.

use std::path::Path;

use payment::store::MIGRATOR;
use sql::Database;

pub(crate) async fn database(folder: &Path) -> Database {
    Database::open(&folder.join("payment.db"), &MIGRATOR).await.unwrap()
}
