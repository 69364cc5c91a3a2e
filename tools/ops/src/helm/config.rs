//! The environment of the pods: only settings that the binary reads, with values that it accepts, and every secret from a Secret.

use std::path::Path;
use std::process::Command;

use contracts::services::ALL;
use serde_json::{Map, Value};

use super::rendered::Rendered;
use crate::objects::items;
use crate::settings::Readers;

/// Parts of names that say that the value is a secret.
const SECRETS: [&str; 4] = ["SECRET", "PASSWORD", "DATABASE_URL", "REDIS_URL"];

pub(super) fn faults(rendered: &Rendered, readers: &Readers) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |owner: String, service: &str, setting: &str, is_secret: bool| {
        let reads =
            readers.get(setting).is_some_and(|services| services.iter().any(|reader| reader == service));
        if !reads {
            faults.push(format!("{owner}: {service} reads no setting {setting}"));
        }
        if SECRETS.iter().any(|part| setting.contains(part)) && !is_secret {
            faults.push(format!("{owner}: {setting} does not come from a Secret"));
        }
    };
    for (service, settings) in of_services(rendered) {
        settings.keys().for_each(|setting| check(format!("ConfigMap of {service}"), service, setting, false));
    }
    for pod in rendered.pods() {
        // The test runs `holdfast`, which reads what order reads.
        let component = if pod.owner.kind() == "Pod" { "order" } else { pod.owner.component() };
        for variable in pod.containers().flat_map(variables) {
            let name = variable.get("name").and_then(Value::as_str).unwrap_or_default();
            check(pod.owner.title(), component, name, variable.pointer("/valueFrom/secretKeyRef").is_some());
        }
    }
    faults
}

/// Values that a binary refuses. It reads all of its settings for any job, and this job needs nothing else.
pub(super) fn refused(rendered: &Rendered, binaries: &Path) -> Vec<String> {
    let mut refused = Vec::new();
    for (service, settings) in of_services(rendered) {
        let texts = settings.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
        let mut job = Command::new(binaries.join(format!("holdfast-{service}")));
        match job.arg("openapi").env_clear().envs(texts).envs(secrets(rendered, service)).output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                refused.push(format!("{service}: {}", said.lines().next().unwrap_or_default()));
            }
            Err(error) => refused.push(format!("holdfast-{service} cannot be started: {error}")),
        }
    }
    refused
}

/// Something in the place of each secret that a service gets.
fn secrets<'r>(rendered: &'r Rendered, service: &str) -> Vec<(&'r str, &'static str)> {
    let pods = rendered.pods().into_iter().filter(|pod| pod.owner.component() == service);
    let variables = pods.flat_map(|pod| pod.containers().flat_map(variables).collect::<Vec<_>>());
    let secrets = variables.filter(|variable| variable.pointer("/valueFrom/secretKeyRef").is_some());
    let name = |variable: &'r Value| variable.get("name")?.as_str();
    let value = |name| match name {
        "DATABASE_URL" => "mysql://user:password@database:3306/records",
        "REDIS_URL" => "redis://redis:6379",
        _ => "a secret that is long enough for every key",
    };
    secrets.filter_map(name).map(|name| (name, value(name))).collect()
}

fn variables(container: &Value) -> impl Iterator<Item = &Value> {
    items(container.get("env").unwrap_or(&Value::Null)).iter()
}

/// What the ConfigMap of each service has.
fn of_services(rendered: &Rendered) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
    let configs = rendered.of(&["ConfigMap"]);
    let is_service = |name: &str| ALL.iter().any(|info| info.name == name);
    configs
        .filter(move |config| is_service(config.component()))
        .filter_map(|config| Some((config.component(), config.at("/data").as_object()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    #[test]
    fn unknown_settings_and_open_secrets_are_found() {
        let readers = Readers::from([
            ("LOG_FORMAT".to_owned(), vec!["order".to_owned()]),
            ("DATABASE_URL".to_owned(), vec!["order".to_owned()]),
        ]);
        let found = |data: &str, env: &str| {
            let labels = "labels: {app.kubernetes.io/component: order}";
            let text = format!(
                "kind: ConfigMap\nmetadata: {{name: a, {labels}}}\ndata: {data}\n---\nkind: Deployment\n\
                 metadata: {{name: a, {labels}}}\nspec: {{template: {{spec: {{containers: [{{env: [{env}]}}]}}}}}}\n"
            );
            faults(&Rendered { values: String::new(), objects: parse(&text).unwrap() }, &readers)
        };
        let secret = "{name: DATABASE_URL, valueFrom: {secretKeyRef: {}}}";
        assert_eq!(found("{LOG_FORMAT: json}", secret), [""; 0]);
        assert_eq!(
            found("{LOG_FORMATS: json}", secret),
            ["ConfigMap of order: order reads no setting LOG_FORMATS"]
        );
        assert_eq!(
            found("{}", "{name: DATABASE_URL, value: x}"),
            ["Deployment/a: DATABASE_URL does not come from a Secret"]
        );
    }
}
