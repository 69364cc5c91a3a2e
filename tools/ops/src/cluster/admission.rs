//! What the API server, the scheduler and the controllers make of the chart before anything happens.

use anyhow::{Context, ensure};
use contracts::services::ALL;

use super::installation::Installation;
use crate::helm::{CHART, ENGINES, VALUES};

/// Every kind by its real schema, with the rules that no schema has, and every pod by the Pod Security Standard.
pub(super) fn every_file_of_values(cluster: &Installation) -> anyhow::Result<()> {
    let check = ["apply", "--server-side", "--dry-run=server", "-f", "-"];
    for values in VALUES {
        let manifest = cluster.helm.render(CHART, &[values])?;
        cluster.plane.kubectl(&check, &manifest).context(values)?;
    }
    let engines = cluster.helm.render(ENGINES, &[])?;
    cluster.plane.kubectl(&check, &engines).context(ENGINES).map(drop)
}

/// No manifest says how many pods there are; the autoscaler makes the least number of them.
pub(super) fn installed(cluster: &Installation) -> anyhow::Result<()> {
    cluster.apply(&cluster.manifest)?;
    for component in ALL.iter().map(|service| service.name).chain(["gateway"]) {
        cluster.await_that(component, "four pods are ready", |pods| pods.are(4) && pods.are_rolled_out())?;
        let zones = cluster.pods(component)?.by_zone();
        let (most, least) = (zones.values().max(), zones.values().min());
        ensure!((most, least) == (Some(&2), Some(&1)), "{component} is not even over the zones: {zones:?}");
    }
    Ok(())
}
