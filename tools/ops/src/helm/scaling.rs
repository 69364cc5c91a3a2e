//! How many pods there are, and who decides it; how many may be away; how a version replaces another.

use contracts::services::ALL;
use contracts::topics::Topic;
use serde_json::{Value, json};

use super::rendered::Rendered;
use crate::objects::Object;

/// The kinds that decide how many pods a workload has, and where each says its maximum.
const AUTOSCALERS: [(&str, &str); 2] =
    [("HorizontalPodAutoscaler", "/spec/maxReplicas"), ("ScaledObject", "/spec/maxReplicaCount")];
/// These handle no messages, so the whole new version may stand beside the old one.
const BLUE_GREEN: [&str; 2] = ["gateway", "catalog"];

pub(super) fn faults(rendered: &Rendered) -> Vec<String> {
    let workloads: Vec<&Object> = rendered.of(&["Deployment", "Rollout"]).collect();
    let mut faults: Vec<String> =
        workloads.iter().flat_map(|workload| of_workload(rendered, workload)).collect();
    if workloads.len() != ALL.len() + 1 {
        faults.push(format!("{} workloads, and not one for each service and the gateway", workloads.len()));
    }
    faults
}

fn of_workload(rendered: &Rendered, workload: &Object) -> Vec<String> {
    let mut faults = Vec::new();
    let scalers: Vec<_> = AUTOSCALERS
        .iter()
        .flat_map(|(kind, maximum)| {
            let scales = |object: &&Object| targets(object, workload);
            rendered
                .of(std::slice::from_ref(kind))
                .filter(scales)
                .map(move |object| (object, *maximum))
                .collect::<Vec<_>>()
        })
        .collect();
    let replicas = workload.at("/spec/replicas");
    match (scalers.as_slice(), replicas) {
        // An apply would set the number back in the middle of a sale.
        ([_], Value::Number(_)) => faults.push("has replicas, and an autoscaler".to_owned()),
        ([(scaler, maximum)], _) => faults.extend(idle(scaler.at(maximum), workload.component())),
        ([], Value::Number(_)) => {}
        ([], _) => faults.push("has neither replicas nor an autoscaler".to_owned()),
        (_, _) => faults.push("has two autoscalers".to_owned()),
    }
    faults.extend(budget(rendered, workload));
    let is_blue_green = workload.0.pointer("/spec/strategy/blueGreen").is_some();
    if is_blue_green && !BLUE_GREEN.contains(&workload.component()) {
        faults.push("is blue-green: its preview would handle live messages".to_owned());
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", workload.title())).collect()
}

fn targets(scaler: &Object, workload: &Object) -> bool {
    let target = scaler.at("/spec/scaleTargetRef");
    target.get("kind") == Some(workload.at("/kind"))
        && target.get("name") == Some(workload.at("/metadata/name"))
}

/// More members than partitions have nothing to do.
fn idle(maximum: &Value, service: &str) -> Option<String> {
    let is_member = ALL.iter().any(|info| info.name == service && !info.publishes.is_empty());
    let partitions = Topic::ALL.iter().map(|topic| topic.partitions()).min().unwrap_or(0);
    let is_idle = is_member && maximum.as_u64().is_some_and(|maximum| maximum > u64::from(partitions));
    is_idle.then(|| format!("may have {maximum} pods, and {partitions} partitions"))
}

/// One pod at a time may be taken away, and one that is not healthy anyway at once.
fn budget(rendered: &Rendered, workload: &Object) -> Vec<String> {
    let Some(budget) = rendered.find("PodDisruptionBudget", workload.name()) else {
        return vec!["has no PodDisruptionBudget".to_owned()];
    };
    let mut faults = Vec::new();
    if budget.at("/spec/selector") != workload.at("/spec/selector") {
        faults.push("its PodDisruptionBudget selects other pods".to_owned());
    }
    if budget.at("/spec/maxUnavailable") != &json!(1) || budget.0.pointer("/spec/minAvailable").is_some() {
        faults.push("its PodDisruptionBudget may block a drain".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const ONE: &str = "
kind: Deployment
metadata: {name: r-order, labels: {app.kubernetes.io/component: order}}
spec: {selector: a}
---
kind: HorizontalPodAutoscaler
metadata: {name: r-order}
spec: {maxReplicas: 8, scaleTargetRef: {kind: Deployment, name: r-order}}
---
kind: PodDisruptionBudget
metadata: {name: r-order}
spec: {maxUnavailable: 1, selector: a}
";

    fn found(text: &str) -> Vec<String> {
        let rendered = Rendered { values: String::new(), objects: parse(text).unwrap() };
        let workload = rendered.find("Deployment", "r-order").unwrap();
        of_workload(&rendered, workload)
    }

    #[test]
    fn a_sound_workload_passes_and_each_slip_is_found() {
        assert_eq!(found(ONE), [""; 0]);
        for (sound, slip, fault) in [
            (
                "spec: {selector: a}\n---",
                "spec: {selector: a, replicas: 2}\n---",
                "has replicas, and an autoscaler",
            ),
            ("name: r-order}}\n---", "name: other}}\n---", "has neither replicas nor an autoscaler"),
            ("maxReplicas: 8", "maxReplicas: 9", "may have 9 pods, and 8 partitions"),
            ("maxUnavailable: 1", "minAvailable: 1", "may block a drain"),
            ("maxUnavailable: 1, selector: a", "maxUnavailable: 1, selector: b", "selects other pods"),
            (
                "spec: {selector: a}\n---",
                "spec: {selector: a, strategy: {blueGreen: {}}}\n---",
                "live messages",
            ),
        ] {
            let faults = found(&ONE.replace(sound, slip));
            assert!(faults.len() == 1 && faults[0].contains(fault), "{slip}: {faults:?}");
        }
    }
}
