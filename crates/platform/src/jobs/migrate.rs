//! Brings the databases up to date, and ends. It needs no secrets and no neighbours.

use std::sync::Arc;

use futures::future::try_join_all;
use primitives::SystemClock;

use super::assembly;
use crate::config::ProcessConfig;

pub(super) async fn run(config: ProcessConfig) -> anyhow::Result<()> {
    let engines = assembly::engines(&config)?;
    let services = config.services.iter().map(|configured| &configured.service);
    let databases = services.filter(|service| engines.have_database_of(service.info()));
    let opened = databases.map(|service| engines.open_database(service.info(), service.schema()));
    try_join_all(opened).await?;
    if engines.embeds_bus() {
        engines.open_bus(Arc::new(SystemClock)).await?;
    }
    Ok(())
}
