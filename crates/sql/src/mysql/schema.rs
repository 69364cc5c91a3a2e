//! Migrations on a server.
//!
//! The files are those of SQLite. A server ends the unit of work with every change of the schema, so a process that dies halfway
//! leaves half a file done. Therefore each statement runs on its own, one whose table, column or index is there already counts as
//! done, and a file is noted behind its last statement: whoever comes next finishes it. What a migration does to rows has to
//! bear a repetition too.

use std::time::Duration;

use primitives::hex;
use sqlx::AssertSqlSafe;
use sqlx::migrate::{MigrateError, Migration, Migrator};
use sqlx::mysql::MySqlDatabaseError;

use super::ServerConfig;
use super::pool::Pool;
use crate::{Connection, DbError, query};

/// How long to wait for another process that is at it.
const TURN_SECONDS: i64 = 300;
/// For one statement: an index on a table that has grown large.
const STATEMENT_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Names belong to the whole server, so the database is in it: as a digest, because they have 64 characters at most. Not SHA1, which newer
/// MySQL has no more.
const LOCK: &str = "SELECT GET_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)), ?)";
const UNLOCK: &str = "SELECT RELEASE_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)))";

/// New tables compare text byte by byte, as SQLite does.
const COMPARE_BYTES: &str = "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

const NOTES: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, \
     description VARCHAR(255) NOT NULL, checksum VARCHAR(128) NOT NULL)";

/// A table, a column or an index exists; there is nothing to drop.
const DONE_ALREADY: [u16; 4] = [1050, 1060, 1061, 1091];

/// Those who start together take turns; the first does the work.
pub(super) async fn bring_up_to_date(config: &ServerConfig, migrations: &Migrator) -> Result<(), DbError> {
    let mut patient = config.clone();
    patient.limits.connections = 1;
    patient.limits.answer_within = STATEMENT_WITHIN;
    let pool = Pool::new(&patient);
    let mut connection = Connection::MySql(pool.lend_patiently().await?);
    let (is_ours,): (Option<i64>,) = query(LOCK).bind(TURN_SECONDS).fetch_one(&mut connection).await?;
    if is_ours != Some(1) {
        return Err(DbError::unavailable("another process has been changing the schema for too long"));
    }
    // A lock ends with its connection, however this goes.
    run_all(&mut connection, migrations).await?;
    query(UNLOCK).fetch_one::<(Option<i64>,)>(&mut connection).await?;
    drop(connection);
    pool.close().await
}

async fn run_all(connection: &mut Connection, migrations: &Migrator) -> Result<(), DbError> {
    say(connection, COMPARE_BYTES).await?;
    say(connection, NOTES).await?;
    let noted: Vec<(i64, String)> =
        query("SELECT version, checksum FROM schema_migrations").fetch_all(connection).await?;
    for migration in migrations.iter() {
        let checksum = hex(&migration.checksum);
        match noted.iter().find(|(version, _)| *version == migration.version) {
            None => run(connection, migration, checksum).await?,
            Some((_, known)) if *known == checksum => {}
            Some((version, _)) => return Err(MigrateError::VersionMismatch(*version).into()),
        }
    }
    Ok(())
}

async fn run(connection: &mut Connection, migration: &Migration, checksum: String) -> Result<(), DbError> {
    for statement in statements(migration.sql.as_str()) {
        match say(connection, &statement).await {
            Err(DbError::Statement(error)) if !is_done_already(&error) => {
                return Err(MigrateError::ExecuteMigration(error, migration.version).into());
            }
            Ok(()) | Err(DbError::Statement(_)) => {}
            Err(error) => return Err(error),
        }
    }
    query("INSERT INTO schema_migrations (version, description, checksum) VALUES (?, ?, ?)")
        .bind(migration.version)
        .bind(migration.description.as_ref())
        .bind(checksum)
        .execute(connection)
        .await?;
    Ok(())
}

async fn say(connection: &mut Connection, text: &str) -> Result<(), DbError> {
    match connection {
        Connection::MySql(link) => link.say(AssertSqlSafe(text)).await,
        Connection::Sqlite(_) => Ok(()),
    }
}

fn is_done_already(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    refusal.is_some_and(|refusal| DONE_ALREADY.contains(&refusal.number()))
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
