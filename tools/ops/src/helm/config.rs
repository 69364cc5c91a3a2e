//! The settings of the pods: only those that the binary reads, with values that it accepts, and every secret in a file of a Secret.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::{Map, Value};

use super::rendered::{Pod, Rendered};
use crate::objects::{at, items};
use crate::settings::Readers;

/// Of a setting that names a file with a secret, behind the name of that secret.
const OF_FILE: &str = "_FILE";
/// What EKS adds to a pod whose role is how it logs in to the brokers.
const ADDED: (&str, &str) = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");

pub(super) fn faults(rendered: &Rendered, readers: &Readers) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |owner: &str, service: &str, setting: &str| {
        let reads =
            readers.get(setting).is_some_and(|services| services.iter().any(|reader| reader == service));
        if !reads {
            faults.push(format!("{owner}: {service} reads no setting {setting}"));
        }
        // What may be given as a file is a secret, and a process does not see that its environment has changed.
        if readers.contains_key(&format!("{setting}{OF_FILE}")) {
            faults.push(format!("{owner}: the secret {setting} is not given as a file"));
        }
    };
    for (service, settings) in rendered.settings() {
        settings.keys().for_each(|setting| check(&format!("ConfigMap of {service}"), service, setting));
    }
    for pod in rendered.pods() {
        for variable in pod.containers().flat_map(variables) {
            check(&pod.owner.title(), reader(&pod), text(variable, "/name"));
        }
    }
    faults.extend(rendered.pods().iter().flat_map(|pod| missing_files(rendered, pod)));
    faults
}

/// The test runs `holdfast`, which reads what order reads.
fn reader<'r>(pod: &Pod<'r>) -> &'r str {
    if pod.owner.kind() == "Pod" { "order" } else { pod.owner.component() }
}

/// Files that settings name and no Secret puts there.
fn missing_files(rendered: &Rendered, pod: &Pod<'_>) -> Vec<String> {
    let own = rendered.settings().find(|(service, _)| *service == pod.owner.component());
    let of_service: Vec<(&str, &str)> =
        own.map(|(_, settings)| texts(settings).collect()).unwrap_or_default();
    let mut missing = Vec::new();
    for container in pod.containers() {
        let files = secret_files(pod, container);
        let of_container = variables(container).map(|it| (text(it, "/name"), text(it, "/value")));
        let named =
            of_service.iter().copied().chain(of_container).filter(|(name, _)| name.ends_with(OF_FILE));
        let absent = named.filter(|(_, file)| !files.contains(*file));
        missing.extend(
            absent
                .map(|(name, file)| format!("{}: {name} is {file}, which no Secret has", pod.owner.title())),
        );
    }
    missing
}

/// Where a container finds what its Secrets have. What is mounted by `subPath` would never change, and so it does not count.
fn secret_files(pod: &Pod<'_>, container: &Value) -> BTreeSet<String> {
    let volumes = items(at(pod.spec, "/volumes"));
    let mounts = items(at(container, "/volumeMounts")).iter().filter(|mount| mount.get("subPath").is_none());
    let mut files = BTreeSet::new();
    for mount in mounts {
        let volume = volumes.iter().find(|volume| text(volume, "/name") == text(mount, "/name"));
        let volume = volume.unwrap_or(&Value::Null);
        let projected = items(at(volume, "/projected/sources")).iter().map(|source| at(source, "/secret"));
        let keys = projected.chain([at(volume, "/secret")]).flat_map(|secret| items(at(secret, "/items")));
        files.extend(keys.map(|key| format!("{}/{}", text(mount, "/mountPath"), text(key, "/path"))));
    }
    files
}

/// Values that a binary refuses.
pub(super) fn refused(rendered: &Rendered, binaries: &Path) -> Vec<String> {
    let refusal = |(service, settings)| {
        let binary = binaries.join(format!("holdfast-{service}"));
        let refusal = accepts(&binary, settings, &from_secrets(rendered, service)).err();
        refusal.map(|refusal| format!("{service}: {refusal:#}"))
    };
    rendered.settings().filter_map(refusal).collect()
}

