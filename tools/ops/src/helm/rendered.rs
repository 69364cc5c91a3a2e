//! A chart with one file of values: all objects, and how to find some of them.

use contracts::services::ALL;
use serde_json::{Map, Value};

use crate::objects::{Object, items};

#[derive(Debug)]
pub(super) struct Rendered {
    /// The file of values, for messages.
    pub(super) values: String,
    pub(super) objects: Vec<Object>,
}

/// A template of pods, and what it belongs to.
#[derive(Debug)]
pub(super) struct Pod<'r> {
    pub(super) owner: &'r Object,
    pub(super) spec: &'r Value,
}

impl Rendered {
    pub(super) fn of<'r>(&'r self, kinds: &'r [&str]) -> impl Iterator<Item = &'r Object> {
        self.objects.iter().filter(|object| kinds.contains(&object.kind()))
    }

    pub(super) fn find(&self, kind: &str, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.kind() == kind && object.name() == name)
    }

    /// Each service, and what its ConfigMap has.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let of_a_service = |config: &&Object| ALL.iter().any(|info| info.name == config.component());
        let configs = self.of(&["ConfigMap"]).filter(of_a_service);
        configs.filter_map(|config| Some((config.component(), config.at("/data").as_object()?)))
    }

    /// What runs all the time.
    pub(super) fn workloads(&self) -> impl Iterator<Item = &Object> {
        self.of(&["Deployment", "Rollout", "StatefulSet"])
    }

    /// Every template of a pod, those of tests and of analyses too.
    pub(super) fn pods(&self) -> Vec<Pod<'_>> {
        let mut pods = Vec::new();
        for owner in &self.objects {
            let of_workload = owner.0.pointer("/spec/template/spec");
            let alone = (owner.kind() == "Pod").then(|| owner.at("/spec"));
            let metrics = items(owner.at("/spec/metrics")).iter();
            let of_jobs = metrics.filter_map(|metric| metric.pointer("/provider/job/spec/template/spec"));
            let is_pod = |spec: &&Value| spec.get("containers").is_some();
            let specs = of_workload.into_iter().chain(alone).chain(of_jobs).filter(is_pod);
            pods.extend(specs.map(|spec| Pod { owner, spec }));
        }
        pods
    }
}

impl<'r> Pod<'r> {
    pub(super) fn containers(&self) -> impl Iterator<Item = &'r Value> + use<'r> {
        let list = |name| items(self.spec.get(name).unwrap_or(&Value::Null)).iter();
        list("initContainers").chain(list("containers"))
    }
}
