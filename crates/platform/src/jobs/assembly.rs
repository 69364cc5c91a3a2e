//! All services of a process, built.

use std::sync::Arc;

use futures::future::try_join_all;
use server::Mount;

use crate::Platform;
use crate::process::Process;
use crate::service::Configured;

/// With the bus, in the order of the list. Each waits for its own disk syncs or connections, so together they take as long as one.
pub(super) async fn build(process: &Arc<Process>, services: Vec<Configured>) -> anyhow::Result<Vec<Mount>> {
    let builds = services.into_iter().map(|configured| {
        let platform = Platform::of(configured.service, process.clone());
        async move { anyhow::Ok(configured.build(platform).await?.into_mount()) }
    });
    let (bus, mounts) = tokio::join!(process.bus(), try_join_all(builds));
    let bus = bus?.mount();
    let mut mounts = mounts?;
    mounts.push(bus);
    Ok(mounts)
}
