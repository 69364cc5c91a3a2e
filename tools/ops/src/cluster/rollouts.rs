//! A new version replaces the old one: the wrong one, and the right one while a zone is closed.

use serde_json::{Value, json};

use super::installation::Installation;
use super::kubelet;

const COMPONENT: &str = "order";

/// The old pods go on, and one new pod waits for ever. The earlier image ends it.
pub(super) fn broken_image(cluster: &Installation) -> anyhow::Result<()> {
    let mut broken = cluster.deployment(COMPONENT)?;
    let image = json!(format!("registry.example.com/{}@sha256:{}", kubelet::BROKEN, "0".repeat(64)));
    if let Some(container) = broken.pointer_mut("/spec/template/spec/containers/0/image") {
        *container = image;
    }
    cluster.apply(&broken.to_string())?;
    cluster.watch(
        COMPONENT,
        "the broken version has one pod, which is not ready",
        |pods| pods.ready() < 4 || pods.alive() > 5,
        |pods| pods.alive() == 5 && pods.pods.iter().all(|pod| !pod.node.is_empty()),
    )?;
    cluster.apply(&cluster.manifest)?;
    cluster.watch(
        COMPONENT,
        "the earlier image is back everywhere",
        |pods| pods.ready() < 4 || pods.alive() > 5,
        |pods| pods.are_rolled_out(),
    )
}

/// Pods that may not be placed in the closed zone do not keep it from having as many as the others.
pub(super) fn cordoned_zone(cluster: &Installation) -> anyhow::Result<()> {
    let closed: Vec<String> =
        kubelet::nodes().filter(|(_, zone)| *zone == "a").map(|(name, _)| name).collect();
    let all =
        |verb: &str| closed.iter().try_for_each(|node| cluster.plane.kubectl(&[verb, node], "").map(drop));
    all("cordon")?;
    let mut next = cluster.deployment(COMPONENT)?;
    if let Some(annotations) =
        next.pointer_mut("/spec/template/metadata/annotations").and_then(Value::as_object_mut)
    {
        annotations.insert("holdfast.dev/version".to_owned(), json!("next"));
    }
    cluster.apply(&next.to_string())?;
    cluster.watch(
        COMPONENT,
        "a new version runs in the two open zones",
        |pods| pods.ready() < 4 || pods.alive() > 5,
        |pods| pods.are_rolled_out() && pods.by_zone().get("a") == Some(&0),
    )?;
    all("uncordon")?;
    cluster.apply(&cluster.manifest)?;
    cluster.await_that(COMPONENT, "it is in all zones again", |pods| {
        pods.are_rolled_out() && pods.by_zone().values().all(|number| *number > 0)
    })
}
