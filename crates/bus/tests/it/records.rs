//! Where the outbox of these tests is: in a file.

use sql::Database;
use sqlx::migrate::Migrator;
use tempfile::TempDir;

pub(crate) type Kept = TempDir;

/// An empty database, and what has to be kept for as long as it is used.
pub(crate) async fn open() -> (Kept, Database) {
    let folder = TempDir::new().unwrap();
    let db = Database::open(&folder.path().join("records.db"), &Migrator::DEFAULT).await.unwrap();
    (folder, db)
}
