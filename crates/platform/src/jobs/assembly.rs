//! What a process is made of, from its settings: engines, neighbours, and all services, built.

use std::sync::Arc;

use futures::future::try_join_all;
use server::Mount;
use settings::Secret;

use crate::Platform;
use crate::config::ProcessConfig;
use crate::engines::Engines;
use crate::neighbours::Neighbours;
use crate::process::Process;
use crate::process_context::ProcessContext;
use crate::service::Configured;

pub(super) fn engines(config: &ProcessConfig) -> anyhow::Result<Engines> {
    Engines::prepare(
        config.engines.clone(),
        config.folder.as_deref(),
        !config.is_one_of_many,
        config.served(),
    )
}

pub(super) fn neighbours(config: &ProcessConfig) -> Neighbours {
    let here = config.served().map(|service| service.name).collect();
    Neighbours::new(here, config.neighbours.clone(), config.common.service_secret.clone())
}

pub(super) fn process(
    config: &ProcessConfig,
    context: ProcessContext,
    engines: Engines,
    secret: Secret<Vec<u8>>,
) -> Arc<Process> {
    Arc::new(Process::new(context, engines, neighbours(config), secret))
}

/// With the bus, in the order of the list. Each waits for its own disk syncs or connections, so together they take as long as one.
pub(super) async fn build(process: &Arc<Process>, services: Vec<Configured>) -> anyhow::Result<Vec<Mount>> {
    let builds = services.into_iter().map(|configured| {
        let platform = Platform::new(configured.service.description, process.clone(), None);
        async move { anyhow::Ok(configured.build(platform).await?.into_mount()) }
    });
    let (bus, mounts) = tokio::join!(process.bus(), try_join_all(builds));
    let bus = bus?.mount();
    let mut mounts = mounts?;
    mounts.push(bus);
    Ok(mounts)
}
