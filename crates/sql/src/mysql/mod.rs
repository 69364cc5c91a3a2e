//! MySQL 8 or MariaDB from 10.6 on: a server that several processes work on at once.
//!
//! Rows are locked by whoever writes them first. Others wait, and a circle of those who wait is broken by the server: see
//! [`DbError::Contended`]. Reads never wait.

mod config;
mod durability;
mod fault;
mod link;
mod pool;
mod schema;
mod session;
mod waiting;
mod work;

use sqlx::migrate::Migrator;

use self::pool::Pool;
use crate::outbox::Leases;
use crate::{Connection, DbError, query};

pub use self::config::{InvalidUrl, ServerConfig, ServerLimits};
pub(crate) use self::fault::fault;
pub use self::link::Link;
pub(crate) use self::work::MySqlWork;

#[derive(Debug)]
pub(crate) struct MySqlServer {
    pool: Pool,
    /// What tells this process from all others that work on the same database.
    instance: String,
    risks: Vec<String>,
    leases: Leases,
}

impl MySqlServer {
    pub(crate) async fn connect(config: &ServerConfig, migrations: &Migrator) -> Result<Self, DbError> {
        schema::bring_up_to_date(config, migrations).await?;
        let pool = Pool::new(config);
        let mut first = Connection::MySql(pool.lend().await?);
        let risks = durability::risks(&mut first).await?;
        for risk in &risks {
            tracing::warn!(risk, "the database server may lose what it has acknowledged");
        }
        let (instance,) = query("SELECT UUID()").fetch_one(&mut first).await?;
        Ok(Self { pool, instance, risks, leases: Leases::new(config.limits.outbox_lease) })
    }

    /// The server hears of it with the first statement.
    pub(crate) async fn begin(&self) -> Result<MySqlWork, DbError> {
        Ok(MySqlWork::begin(self.pool.lend().await?))
    }

    pub(crate) async fn reader(&self) -> Result<Link, DbError> {
        self.pool.lend().await
    }

    pub(crate) fn instance(&self) -> &str {
        &self.instance
    }

    pub(crate) fn risks(&self) -> &[String] {
        &self.risks
    }

    pub(crate) fn leases(&self) -> &Leases {
        &self.leases
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        self.pool.close().await
    }
}
