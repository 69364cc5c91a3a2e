//! Holdfast's chart in a control plane with nodes, and what tests do with it there.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail};
use engines::Stopwatch;
use serde_json::{Value, json};

use super::control_plane::ControlPlane;
use super::kubelet::Kubelet;
use super::pods::{Pod, Pods};
use super::programs::Programs;
use crate::helm::{CHART, Helm};
use crate::objects::{self, Object};
use crate::schemas;

/// Plain Deployments with Kubernetes' own autoscaler, because no controllers of other projects run here; four pods of each.
const VALUES: [&str; 2] =
    ["helm/holdfast/ci/gateway-api-values.yaml", "helm/holdfast/ci/cluster-values.yaml"];
pub(super) const NAMESPACE: &str = "holdfast";
/// The admission of the cluster refuses a pod that has more privileges than this standard allows.
const STANDARD: &str = "restricted";
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// For a machine that does other things too.
const SEEN_WITHIN: Duration = Duration::from_secs(180);

#[derive(Debug)]
pub(super) struct Installation {
    // First, because it asks the control plane.
    pub(super) kubelet: Kubelet,
    pub(super) plane: ControlPlane,
    pub(super) helm: Helm,
    /// All objects that an installation applies, as one list.
    pub(super) manifest: String,
}

impl Installation {
    pub(super) fn prepare() -> anyhow::Result<Self> {
        let helm = Helm::install()?;
        let objects = objects::parse(&helm.render(CHART, &VALUES)?)?;
        let (took, plane) = (Stopwatch::start(), ControlPlane::start(&Programs::install()?)?);
        let kubelet = Kubelet::start(plane.api)?;
        println!("  {took:>8}  the control plane and its nodes are up");
        let installation = Self { kubelet, plane, helm, manifest: manifest(&objects) };
        installation.add_kinds()?;
        installation.plane.kubectl(&["apply", "-f", "-"], &namespace().to_string())?;
        Ok(installation)
    }

    /// The kinds of other projects, and the one in which load is reported.
    fn add_kinds(&self) -> anyhow::Result<()> {
        let files = schemas::files()?;
        let files = files.iter().map(|file| format!("--filename={}", file.display()));
        let apply = ["apply", "--server-side", "--filename=-"].map(str::to_owned);
        let arguments: Vec<String> = apply.into_iter().chain(files).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.plane.kubectl(&arguments, &usage_kind().to_string())?;
        let wait =
            ["wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s"];
        self.plane.kubectl(&wait, "").map(drop)
    }

    /// As Helm or Argo CD would, on behalf of one owner of all fields.
    pub(super) fn apply(&self, manifest: &str) -> anyhow::Result<()> {
        let apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=chart", "-f", "-"];
        self.plane.kubectl(&apply, manifest).map(drop)
    }

    pub(super) fn pods(&self, component: &str) -> anyhow::Result<Pods> {
        let deployment = format!("/apis/apps/v1/namespaces/{NAMESPACE}/deployments/holdfast-{component}");
        let label = objects::COMPONENT.replace('/', "%2F");
        let pods = format!("/api/v1/namespaces/{NAMESPACE}/pods?labelSelector={label}%3D{component}");
        let pods = self.plane.api.list(&pods)?;
        Ok(Pods { deployment: self.plane.api.get(&deployment)?, pods: pods.iter().map(Pod::read).collect() })
    }

    /// Looks at the pods until something is seen. At every look until then nothing may be wrong with them.
    pub(super) fn watch(
        &self,
        component: &str,
        what: &str,
        wrong: impl Fn(&Pods) -> bool,
        seen: impl Fn(&Pods) -> bool,
    ) -> anyhow::Result<()> {
        let since = Stopwatch::start();
        while since.elapsed() < SEEN_WITHIN {
            let pods = self.pods(component)?;
            if wrong(&pods) {
                bail!("{what}: wrong after {since}: {}", said(&pods));
            }
            if seen(&pods) {
                println!("  {since:>8}  {component}: {what}");
                return Ok(());
            }
            sleep(LOOK_EVERY);
        }
        bail!("{what}: not seen within {since}: {}", said(&self.pods(component)?))
    }

    /// The same where nothing can go wrong on the way.
    pub(super) fn await_that(
        &self,
        component: &str,
        what: &str,
        seen: impl Fn(&Pods) -> bool,
    ) -> anyhow::Result<()> {
        self.watch(component, what, |_| false, seen)
    }

    /// The Deployment of a component, as the chart has it.
    pub(super) fn deployment(&self, component: &str) -> anyhow::Result<Value> {
        let list: Value = serde_json::from_str(&self.manifest)?;
        let is_wanted = |item: &&Value| {
            objects::at(item, "/kind") == "Deployment"
                && objects::at(item, "/metadata/name") == &json!(format!("holdfast-{component}"))
        };
        let found = objects::items(objects::at(&list, "/items")).iter().find(is_wanted).cloned();
        found.with_context(|| format!("the chart has no Deployment of {component}"))
    }
}

fn said(pods: &Pods) -> String {
    format!(
        "{} wanted, {} alive, {} ready, by zone {:?}",
        pods.wanted(),
        pods.alive(),
        pods.ready(),
        pods.by_zone()
    )
}

/// Without what only `helm test` makes.
fn manifest(objects: &[Object]) -> String {
    let is_installed = |object: &&Object| object.at("/metadata/annotations").get("helm.sh/hook").is_none();
    let items: Vec<&Value> = objects.iter().filter(is_installed).map(|object| &object.0).collect();
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn namespace() -> Value {
    let labels = json!({"pod-security.kubernetes.io/enforce": STANDARD});
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": labels}})
}

/// metrics-server would answer for this group; here its answers are objects, which the nodes write.
fn usage_kind() -> Value {
    let schema = json!({"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}});
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": "pods.metrics.k8s.io",
            "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"},
        },
        "spec": {
            "group": "metrics.k8s.io",
            "scope": "Namespaced",
            "names": {"plural": "pods", "kind": "PodMetrics", "listKind": "PodMetricsList"},
            "versions": [{"name": "v1beta1", "served": true, "storage": true, "schema": schema}],
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helm_makes_for_its_tests_is_not_installed() {
        let text = "kind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: test}}\n---\nkind: Service\nmetadata: {name: b}\n";
        let manifest: Value = serde_json::from_str(&manifest(&objects::parse(text).unwrap())).unwrap();
        assert_eq!(manifest["items"].as_array().unwrap().len(), 1);
        assert_eq!(manifest["items"][0]["kind"], "Service");
    }
}
