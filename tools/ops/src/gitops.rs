//! What Argo CD keeps in a cluster: every object fits its schema, what an Application names exists, and whatever Holdfast needs comes before it.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::objects::{self, Object, items};
use crate::schemas::Schemas;
use crate::{observability, repository};

pub(crate) const CHART: &str = "infra/gitops";
pub(crate) const ENVIRONMENTS: [&str; 2] = ["staging", "prod"];
/// The groups of kinds that the chart of Holdfast uses, and which Application brings them.
const PROVIDERS: [(&str, &str); 5] = [
    ("argoproj.io", "argo-rollouts"),
    ("cilium.io", "cilium"),
    ("external-secrets.io", "external-secrets"),
    ("keda.sh", "keda"),
    ("monitoring.coreos.com", "kube-prometheus-stack"),
];
const HOLDFAST: &str = "holdfast";
/// The Application that brings Grafana, and the source that it makes by itself.
const GRAFANA: &str = "kube-prometheus-stack";
const ITS_OWN: &str = "prometheus";
/// Of an Application.
const VALUES: &str = "/spec/source/helm/valuesObject";

/// One cluster: what its Applications are, and what Holdfast's chart renders in it.
pub(crate) fn check(applications: &[Object], holdfast: &[Object], schemas: &Schemas) -> anyhow::Result<()> {
    let mut faults = schemas.all_faults(applications);
    faults.extend(schemas.all_faults(&beside(applications)));
    faults.extend(late(applications, holdfast));
    faults.extend(applications.iter().flat_map(missing_files));
    let sources = observability::missing_sources(&sources(applications))?;
    faults.extend(sources.iter().map(|uid| format!("{GRAFANA} has no source {uid}, which a dashboard asks")));
    ensure!(faults.is_empty(), "{}", faults.join("\n    "));
    Ok(())
}

/// The objects that are applied by hand.
pub(crate) fn roots() -> anyhow::Result<Vec<Object>> {
    let mut all = Vec::new();
    for environment in ENVIRONMENTS {
        let path = format!("{CHART}/root-{environment}.yaml");
        let text = repository::read(&path)?;
        all.extend(objects::parse(&text).with_context(|| path.clone())?);
    }
    Ok(all)
}

/// Objects that a chart of the platform applies besides its own.
fn beside(applications: &[Object]) -> Vec<Object> {
    let of = |application: &Object| items(application.at(&format!("{VALUES}/extraManifests"))).to_vec();
    applications.iter().flat_map(of).map(Object).collect()
}

/// What Grafana is able to ask in a cluster.
fn sources(applications: &[Object]) -> Vec<Value> {
    let grafana = applications.iter().filter(|application| application.name() == GRAFANA);
    let path = format!("{VALUES}/grafana/additionalDataSources");
    let added = grafana.flat_map(|application| items(application.at(&path)));
    added.cloned().chain([json!({"uid": ITS_OWN})]).collect()
}

/// Kinds that Holdfast uses and that nothing before it brings.
fn late(applications: &[Object], holdfast: &[Object]) -> Vec<String> {
    let is_application = |object: &&Object| object.kind() == "Application";
    let waves: BTreeMap<&str, i64> =
        applications.iter().filter(is_application).map(|object| (object.name(), wave(object))).collect();
    let Some(own) = waves.get(HOLDFAST) else { return vec![format!("no Application {HOLDFAST}")] };
    let mut faults = Vec::new();
    for object in holdfast {
        let group = object.text("/apiVersion").split('/').next().unwrap_or_default();
        let Some((_, provider)) = PROVIDERS.iter().find(|(known, _)| *known == group) else { continue };
        if waves.get(provider).is_none_or(|wave| wave >= own) {
            faults.push(format!("{} needs {provider} before {HOLDFAST}", object.title()));
        }
    }
    faults
}

fn wave(object: &Object) -> i64 {
    let annotations = object.at("/metadata/annotations");
    let wave = annotations.get("argocd.argoproj.io/sync-wave").and_then(Value::as_str);
    wave.and_then(|wave| wave.parse().ok()).unwrap_or(0)
}

/// Folders and files of this repository that an Application names.
fn missing_files(application: &Object) -> Vec<String> {
    let source = application.at("/spec/source");
    let Some(folder) = source.get("path").and_then(Value::as_str) else { return Vec::new() };
    let files = items(application.at("/spec/source/helm/valueFiles")).iter().filter_map(Value::as_str);
    let paths = files.map(|file| format!("{folder}/{file}")).chain([format!("{folder}/Chart.yaml")]);
    let missing = paths.filter(|path| !repository::root().join(path).exists());
    missing.map(|path| format!("{}: {path} does not exist", application.title())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(name: &str, wave: &str, source: &str) -> String {
        format!(
            "kind: Application\nmetadata: {{name: {name}, annotations: {{argocd.argoproj.io/sync-wave: \"{wave}\"}}}}\n\
             spec: {{source: {source}}}\n---\n"
        )
    }

    #[test]
    fn what_brings_a_kind_comes_before_what_uses_it() {
        let scaled =
            objects::parse("apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: a}\n")
                .unwrap();
        let found = |keda: &str| {
            let text = application("holdfast", "0", "{}") + &application("keda", keda, "{}");
            late(&objects::parse(&text).unwrap(), &scaled)
        };
        assert_eq!(found("-1"), [""; 0]);
        assert_eq!(found("0"), ["ScaledObject/a needs keda before holdfast"]);
        assert_eq!(late(&[], &scaled), ["no Application holdfast"]);
    }

    #[test]
    fn sources_and_further_objects_are_those_of_the_values() {
        let source = "{helm: {valuesObject: {extraManifests: [{kind: Secret, metadata: {name: a}}], \
                      grafana: {additionalDataSources: [{uid: loki}]}}}}";
        let all =
            objects::parse(&(application(GRAFANA, "0", source) + &application("keda", "0", "{}"))).unwrap();
        assert_eq!(beside(&all).iter().map(Object::title).collect::<Vec<_>>(), ["Secret/a"]);
        assert_eq!(sources(&all), [json!({"uid": "loki"}), json!({"uid": "prometheus"})]);
        assert_eq!(sources(&all[1..]), [json!({"uid": "prometheus"})]);
    }

    #[test]
    fn what_an_application_names_exists() {
        let found = |source: &str| missing_files(&objects::parse(&application("a", "0", source)).unwrap()[0]);
        assert_eq!(found("{path: helm/holdfast, helm: {valueFiles: [../values/local.yaml]}}"), [""; 0]);
        assert_eq!(found("{chart: keda}"), [""; 0]);
        assert_eq!(found("{path: helm/holdfas}"), ["Application/a: helm/holdfas/Chart.yaml does not exist"]);
        let other = "{path: helm/holdfast, helm: {valueFiles: [../values/none.yaml]}}";
        assert_eq!(found(other), ["Application/a: helm/holdfast/../values/none.yaml does not exist"]);
    }
}
