//! What every pod has: no privileges, limits, and a place beside its like.

use serde_json::{Value, json};

use super::rendered::{Pod, Rendered};
use crate::objects::items;

/// A field, and the one value that it may have.
type Required = (&'static str, fn() -> Value);

const OF_PODS: [Required; 4] = [
    ("/automountServiceAccountToken", || json!(false)),
    ("/enableServiceLinks", || json!(false)),
    ("/securityContext/runAsNonRoot", || json!(true)),
    ("/securityContext/seccompProfile/type", || json!("RuntimeDefault")),
];
const OF_CONTAINERS: [Required; 3] = [
    ("/securityContext/allowPrivilegeEscalation", || json!(false)),
    ("/securityContext/readOnlyRootFilesystem", || json!(true)),
    ("/securityContext/capabilities/drop", || json!(["ALL"])),
];
const LIMITS: [&str; 4] = [
    "/resources/requests/cpu",
    "/resources/requests/memory",
    "/resources/limits/cpu",
    "/resources/limits/memory",
];
const PROBES: [&str; 2] = ["startupProbe", "readinessProbe"];

pub(super) fn faults(rendered: &Rendered) -> Vec<String> {
    let pods = rendered.pods();
    if pods.is_empty() {
        return vec!["there are no pods".to_owned()];
    }
    pods.iter().flat_map(of_pod).collect()
}

fn of_pod(pod: &Pod<'_>) -> Vec<String> {
    let mut faults = wrong(pod.spec, &OF_PODS);
    for container in pod.containers() {
        let name = container.get("name").and_then(Value::as_str).unwrap_or_default();
        let missing = LIMITS.iter().filter(|path| container.pointer(path).is_none());
        let missing = missing.map(|path| format!("{path} is missing"));
        let own = wrong(container, &OF_CONTAINERS).into_iter().chain(missing);
        faults.extend(own.map(|fault| format!("container {name}: {fault}")));
    }
    if pod.owner.0.pointer("/spec/template").is_some() {
        faults.extend(unprobed(pod));
        faults.extend(spread(pod.spec));
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", pod.owner.title())).collect()
}

fn wrong(value: &Value, fields: &[Required]) -> Vec<String> {
    let found = |path: &str| value.pointer(path).cloned().unwrap_or(Value::Null);
    let wrong = fields.iter().filter(|(path, expected)| found(path) != expected());
    wrong.map(|(path, expected)| format!("{path} is {}, and must be {}", found(path), expected())).collect()
}

/// Whatever runs all the time says when it is ready.
fn unprobed(pod: &Pod<'_>) -> Vec<String> {
    let containers = items(pod.spec.get("containers").unwrap_or(&Value::Null));
    let missing = containers
        .iter()
        .flat_map(|container| PROBES.iter().filter(|probe| container.get(**probe).is_none()));
    missing.map(|probe| format!("{probe} is missing")).collect()
}

/// Without `Honor` a rollout waits for a zone whose nodes are cordoned; without the hash, for the pods of the version before.
fn spread(spec: &Value) -> Vec<String> {
    let constraints = items(spec.get("topologySpreadConstraints").unwrap_or(&Value::Null));
    let is_sound = |constraint: &&Value| {
        let keys = items(constraint.get("matchLabelKeys").unwrap_or(&Value::Null));
        constraint.get("nodeTaintsPolicy") == Some(&json!("Honor"))
            && keys.iter().any(|key| key.as_str().is_some_and(|key| key.ends_with("pod-template-hash")))
    };
    let unsound = constraints.iter().filter(|constraint| !is_sound(constraint));
    unsound.map(|constraint| format!("{constraint} can block a rollout")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const POD: &str = "
kind: Deployment
metadata: {name: a}
spec:
  template:
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      topologySpreadConstraints: [{nodeTaintsPolicy: Honor, matchLabelKeys: [pod-template-hash]}]
      containers:
        - name: a
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
          resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}
          startupProbe: {}
          readinessProbe: {}
";

    fn found(text: &str) -> Vec<String> {
        faults(&Rendered { values: String::new(), objects: parse(text).unwrap() })
    }

    #[test]
    fn a_sound_pod_passes_and_each_slip_is_found() {
        assert_eq!(found(POD), [""; 0]);
        for (sound, slip, fault) in [
            ("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot is false"),
            ("type: RuntimeDefault", "type: Unconfined", "seccompProfile/type"),
            ("automountServiceAccountToken: false", "x: 1", "automountServiceAccountToken is null"),
            ("readOnlyRootFilesystem: true", "x: 1", "readOnlyRootFilesystem"),
            ("drop: [ALL]", "drop: []", "capabilities/drop"),
            ("limits: {cpu: 1, memory: 1Gi}", "limits: {cpu: 1}", "limits/memory is missing"),
            ("readinessProbe: {}", "x: 1", "readinessProbe is missing"),
            ("nodeTaintsPolicy: Honor, ", "", "can block a rollout"),
            ("matchLabelKeys: [pod-template-hash]", "matchLabelKeys: []", "can block a rollout"),
        ] {
            let faults = found(&POD.replace(sound, slip));
            assert!(faults.len() == 1 && faults[0].contains(fault), "{slip}: {faults:?}");
        }
        assert_eq!(found("kind: Service\n"), ["there are no pods"]);
    }
}
