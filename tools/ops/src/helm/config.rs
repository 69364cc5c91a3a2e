//! The environment of the pods: only settings that the binary reads, and every secret from a Secret.

use serde_json::Value;

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
    let of_services = |component: &str| component != "gateway" && component != "monitoring";
    for config in rendered.of(&["ConfigMap"]).filter(|config| of_services(config.component())) {
        for setting in config.at("/data").as_object().into_iter().flat_map(|data| data.keys()) {
            check(config.title(), config.component(), setting, false);
        }
    }
    for pod in rendered.pods() {
        // The test runs `holdfast`, which reads what order reads.
        let component = if pod.owner.kind() == "Pod" { "order" } else { pod.owner.component() };
        for variable in
            pod.containers().flat_map(|container| items(container.get("env").unwrap_or(&Value::Null)))
        {
            let name = variable.get("name").and_then(Value::as_str).unwrap_or_default();
            check(pod.owner.title(), component, name, variable.pointer("/valueFrom/secretKeyRef").is_some());
        }
    }
    faults
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
        assert_eq!(found("{LOG_FORMATS: json}", secret), ["ConfigMap/a: order reads no setting LOG_FORMATS"]);
        assert_eq!(
            found("{}", "{name: DATABASE_URL, value: x}"),
            ["Deployment/a: DATABASE_URL does not come from a Secret"]
        );
    }
}
