//! Six nodes in three zones without machines: every pod that is placed on one runs and is ready a second later, drains for three seconds when it
//! has to end, and uses as much of its processor as the test says. An image whose name has `broken` in it never becomes ready.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use anyhow::ensure;
use engines::Stopwatch;
use serde_json::{Value, json};

use super::api::Api;
use crate::objects::{at, items};

const NODES: usize = 6;
const ZONES: [&str; 3] = ["a", "b", "c"];
const LOOK_EVERY: Duration = Duration::from_millis(200);
const READY_AFTER: Duration = Duration::from_secs(1);
const DRAINS_FOR: Duration = Duration::from_secs(3);
/// An image with this in its name never becomes ready.
pub(super) const BROKEN: &str = "broken";

#[derive(Debug)]
pub(super) struct Kubelet {
    /// How much of what it requests each pod uses, in percent.
    load: Arc<AtomicU64>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Kubelet {
    pub(super) fn start(api: Api) -> anyhow::Result<Self> {
        nodes().try_for_each(|(name, zone)| add_node(api, &name, zone))?;
        let (load, ends) = (Arc::new(AtomicU64::new(30)), Arc::new(AtomicBool::new(false)));
        let mut pods = Pods { api, load: Arc::clone(&load), known: BTreeMap::new() };
        let end = Arc::clone(&ends);
        let thread = spawn(move || {
            while !end.load(Ordering::Relaxed) {
                if let Err(error) = pods.look() {
                    println!("  the nodes: {error:#}");
                }
                sleep(LOOK_EVERY);
            }
        });
        Ok(Self { load, ends, thread: Some(thread) })
    }

    pub(super) fn set_load(&self, percent: u64) {
        self.load.store(percent, Ordering::Relaxed);
    }
}

impl Drop for Kubelet {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Each with its zone.
pub(super) fn nodes() -> impl Iterator<Item = (String, &'static str)> {
    (0..NODES).map(|number| format!("node-{number}")).zip(ZONES.into_iter().cycle())
}

pub(super) fn zone_of(node: &str) -> Option<&'static str> {
    nodes().find(|(name, _)| name == node).map(|(_, zone)| zone)
}

fn add_node(api: Api, name: &str, zone: &str) -> anyhow::Result<()> {
    let labels = json!({"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone});
    let body = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}});
    let made = api.post("/api/v1/nodes", &body)?;
    let room = json!({"cpu": "16", "memory": "64Gi", "pods": "110"});
    let ready = json!({"type": "Ready", "status": "True", "reason": "KubeletReady"});
    let status = json!({"status": {"capacity": room, "allocatable": room, "conditions": [ready]}});
    let reported = api.patch(&format!("/api/v1/nodes/{name}/status"), &status)?;
    ensure!((made, reported) == (201, 200), "{name} cannot be added: {made}, {reported}");
    Ok(())
}

/// What a node knows of a pod that it has.
#[derive(Debug)]
struct Known {
    since: Stopwatch,
    is_running: bool,
    ends_since: Option<Stopwatch>,
    /// The load that was reported last.
    reported: Option<u64>,
}

struct Pods {
    api: Api,
    load: Arc<AtomicU64>,
    /// By path.
    known: BTreeMap<String, Known>,
}

impl Pods {
    fn look(&mut self) -> anyhow::Result<()> {
        let pods = self.api.list("/api/v1/pods")?;
        let placed: Vec<(String, &Value)> = pods
            .iter()
            .filter(|pod| !at(pod, "/spec/nodeName").is_null())
            .map(|pod| (path(pod), pod))
            .collect();
        self.known.retain(|path, _| placed.iter().any(|(other, _)| other == path));
        for (path, pod) in placed {
            self.attend(&path, pod)?;
        }
        Ok(())
    }

    fn attend(&mut self, path: &str, pod: &Value) -> anyhow::Result<()> {
        let start =
            || Known { since: Stopwatch::start(), is_running: false, ends_since: None, reported: None };
        let known = self.known.entry(path.to_owned()).or_insert_with(start);
        let load = self.load.load(Ordering::Relaxed);
        if !at(pod, "/metadata/deletionTimestamp").is_null() {
            let since = known.ends_since.get_or_insert_with(Stopwatch::start);
            if since.elapsed() > DRAINS_FOR {
                self.api.delete(&usage_path(pod))?;
                self.api.delete(path)?;
            }
        } else if !known.is_running && known.since.elapsed() > READY_AFTER {
            let number = self.known.len();
            self.api.patch(&format!("{path}/status"), &running(pod, number))?;
            if let Some(known) = self.known.get_mut(path) {
                known.is_running = true;
            }
        } else if known.is_running && known.reported != Some(load) {
            known.reported = Some(load);
            self.api.apply(&usage_path(pod), &usage(pod, load))?;
        }
        Ok(())
    }
}

