//! The chart in a real control plane: `cargo xtask cluster`. Its API server admits what the chart renders, and its controllers and its scheduler do
//! with it what they would do in production. Only the nodes are played, so no container runs.

mod admission;
mod api;
mod control_plane;
mod disruption;
mod installation;
mod kubelet;
mod operations;
mod pods;
mod previews;
mod programs;
mod rollouts;
mod scaling;

use anyhow::ensure;

use self::installation::Installation;
use crate::stages::{self, Check, Outcome};

/// In this order: each leaves what the next one needs, and the last one begins anew.
const CHECKS: [Check<Installation>; 10] = [
    ("the API server admits every file of values", |cluster| {
        passed(admission::every_file_of_values(cluster))
    }),
    ("an installation is ready, and even over the zones", |cluster| passed(admission::installed(cluster))),
    ("previews consume no live messages", |cluster| passed(previews::consume_nothing(cluster))),
    ("a second eviction at once is refused", |cluster| passed(disruption::second_eviction(cluster))),
    ("nodes are drained one after the other", |cluster| passed(disruption::drained_nodes(cluster))),
    ("a broken image takes no pod away, and is mended", |cluster| passed(rollouts::broken_image(cluster))),
    ("a rollout ends with one zone cordoned", |cluster| passed(rollouts::cordoned_zone(cluster))),
    ("load adds pods, and an apply leaves their number alone", |cluster| passed(scaling::up(cluster))),
    ("pods leave one at a time when load is over", |cluster| passed(scaling::down(cluster))),
    ("commands of docs/OPERATIONS.md", |cluster| passed(operations::are_as_described(cluster))),
];

/// Five to ten minutes, of which two are waited on purpose; and twenty more the first time, which builds Kubernetes.
pub fn run() -> anyhow::Result<()> {
    for program in ["go", "kubectl", "openssl"] {
        ensure!(engines::find(program).is_some(), "{program} is not installed");
    }
    match stages::run_checks(&CHECKS, &Installation::prepare()?)? {
        Outcome::Passed | Outcome::PassedLater(_) => Ok(()),
        Outcome::NotRun(why) => anyhow::bail!("{why}"),
    }
}

fn passed(result: anyhow::Result<()>) -> anyhow::Result<Outcome> {
    result.map(|()| Outcome::Passed)
}
