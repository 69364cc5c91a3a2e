//! The kinds that are not Kubernetes' own, and whether an object fits the schema of its kind. The schemas are those that the projects publish, in
//! the versions that infra/gitops installs or newer ones of the same API.

mod structural;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::Value;

use crate::golang::Module;
use crate::objects::{self, Object, items};

/// A module, the folder with its definitions, and the files of those that are used.
type Source = (Module, &'static str, &'static [&'static str]);

const SOURCES: [Source; 7] = [
    (
        Module { path: "github.com/argoproj/argo-rollouts", version: "v1.10.2" },
        "manifests/crds",
        &["rollout-crd.yaml", "analysis-template-crd.yaml"],
    ),
    (
        Module { path: "github.com/argoproj/argo-cd/v3", version: "v3.2.1" },
        "manifests/crds",
        &["application-crd.yaml", "appproject-crd.yaml"],
    ),
    (
        Module { path: "github.com/cilium/cilium", version: "v1.18.3" },
        "pkg/k8s/apis/cilium.io/client/crds/v2",
        &["ciliumnetworkpolicies.yaml"],
    ),
    (
        Module { path: "github.com/kedacore/keda/v2", version: "v2.18.1" },
        "config/crd/bases",
        &["keda.sh_scaledobjects.yaml"],
    ),
    (
        Module { path: "github.com/external-secrets/external-secrets", version: "v0.20.4" },
        "config/crds/bases",
        &["external-secrets.io_externalsecrets.yaml", "external-secrets.io_clustersecretstores.yaml"],
    ),
    (
        Module { path: "github.com/prometheus-operator/prometheus-operator", version: "v0.85.0" },
        "example/prometheus-operator-crd",
        &["monitoring.coreos.com_servicemonitors.yaml", "monitoring.coreos.com_prometheusrules.yaml"],
    ),
    (
        Module { path: "sigs.k8s.io/gateway-api", version: "v1.4.1" },
        "config/crd/standard",
        &["gateway.networking.k8s.io_httproutes.yaml"],
    ),
];

/// By apiVersion and kind.
#[derive(Debug)]
pub(crate) struct Schemas(BTreeMap<(String, String), Value>);

/// The files with the definitions, fetched if need be.
pub(crate) fn files() -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for (module, folder, files) in SOURCES {
        let folder = module.folder()?.join(folder);
        all.extend(files.iter().map(|file| folder.join(file)));
    }
    Ok(all)
}

impl Schemas {
    pub(crate) fn fetch() -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for path in files()? {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let definitions = objects::parse(&text).with_context(|| path.display().to_string())?;
            all.extend(definitions.iter().flat_map(versions));
        }
        Ok(Self(all))
    }

    /// What is wrong with objects of kinds that are not Kubernetes' own.
    pub(crate) fn all_faults(&self, objects: &[Object]) -> Vec<String> {
        let others = objects.iter().filter(|object| !is_of_kubernetes(object.text("/apiVersion")));
        others.flat_map(|object| self.faults(object)).collect()
    }

    fn faults(&self, object: &Object) -> Vec<String> {
        let key = (object.text("/apiVersion").to_owned(), object.kind().to_owned());
        let faults = match self.0.get(&key) {
            Some(schema) => structural::faults(schema, &object.0),
            None => vec![format!("no schema for {}", key.0)],
        };
        faults.into_iter().map(|fault| format!("{}: {fault}", object.title())).collect()
    }
}

/// Its groups have no dot, or end with its domain; the Gateway API ends so too and is no part of it.
fn is_of_kubernetes(api_version: &str) -> bool {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    !group.contains('.') || (group.ends_with(".k8s.io") && group != "gateway.networking.k8s.io")
}

/// Each version of a definition, with its schema.
fn versions(definition: &Object) -> Vec<((String, String), Value)> {
    let (group, kind) = (definition.text("/spec/group"), definition.text("/spec/names/kind"));
    let version = |version: &Value| {
        let name = version.get("name")?.as_str()?;
        let schema = version.pointer("/schema/openAPIV3Schema")?.clone();
        Some(((format!("{group}/{name}"), kind.to_owned()), schema))
    };
    items(definition.at("/spec/versions")).iter().filter_map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_others_are_told_by_their_group() {
        for own in ["v1", "apps/v1", "policy/v1", "networking.k8s.io/v1"] {
            assert!(is_of_kubernetes(own), "{own}");
        }
        for other in ["gateway.networking.k8s.io/v1", "cilium.io/v2", "keda.sh/v1alpha1"] {
            assert!(!is_of_kubernetes(other), "{other}");
        }
    }

    #[test]
    fn each_version_of_a_definition_has_its_schema() {
        let text = "spec: {group: a.b, names: {kind: C}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {spec: {type: object}}}}}]}";
        let schemas = Schemas(versions(&objects::parse(text).unwrap()[0]).into_iter().collect());
        let found = |text: &str| schemas.all_faults(&objects::parse(text).unwrap());
        assert_eq!(found("{apiVersion: a.b/v1, kind: C, spec: {}}"), [""; 0]);
        assert_eq!(
            found("{apiVersion: a.b/v1, kind: C, metadata: {name: d}, spec: {e: 1}}"),
            ["C/d: spec.e is unknown"]
        );
        assert_eq!(
            found("{apiVersion: a.b/v2, kind: C, metadata: {name: d}}"),
            ["C/d: no schema for a.b/v2"]
        );
        assert_eq!(found("{apiVersion: v1, kind: Pod}"), [""; 0]);
    }
}