/// A binary reads all of its settings for any job, and this job needs nothing else.
fn accepts(binary: &Path, settings: &Map<String, Value>, from_secrets: &[&str]) -> anyhow::Result<()> {
    let secrets = tempfile::tempdir()?;
    let mut job = Command::new(binary);
    job.arg("openapi").env_clear().envs([ADDED]).envs(from_secrets.iter().map(|name| (name, "user")));
    for (name, value) in texts(settings) {
        let Some(secret) = name.strip_suffix(OF_FILE) else {
            job.env(name, value);
            continue;
        };
        let file = secrets.path().join(secret);
        fs::write(&file, in_the_place_of(secret))?;
        job.env(name, file);
    }
    let output = job.output().with_context(|| format!("{} cannot be started", binary.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", said.lines().next().unwrap_or_default());
    Ok(())
}

/// Variables of a service's pods that a Secret fills in.
fn from_secrets<'r>(rendered: &'r Rendered, service: &str) -> Vec<&'r str> {
    let pods = rendered.pods().into_iter().filter(|pod| pod.owner.component() == service);
    let variables = pods.flat_map(|pod| pod.containers().flat_map(variables).collect::<Vec<_>>());
    let filled_in = variables.filter(|variable| variable.pointer("/valueFrom/secretKeyRef").is_some());
    filled_in.map(|variable| text(variable, "/name")).collect()
}

fn in_the_place_of(secret: &str) -> &'static str {
    match secret {
        "DATABASE_URL" => "mysql://user:password@database:3306/records",
        "REDIS_URL" => "redis://redis:6379",
        "HOLDFAST_EDGE_REDIS_URL" => "redis://edge-redis:6379",
        "HOLDFAST_SMTP_URL" => "smtps://user:password@mail",
        _ => "a secret that is long enough for every key",
    }
}

fn variables(container: &Value) -> impl Iterator<Item = &Value> {
    items(at(container, "/env")).iter()
}

fn texts(settings: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    settings.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    at(value, path).as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const ORDER: &str = "
kind: ConfigMap
metadata: {name: a, labels: {app.kubernetes.io/component: order}}
data: {LOG_FORMAT: json, DATABASE_URL_FILE: /secrets/DATABASE_URL}
---
kind: Deployment
metadata: {name: a, labels: {app.kubernetes.io/component: order}}
spec:
  template:
    spec:
      containers:
        - env: [{name: LOG_FORMAT, value: json}]
          volumeMounts: [{name: secrets, mountPath: /secrets}]
      volumes:
        - {name: secrets, projected: {sources: [{secret: {name: a, items: [{key: DATABASE_URL, path: DATABASE_URL}]}}]}}
";

    fn found(text: &str) -> Vec<String> {
        let names = ["LOG_FORMAT", "DATABASE_URL", "DATABASE_URL_FILE"];
        let readers = names.map(|name| (name.to_owned(), vec!["order".to_owned()]));
        let rendered = Rendered { values: String::new(), objects: parse(text).unwrap() };
        faults(&rendered, &Readers::from(readers))
    }

    #[test]
    fn unknown_settings_and_open_secrets_are_found() {
        assert_eq!(found(ORDER), [""; 0]);
        for (sound, slip, fault) in [
            (
                "LOG_FORMAT: json",
                "LOG_FORMATS: json",
                "ConfigMap of order: order reads no setting LOG_FORMATS",
            ),
            ("name: LOG_FORMAT", "name: LOG", "Deployment/a: order reads no setting LOG"),
            (
                "LOG_FORMAT: json",
                "DATABASE_URL: x",
                "ConfigMap of order: the secret DATABASE_URL is not given as a file",
            ),
            (
                "name: LOG_FORMAT",
                "name: DATABASE_URL",
                "Deployment/a: the secret DATABASE_URL is not given as a file",
            ),
        ] {
            assert_eq!(found(&ORDER.replace(sound, slip)), [fault]);
        }
    }

    #[test]
    fn a_file_that_no_secret_has_or_that_never_changes_is_found() {
        let fault = "Deployment/a: DATABASE_URL_FILE is /secrets/DATABASE_URL, which no Secret has";
        for (sound, slip) in [
            ("path: DATABASE_URL}", "path: REDIS_URL}"),
            ("mountPath: /secrets", "mountPath: /other"),
            ("mountPath: /secrets}", "mountPath: /secrets, subPath: DATABASE_URL}"),
            ("{name: secrets, projected", "{name: other, projected"),
        ] {
            assert_eq!(found(&ORDER.replace(sound, slip)), [fault], "{slip}");
        }
    }
}
