//! The engines below the services: a database server, Redis and Kafka where they are given, files in the data folder for the rest.

use std::path::Path;
use std::sync::Arc;

use ::bus::adapters::sqlite::{Retention, SqliteBus};
use anyhow::Context;
use contracts::services::{ServiceInfo, Store};
use primitives::Clock;
use settings::RotatingSecret;
use sql::{DataDir, Database};
use sqlx::migrate::Migrator;

use crate::bus::ProcessBus;
use crate::config::{EngineConfig, REDIS};
use crate::needed::{missing, needed};

pub(crate) struct Engines {
    config: EngineConfig,
    /// Locked. None: nothing is kept there.
    folder: Option<DataDir>,
    /// Several services have a database each on the server, by their names; the database of a service alone is named by the address.
    shares_server: bool,
    may_embed_bus: bool,
}

impl Engines {
    /// For these services. Locks the data folder, if something is left to be kept there.
    pub(crate) fn prepare<'s>(
        config: EngineConfig,
        folder: Option<&Path>,
        may_embed_bus: bool,
        mut served: impl Iterator<Item = &'s ServiceInfo>,
    ) -> anyhow::Result<Self> {
        let embeds_bus = may_embed_bus && !config.brokers.are_given();
        let keeps_something = embeds_bus || served.any(|service| !config.keeps(service));
        let locked = folder.filter(|_| keeps_something).map(DataDir::lock).transpose()?;
        Ok(Self { folder: locked, shares_server: folder.is_some(), may_embed_bus, config })
    }

    pub(crate) fn none() -> Self {
        Self { config: EngineConfig::default(), folder: None, shares_server: false, may_embed_bus: false }
    }

    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(DataDir::path)
    }

    /// Whether [`Self::open_database`] is for this service.
    pub(crate) fn have_database_of(&self, service: &ServiceInfo) -> bool {
        service.store == Store::Database || (self.folder.is_some() && self.config.redis.is_none())
    }

    /// Brings the schema up to date as well: the first process that starts does, and others wait.
    pub(crate) async fn open_database(
        &self,
        service: &ServiceInfo,
        schema: &Migrator,
    ) -> anyhow::Result<Database> {
        if let (Store::Database, Some(server)) = (service.store, &self.config.server) {
            let server = if self.shares_server { server.with_database(service.name) } else { server.clone() };
            let connected = Database::connect(&server, schema).await;
            return connected.with_context(|| format!("the database of {} cannot be opened", service.name));
        }
        let Some(folder) = &self.folder else { return Err(no_place(service)) };
        let name = format!("{}.db", service.name);
        Database::open(&folder.file(&name), schema).await.with_context(|| format!("{name} cannot be opened"))
    }

    pub(crate) fn redis(&self) -> anyhow::Result<Option<&RotatingSecret>> {
        match (&self.config.redis, &self.folder) {
            (Some(address), _) => Ok(Some(address)),
            (None, Some(_)) => Ok(None),
            (None, None) => needed(None, REDIS, "redis://localhost:6379"),
        }
    }

    pub(crate) async fn open_bus(&self, clock: Arc<dyn Clock>) -> anyhow::Result<ProcessBus> {
        let Some(folder) = self.folder.as_ref().filter(|_| self.embeds_bus()) else {
            return self.config.brokers.connect(clock).await;
        };
        let bus = SqliteBus::open(&folder.file("bus.db"), clock, Retention::default()).await;
        Ok(ProcessBus::embedded(bus.context("bus.db cannot be opened")?))
    }

    pub(crate) fn embeds_bus(&self) -> bool {
        self.may_embed_bus && !self.config.brokers.are_given()
    }
}

fn no_place(service: &ServiceInfo) -> anyhow::Error {
    let (setting, example) = match service.store {
        Store::Database => ("DATABASE_URL", "mysql://user:password@localhost:3306/holdfast_of_this_service"),
        Store::Seats => (REDIS, "redis://localhost:6379"),
    };
    missing(setting, example)
}
