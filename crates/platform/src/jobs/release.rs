//! Publishes again what is parked with a key, whichever service has parked it, and ends.

use ::bus::adapters::sql::release_parked;
use anyhow::{Context, ensure};
use contracts::services::Store;
use primitives::SystemClock;

use super::assembly;
use crate::announce::say;
use crate::config::ProcessConfig;

pub(super) async fn run(config: ProcessConfig, key: &str) -> anyhow::Result<()> {
    // Those that keep no records answer every command, and park nothing.
    let parks = |service: &&crate::Mountable| service.info().store == Store::Database;
    let services: Vec<_> =
        config.services.iter().map(|configured| &configured.service).filter(parks).collect();
    ensure!(!services.is_empty(), "this service has no database, so it parks nothing");
    let engines = assembly::engines(&config)?;
    let mut released = 0;
    for service in services {
        let database = engines.open_database(service.info(), service.schema()).await?;
        released += release_parked(&database, key, &SystemClock)
            .await
            .with_context(|| format!("what is parked with key {key} could not be released"))?;
    }
    ensure!(released > 0, "nothing is parked with key {key}");
    say(&format!("released what was parked with key {key}: {released} messages"))
}
