//! Where the records are: in a file of the folder.

use std::path::{Path, PathBuf};

use catalog::store::MIGRATOR;
use sql::Database;
use sqlx::migrate::Migrator;

pub(crate) async fn database(folder: &Path) -> Database {
    open(&place(folder), &MIGRATOR).await
}

pub(crate) fn place(folder: &Path) -> PathBuf {
    folder.join("catalog.db")
}

/// With the schema that these migrations make.
pub(crate) async fn open(place: &Path, migrations: &Migrator) -> Database {
    Database::open(place, migrations).await.unwrap()
}