fn path(pod: &Value) -> String {
    let part = |name: &str| at(pod, &format!("/metadata/{name}")).as_str().unwrap_or_default().to_owned();
    format!("/api/v1/namespaces/{}/pods/{}", part("namespace"), part("name"))
}

fn usage_path(pod: &Value) -> String {
    path(pod).replacen("/api/v1/", "/apis/metrics.k8s.io/v1beta1/", 1)
}

/// Its times are that of its making, which is a second ago.
fn running(pod: &Value, number: usize) -> Value {
    let time = at(pod, "/metadata/creationTimestamp");
    let is_broken = containers(pod)
        .any(|container| at(container, "/image").as_str().is_some_and(|image| image.contains(BROKEN)));
    let is_ready = if is_broken { "False" } else { "True" };
    let address = format!("10.0.{}.{}", number / 250, number % 250 + 1);
    let condition =
        |name: &str, status: &str| json!({"type": name, "status": status, "lastTransitionTime": time});
    let status = |container: &Value| {
        json!({
            "name": at(container, "/name"), "image": at(container, "/image"), "imageID": "none", "restartCount": 0,
            "ready": !is_broken, "started": true, "state": {"running": {"startedAt": time}},
        })
    };
    json!({"status": {
        "phase": "Running", "startTime": time, "podIP": address, "podIPs": [{"ip": address}],
        "conditions": [
            condition("Initialized", "True"), condition("Ready", is_ready), condition("ContainersReady", is_ready),
        ],
        "containerStatuses": containers(pod).map(status).collect::<Vec<_>>(),
    }})
}

/// What metrics-server would report: a share of what the pod requests.
fn usage(pod: &Value, percent: u64) -> Value {
    let used = |container: &Value| {
        let requested = millicores(at(container, "/resources/requests/cpu").as_str().unwrap_or_default());
        let usage = json!({"cpu": format!("{}m", requested * percent / 100), "memory": "64Mi"});
        json!({"name": at(container, "/name"), "usage": usage})
    };
    let metadata = |name: &str| at(pod, &format!("/metadata/{name}"));
    json!({
        "apiVersion": "metrics.k8s.io/v1beta1",
        "kind": "PodMetrics",
        "metadata": {"name": metadata("name"), "namespace": metadata("namespace"), "labels": metadata("labels")},
        "timestamp": metadata("creationTimestamp"),
        "window": "15s",
        "containers": containers(pod).map(used).collect::<Vec<_>>(),
    })
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    items(at(pod, "/spec/containers")).iter()
}

fn millicores(quantity: &str) -> u64 {
    match quantity.strip_suffix('m') {
        Some(thousandths) => thousandths.parse().unwrap_or(0),
        None => quantity.parse::<u64>().unwrap_or(0) * 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(image: &str) -> Value {
        json!({
            "metadata": {"name": "a", "namespace": "n", "labels": {}, "creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"containers": [{"name": "c", "image": image, "resources": {"requests": {"cpu": "500m"}}}]},
        })
    }

    #[test]
    fn a_pod_uses_a_share_of_what_it_requests() {
        assert_eq!((millicores("500m"), millicores("2"), millicores("")), (500, 2000, 0));
        assert_eq!(usage(&pod("x"), 80)["containers"][0]["usage"]["cpu"], "400m");
        assert_eq!(usage_path(&pod("x")), "/apis/metrics.k8s.io/v1beta1/namespaces/n/pods/a");
    }

    #[test]
    fn a_broken_image_runs_and_is_never_ready() {
        assert_eq!(running(&pod("x"), 3)["status"]["conditions"][1]["status"], "True");
        assert_eq!(running(&pod("x@broken"), 3)["status"]["conditions"][1]["status"], "False");
    }

    #[test]
    fn each_zone_has_two_nodes() {
        assert_eq!(nodes().filter(|(_, zone)| *zone == "b").count(), 2);
        assert_eq!((zone_of("node-5"), zone_of("node-6")), (Some("c"), None));
    }
}
