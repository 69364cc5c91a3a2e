//! What the crate promises to every service: transactions, group commit, and the tables of the house.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audits;
mod commits;
mod crash;
mod house_tables;
mod many_rows;
mod plans;

use std::path::Path;

use sql::Database;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use tempfile::TempDir;

/// A database with two tables of its own, `note (text)` and `saga (id, version, state)`.
async fn database(folder: &TempDir) -> Database {
    database_in(folder.path()).await
}

/// An empty database, and what has to be kept for as long as it is used.
async fn fresh() -> (TempDir, Database) {
    let folder = TempDir::new().unwrap();
    let db = database(&folder).await;
    (folder, db)
}

async fn database_in(folder: &Path) -> Database {
    let tables = AssertSqlSafe(
        "CREATE TABLE note (text VARCHAR(36) NOT NULL PRIMARY KEY);\n\
         CREATE TABLE saga (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state MEDIUMTEXT);",
    );
    let migration = Migration::new(1, "tables".into(), MigrationType::Simple, tables.into_sql_str(), false);
    let migrations = Migrator::with_migrations(vec![migration]);
    Database::open(&folder.join("test.db"), &migrations).await.unwrap()
}

async fn write(tx: &mut sql::Transaction, text: &str) -> Result<(), sql::DbError> {
    sql::query("INSERT INTO note (text) VALUES (?)").bind(text).execute(tx).await?;
    Ok(())
}

async fn notes(db: &Database) -> Vec<String> {
    let mut reader = db.reader().await.unwrap();
    let notes = sql::query("SELECT text FROM note ORDER BY text").fetch_all::<(String,)>(&mut reader);
    notes.await.unwrap().into_iter().map(|(text,)| text).collect()
}
