//! What the crate promises to every service: units of work, shared syncs, and the tables of the house.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commits;
mod crash;
mod house_tables;

use std::path::Path;

use sql::Database;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use tempfile::TempDir;

/// A database with one table of its own, `note (text)`.
async fn database(folder: &TempDir) -> Database {
    database_in(folder.path()).await
}

async fn database_in(folder: &Path) -> Database {
    let table = AssertSqlSafe("CREATE TABLE note (text VARCHAR(36) NOT NULL PRIMARY KEY)").into_sql_str();
    let migration = Migration::new(1, "note".into(), MigrationType::Simple, table, false);
    let migrations = Migrator::with_migrations(vec![migration]);
    Database::open(&folder.join("test.db"), &migrations).await.unwrap()
}

async fn write(tx: &mut sql::Transaction, text: &str) -> Result<(), sql::DbError> {
    sqlx::query("INSERT INTO note (text) VALUES (?)").bind(text).execute(tx.conn()).await?;
    Ok(())
}

async fn notes(db: &Database) -> Vec<String> {
    let mut reader = db.reader().await.unwrap();
    sqlx::query_scalar("SELECT text FROM note ORDER BY text").fetch_all(&mut *reader).await.unwrap()
}
