//! The promises of the crate on a real server, and what only a server can fail at: concurrent transactions on the same rows, broken
//! connections, a server that dies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contention;
#[path = "../it/house_tables.rs"]
mod house_tables;
mod large_tables;
#[path = "../it/many_rows.rs"]
mod many_rows;
mod outages;
mod outbox;
mod packets;
mod parking;
#[cfg(test)]
mod proxy;
mod schema;
mod secure;

use std::time::Duration;

use sql::{Database, DbError, ServerConfig, ServerLimits, Transaction};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

const SOON: Duration = Duration::from_secs(30);

/// An empty database with the tables of the house and two of its own, `note (text)` and `saga (id, version, state)`. Nothing has to be kept for it.
async fn fresh() -> ((), Database) {
    ((), connect(&config()).await)
}

fn config() -> ServerConfig {
    ServerConfig::for_url(&engines::mariadb().database()).unwrap()
}

/// With other limits than usual.
fn limited(mut config: ServerConfig, limit: impl FnOnce(&mut ServerLimits)) -> ServerConfig {
    limit(&mut config.limits);
    config
}

async fn connect(config: &ServerConfig) -> Database {
    Database::connect(config, &tables()).await.unwrap()
}

fn tables() -> Migrator {
    let tables = "CREATE TABLE note (text VARCHAR(36) NOT NULL PRIMARY KEY);\n\
         CREATE TABLE saga (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state MEDIUMTEXT);";
    let tables = tables.into_sql_str();
    Migrator::with_migrations(vec![Migration::new(1, "tables".into(), MigrationType::Simple, tables, false)])
}

async fn write(tx: &mut Transaction, text: &str) -> Result<(), DbError> {
    sql::query("INSERT INTO note (text) VALUES (?)").bind(text).execute(tx).await.map(|_| ())
}

async fn commit(db: &Database, texts: &[&str]) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    for text in texts {
        write(&mut tx, text).await?;
    }
    tx.commit().await
}

async fn notes(db: &Database) -> Vec<String> {
    let mut reader = db.reader().await.unwrap();
    let notes = sql::query("SELECT text FROM note ORDER BY text").fetch_all::<(String,)>(&mut reader);
    notes.await.unwrap().into_iter().map(|(text,)| text).collect()
}
