//! The database server of a service by itself.

use anyhow::Context;
use settings::{Settings, SettingsError};
use sql::{Database, ServerConfig};
use sqlx::migrate::Migrator;

use crate::needed;

/// Read in any case, so that `--help` names it.
#[derive(Debug, Clone)]
pub struct Records(Option<ServerConfig>);

impl Records {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        ServerConfig::read(settings).map(Self)
    }

    /// Brings the schema up to date as well: whoever starts first does, and others wait.
    pub async fn connect(&self, schema: &Migrator) -> anyhow::Result<Database> {
        let example = "mysql://user:password@localhost:3306/holdfast_of_this_service";
        let server = needed(self.0.as_ref(), "DATABASE_URL", example)?;
        Database::connect(server, schema).await.context("the database cannot be opened")
    }
}
