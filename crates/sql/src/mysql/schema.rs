//! Migrations on a server.
//!
//! The files are those of SQLite. A server ends the transaction with every change of the schema, so a process that dies halfway
//! leaves half a file done. Therefore each statement runs on its own, one whose table, column or index is there already counts as
//! done, and a file is recorded behind its last statement: the next process finishes it. What a migration does to rows has to
//! be idempotent too.

use std::time::Duration;

use primitives::hex;
use sqlx::AssertSqlSafe;
use sqlx::migrate::{MigrateError, Migration, Migrator};
use tokio::time::sleep;

use super::config::ServerConfig;
use super::connection::MySqlConnection;
use super::error_class::number;
use super::pool::Pool;
use crate::error::DbError;
use crate::statement::query;

/// How long to wait for another process that migrates.
const LOCK_SECONDS: i64 = 300;
/// For one statement: an index on a table that has grown large.
const STATEMENT_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Names of locks belong to the whole server, so the database is in it: as a digest, because they have 64 characters at most. Not SHA1, which
/// newer MySQL has no more.
const LOCK: &str = "SELECT GET_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)), ?)";
const UNLOCK: &str = "SELECT RELEASE_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)))";

/// A change of a table waits for those that use it, and all others wait behind it: it gives up soon, lets them pass, and tries again.
const TABLE_LOCK: &str = "SET SESSION lock_wait_timeout = 2, SESSION innodb_lock_wait_timeout = 2";
const ATTEMPTS_MAX: u32 = 60;
const ATTEMPT_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// New tables compare text byte by byte, as SQLite does.
const COMPARE_BYTES: &str = "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

const MIGRATIONS: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, \
     description VARCHAR(255) NOT NULL, checksum VARCHAR(128) NOT NULL)";

/// A table, a column or an index exists; there is nothing to drop.
const ALREADY_APPLIED: [u16; 4] = [1050, 1060, 1061, 1091];

/// Processes that start together take turns; the first does the work.
pub(super) async fn migrate(config: &ServerConfig, migrations: &Migrator) -> Result<(), DbError> {
    let mut slow = config.clone();
    slow.limits.connections = 1;
    slow.limits.answer_within = STATEMENT_WITHIN;
    let pool = Pool::new(&slow);
    let mut connection = pool.lend_at_start().await?;
    let (is_ours,): (Option<i64>,) = connection.fetch_one(query(LOCK).bind(LOCK_SECONDS)).await?;
    if is_ours != Some(1) {
        return Err(DbError::unavailable("another process has been changing the schema for too long"));
    }
    connection.execute_text(TABLE_LOCK).await?;
    // A lock ends with its connection, however this goes.
    apply_all(&mut connection, migrations).await?;
    connection.fetch_one::<(Option<i64>,)>(query(UNLOCK)).await?;
    drop(connection);
    pool.close().await
}

async fn apply_all(connection: &mut MySqlConnection, migrations: &Migrator) -> Result<(), DbError> {
    connection.execute_text(COMPARE_BYTES).await?;
    connection.execute_text(MIGRATIONS).await?;
    let applied: Vec<(i64, String)> =
        connection.fetch_all(query("SELECT version, checksum FROM schema_migrations")).await?;
    for migration in migrations.iter() {
        let checksum = hex(&migration.checksum);
        match applied.iter().find(|(version, _)| *version == migration.version) {
            None => apply(connection, migration, checksum).await?,
            Some((_, known)) if *known == checksum => {}
            Some((version, _)) => return Err(MigrateError::VersionMismatch(*version).into()),
        }
    }
    Ok(())
}

async fn apply(
    connection: &mut MySqlConnection,
    migration: &Migration,
    checksum: String,
) -> Result<(), DbError> {
    for statement in statements(migration.sql.as_str()) {
        match persistently(connection, statement).await {
            Err(DbError::Statement(error)) if !is_already_applied(&error) => {
                return Err(MigrateError::ExecuteMigration(error, migration.version).into());
            }
            Ok(()) | Err(DbError::Statement(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let record = query("INSERT INTO schema_migrations (version, description, checksum) VALUES (?, ?, ?)")
        .bind(migration.version)
        .bind(migration.description.as_ref())
        .bind(checksum);
    connection.execute(record).await.map(drop)
}

/// As often as others are in the way.
async fn persistently(connection: &mut MySqlConnection, statement: String) -> Result<(), DbError> {
    let mut attempts = 1;
    loop {
        match connection.execute_text(AssertSqlSafe(statement.clone())).await {
            Err(error) if error.is_contended() && attempts < ATTEMPTS_MAX => {
                tracing::info!(
                    attempts,
                    error = &error as &dyn std::error::Error,
                    "a table is in use, so its migration is tried again"
                );
                attempts += 1;
                sleep(ATTEMPT_AGAIN_AFTER).await;
            }
            done => return done,
        }
    }
}

fn is_already_applied(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(number).is_some_and(|number| ALREADY_APPLIED.contains(&number))
}

/// Our files have no semicolon but at the end of a statement, and their comments have lines of their own.
fn statements(file: &str) -> Vec<String> {
    let lines = file.lines().filter(|line| !line.trim_start().starts_with("--"));
    let text = lines.collect::<Vec<_>>().join("\n");
    text.split(';').map(|statement| statement.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_list_of_statements() {
        let file = "-- Why; and how.\nCREATE TABLE a (\n    -- What.\n    b BIGINT\n);\n\nCREATE INDEX c ON a (b);\n";
        assert_eq!(
            statements(file),
            ["CREATE TABLE a (\n    b BIGINT\n)".to_owned(), "CREATE INDEX c ON a (b)".to_owned()]
        );
    }
}
