//! Load comes and goes, and the chart is applied in the middle of it.

use std::time::Duration;

use anyhow::ensure;
use engines::Stopwatch;
use serde_json::{Value, json};

use super::installation::Installation;

const COMPONENT: &str = "order";
/// A policy of one pod a minute allows more where as many were added in the same minute.
const LOOKS_BACK: Duration = Duration::from_secs(65);

pub(super) fn up(cluster: &Installation) -> anyhow::Result<()> {
    cluster.kubelet.set_load(80);
    cluster.watch(
        COMPONENT,
        "80% of its processors: eight pods",
        |pods| pods.ready() < 4,
        |pods| pods.are(8),
    )?;
    cluster.apply(&cluster.manifest)?;
    let wanted = cluster.pods(COMPONENT)?.wanted();
    ensure!(wanted == 8, "an apply of the chart set eight pods back to {wanted}");
    cluster.watch(
        COMPONENT,
        "the chart is applied, and eight stay",
        |pods| pods.alive() < 8,
        |pods| pods.are_rolled_out(),
    )?;
    a_number_would_set_them_back(cluster)
}

/// What the chart must not do, so that the check above is known to notice it.
fn a_number_would_set_them_back(cluster: &Installation) -> anyhow::Result<()> {
    let mut numbered = cluster.deployment(COMPONENT)?;
    if let Some(spec) = numbered.get_mut("spec").and_then(Value::as_object_mut) {
        spec.insert("replicas".to_owned(), json!(4));
    }
    cluster.apply(&numbered.to_string())?;
    let wanted = cluster.pods(COMPONENT)?.wanted();
    ensure!(wanted == 4, "a manifest with four replicas leaves {wanted}: this check would not notice one");
    cluster.apply(&cluster.manifest)?;
    cluster.await_that(COMPONENT, "eight again, by the autoscaler", |pods| pods.are(8))
}

/// The first leaves as soon as the window allows it; the next one not within the same minute.
pub(super) fn down(cluster: &Installation) -> anyhow::Result<()> {
    let since = Stopwatch::start();
    cluster.watch(
        COMPONENT,
        "the policy has forgotten what was added",
        |pods| pods.alive() < 8,
        |_| since.elapsed() > LOOKS_BACK,
    )?;
    cluster.kubelet.set_load(8);
    cluster.watch(
        COMPONENT,
        "8% of its processors: seven pods",
        |pods| pods.wanted() < 7,
        |pods| pods.are(7),
    )?;
    cluster.watch(COMPONENT, "a minute later six", |pods| pods.wanted() < 6, |pods| pods.are(6))
}
