//! The pods of one component and the Deployment that wants them, as the API server has them at one moment.

use std::collections::BTreeMap;

use serde_json::Value;

use super::kubelet;
use crate::objects::{at, items};

#[derive(Debug)]
pub(super) struct Pods {
    pub(super) deployment: Value,
    pub(super) pods: Vec<Pod>,
}

#[derive(Debug)]
pub(super) struct Pod {
    pub(super) name: String,
    pub(super) node: String,
    is_ready: bool,
    /// It has been asked to end.
    ends: bool,
}

impl Pod {
    pub(super) fn read(pod: &Value) -> Self {
        let text = |path: &str| pod.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_ready = |condition: &Value| {
            (condition["type"].as_str(), condition["status"].as_str()) == (Some("Ready"), Some("True"))
        };
        Self {
            name: text("/metadata/name"),
            node: text("/spec/nodeName"),
            is_ready: items(at(pod, "/status/conditions")).iter().any(is_ready),
            ends: !at(pod, "/metadata/deletionTimestamp").is_null(),
        }
    }
}

impl Pods {
    /// How many a manifest or an autoscaler asks for.
    pub(super) fn wanted(&self) -> u64 {
        self.number("/spec/replicas")
    }

    /// Buyers are sent to these.
    pub(super) fn ready(&self) -> u64 {
        self.count(|pod| pod.is_ready && !pod.ends)
    }

    /// All that have not been asked to end.
    pub(super) fn alive(&self) -> u64 {
        self.count(|pod| !pod.ends)
    }

    pub(super) fn are(&self, number: u64) -> bool {
        (self.wanted(), self.ready(), self.alive()) == (number, number, number)
    }

    /// Every pod is of the newest template, and ready.
    pub(super) fn are_rolled_out(&self) -> bool {
        let is_seen = self.number("/status/observedGeneration") >= self.number("/metadata/generation");
        let counts = ["/status/replicas", "/status/updatedReplicas", "/status/readyReplicas"];
        is_seen && counts.iter().all(|count| self.number(count) == self.wanted()) && self.are(self.wanted())
    }

    /// How many each zone has.
    pub(super) fn by_zone(&self) -> BTreeMap<&'static str, u64> {
        let mut zones: BTreeMap<&str, u64> = kubelet::nodes().map(|(_, zone)| (zone, 0)).collect();
        for zone in self.pods.iter().filter(|pod| !pod.ends).filter_map(|pod| kubelet::zone_of(&pod.node)) {
            *zones.entry(zone).or_default() += 1;
        }
        zones
    }

    fn count(&self, is_counted: impl Fn(&&Pod) -> bool) -> u64 {
        self.pods.iter().filter(is_counted).count() as u64
    }

    fn number(&self, path: &str) -> u64 {
        self.deployment.pointer(path).and_then(Value::as_u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pods(ends: &Value) -> Pods {
        let pod = json!({
            "metadata": {"name": "a", "deletionTimestamp": ends}, "spec": {"nodeName": "node-1"},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        });
        let status =
            json!({"observedGeneration": 2, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1});
        let deployment = json!({"metadata": {"generation": 2}, "spec": {"replicas": 1}, "status": status});
        Pods { deployment, pods: vec![Pod::read(&pod)] }
    }

    #[test]
    fn a_pod_that_ends_serves_no_more() {
        let serving = pods(&Value::Null);
        assert!(serving.are(1) && serving.are_rolled_out());
        assert_eq!(serving.by_zone(), BTreeMap::from([("a", 0), ("b", 1), ("c", 0)]));
        let ending = pods(&json!("2026-01-01T00:00:00Z"));
        assert_eq!((ending.ready(), ending.alive(), ending.wanted()), (0, 0, 1));
    }

    #[test]
    fn a_rollout_that_was_not_noticed_yet_is_not_done() {
        let mut stale = pods(&Value::Null);
        stale.deployment["metadata"]["generation"] = json!(3);
        assert!(!stale.are_rolled_out());
    }
}
