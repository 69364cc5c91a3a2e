//! MySQL 8 or MariaDB from 10.6 on: a server that several processes work on at once.
//!
//! A row is locked by the first transaction that writes it. Others wait, and a deadlock is broken by the server: see
//! [`DbError::Contended`]. Reads never wait.

mod access;
mod config;
mod connection;
mod durability;
mod error_class;
mod idle;
mod pipeline;
mod pool;
mod schema;
mod session;

use sqlx::migrate::Migrator;

use self::pool::Pool;
use crate::error::DbError;
use crate::statement::query;

pub use self::config::{InvalidUrl, ServerConfig, ServerLimits};
pub use self::connection::MySqlConnection;

#[derive(Debug)]
pub(crate) struct MySqlServer {
    pool: Pool,
    /// What tells this process from all others that work on the same database.
    instance: String,
    risks: Vec<String>,
}

impl MySqlServer {
    pub(crate) async fn connect(config: &ServerConfig, migrations: &Migrator) -> Result<Self, DbError> {
        schema::migrate(config, migrations).await?;
        let pool = Pool::new(config);
        let mut first = pool.lend().await?;
        let risks = durability::risks(&mut first).await?;
        for risk in &risks {
            tracing::warn!(risk, "the database server may lose what it has acknowledged");
        }
        let (instance,) = first.fetch_one(query("SELECT UUID()")).await?;
        Ok(Self { pool, instance, risks })
    }

    pub(crate) async fn begin(&self) -> Result<MySqlConnection, DbError> {
        let mut connection = self.pool.lend().await?;
        connection.begin();
        Ok(connection)
    }

    pub(crate) async fn reader(&self) -> Result<MySqlConnection, DbError> {
        self.pool.lend().await
    }

    pub(crate) fn instance(&self) -> &str {
        &self.instance
    }

    pub(crate) fn risks(&self) -> &[String] {
        &self.risks
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        self.pool.close().await
    }
}
