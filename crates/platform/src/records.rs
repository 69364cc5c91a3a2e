//! The database server of a service by itself.

use anyhow::{Context, ensure};
use bus::adapters::sql::release_parked;
use primitives::SystemClock;
use settings::{Settings, SettingsError};
use sql::{Database, ServerConfig};
use sqlx::migrate::Migrator;

use crate::needed;

/// Read in any case, so that `--help` names it.
#[derive(Debug, Clone)]
pub struct Records {
    server: Option<ServerConfig>,
    schema: &'static Migrator,
}

impl Records {
    /// `schema` is the service's own.
    pub fn read(settings: &mut Settings, schema: &'static Migrator) -> Result<Self, SettingsError> {
        Ok(Self { server: ServerConfig::read(settings)?, schema })
    }

    /// Brings the schema up to date as well: whoever starts first does, and others wait.
    pub async fn connect(&self) -> anyhow::Result<Database> {
        let example = "mysql://user:password@localhost:3306/holdfast_of_this_service";
        let server = needed(self.server.as_ref(), "DATABASE_URL", example)?;
        Database::connect(server, self.schema).await.context("the database cannot be opened")
    }

    pub(crate) async fn release_parked(&self, key: &str) -> anyhow::Result<()> {
        release([&self.connect().await?], key).await
    }
}

/// Puts what is parked with this key back to work, whichever service has parked it.
pub async fn release(databases: impl IntoIterator<Item = &Database>, key: &str) -> anyhow::Result<()> {
    let mut released = 0;
    for database in databases {
        released += release_parked(database, key, &SystemClock)
            .await
            .with_context(|| format!("what is parked with key {key} could not be released"))?;
    }
    ensure!(released > 0, "nothing is parked with key {key}");
    crate::say(&format!("released what was parked with key {key}: {released} messages"))
}
