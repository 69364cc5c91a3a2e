//! Pods that have to leave their nodes: upgrades of the cluster do that at any time, during a sale too.

use std::thread::scope;

use anyhow::{anyhow, ensure};
use serde_json::json;

use super::installation::{Installation, NAMESPACE};
use super::kubelet;

const MANY_REQUESTS: u16 = 429;

pub(super) fn second_eviction(cluster: &Installation) -> anyhow::Result<()> {
    let pods = cluster.pods("order")?;
    let evict = |name: &str| {
        let path = format!("/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction");
        let metadata = json!({"name": name, "namespace": NAMESPACE});
        cluster
            .plane
            .api
            .post(&path, &json!({"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}))
    };
    let answers = pods.pods.iter().take(2).map(|pod| evict(&pod.name)).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(answers == [201, MANY_REQUESTS], "two evictions at once are answered with {answers:?}");
    cluster.watch("order", "an evicted pod has a successor", |pods| pods.ready() < 3, |pods| pods.are(4))
}

/// One of each zone. `kubectl drain` asks again and again while a budget refuses.
pub(super) fn drained_nodes(cluster: &Installation) -> anyhow::Result<()> {
    let nodes: Vec<String> = kubelet::nodes().take(3).map(|(name, _)| name).collect();
    scope(|scope| -> anyhow::Result<()> {
        let drain = scope.spawn(|| {
            let options = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=300s"];
            nodes.iter().try_for_each(|node| {
                let arguments = [&["drain", node][..], &options].concat();
                cluster.plane.kubectl(&arguments, "").map(drop)
            })
        });
        let is_away = |node: &str| nodes.iter().any(|drained| drained == node);
        cluster.watch(
            "order",
            "three nodes are drained",
            |pods| pods.ready() < 3,
            |pods| drain.is_finished() && pods.are(4) && !pods.pods.iter().any(|pod| is_away(&pod.node)),
        )?;
        drain.join().map_err(|_| anyhow!("the drain panicked"))?
    })?;
    nodes.iter().try_for_each(|node| cluster.plane.kubectl(&["uncordon", node], "").map(drop))
}
