//! Who may reach whom, computed from the rendered policies as the cluster would, and compared with who has to: what the settings name.

use std::collections::BTreeSet;

use contracts::services::ALL;
use serde_json::Value;

use super::rendered::Rendered;
use crate::objects::{COMPONENT, Object, at, items};

/// From one component to another, at a port.
type Edge = (String, String, u64);

/// Their port.
const NAME_SERVERS: &str = "53";

/// Where the two kinds of policy say the same things: whom it selects, whom it names, and the ports.
struct Form {
    kind: &'static str,
    selector: &'static str,
    from: (&'static str, &'static str),
    to: (&'static str, &'static str),
}

const FORMS: [Form; 2] = [
    Form {
        kind: "NetworkPolicy",
        selector: "/spec/podSelector/matchLabels",
        from: ("from", "/podSelector/matchLabels"),
        to: ("to", "/podSelector/matchLabels"),
    },
    Form {
        kind: "CiliumNetworkPolicy",
        selector: "/spec/endpointSelector/matchLabels",
        from: ("fromEndpoints", "/matchLabels"),
        to: ("toEndpoints", "/matchLabels"),
    },
];

pub(super) fn faults(rendered: &Rendered) -> Vec<String> {
    let Some(form) = FORMS.iter().find(|form| rendered.of(&[form.kind]).next().is_some()) else {
        return vec!["there are no policies".to_owned()];
    };
    let policies: Vec<&Object> = rendered.of(std::slice::from_ref(&form.kind)).collect();
    let (admitted, let_out) = (edges(&policies, form, "ingress"), edges(&policies, form, "egress"));
    let expected = expected(rendered);
    let mut faults = Vec::new();
    let mut differ = |what: &str, found: &BTreeSet<Edge>| {
        let more = found.difference(&expected).map(|edge| format!("{what} {edge:?}, and nothing needs it"));
        let less = expected.difference(found).map(|edge| format!("{what} {edge:?} is missing"));
        faults.extend(more.chain(less));
    };
    differ("admitted", &admitted);
    differ("let out", &let_out);
    faults.extend(uncovered(rendered, &policies, form));
    faults.extend(policies.iter().filter_map(|policy| blind(policy, form)));
    faults
}

/// What the pods are configured to call, what the proxy passes on, and what the jobs of the chart ask.
fn expected(rendered: &Rendered) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for info in ALL {
        edges.insert(edge("gateway", info.name, info.port));
        let previews = format!("{info}-preview", info = rendered_name(rendered, info.name));
        if rendered.find("Service", &previews).is_some() {
            edges.insert(edge("smoke", info.name, info.port));
        }
        for other in ALL {
            let settings = rendered.settings().find(|(service, _)| *service == info.name);
            let url = settings.and_then(|(_, settings)| settings.get(&other.url_setting())?.as_str());
            // dns+http://NAME-internal:PORT
            let port = url.and_then(|url| url.rsplit_once(':')?.1.parse().ok());
            edges.extend(port.map(|port: u16| edge(info.name, other.name, port)));
        }
    }
    if rendered.of(&["Service"]).any(|service| service.name().ends_with("-gateway-preview")) {
        edges.insert(edge("smoke", "gateway", 8080));
    }
    edges.insert(edge("verify", "order", contracts::services::ORDER.internal_port));
    edges
}

fn rendered_name(rendered: &Rendered, component: &str) -> String {
    let workload = rendered.workloads().find(|workload| workload.component() == component);
    workload.map(|workload| workload.name().to_owned()).unwrap_or_default()
}

fn edge(from: &str, to: &str, port: u16) -> Edge {
    (from.to_owned(), to.to_owned(), u64::from(port))
}

/// Only those between components: engines, name servers and monitoring are elsewhere.
fn edges(policies: &[&Object], form: &Form, direction: &str) -> BTreeSet<Edge> {
    let (list, labels) = if direction == "ingress" { form.from } else { form.to };
    let mut edges = BTreeSet::new();
    for policy in policies {
        let own = component(policy.at(form.selector));
        for rule in items(policy.at(&format!("/spec/{direction}"))) {
            let peers = items(rule.get(list).unwrap_or(&Value::Null)).iter();
            let peers = peers.filter_map(|peer| component(peer.pointer(labels)?));
            for (peer, port) in peers.flat_map(|peer| ports(rule).into_iter().map(move |port| (peer, port))) {
                let own = own.unwrap_or("*").to_owned();
                let (from, to) =
                    if direction == "ingress" { (peer.to_owned(), own) } else { (own, peer.to_owned()) };
                edges.insert((from, to, port));
            }
        }
    }
    edges
}

fn component(labels: &Value) -> Option<&str> {
    labels.get(COMPONENT)?.as_str()
}

/// Of a rule without ports it is every port, which nothing here may have.
fn ports(rule: &Value) -> Vec<u64> {
    let plain = items(rule.get("ports").unwrap_or(&Value::Null)).iter();
    let nested = items(rule.get("toPorts").unwrap_or(&Value::Null)).iter();
    let nested = nested.flat_map(|ports| items(ports.get("ports").unwrap_or(&Value::Null)));
    let number = |port: &Value| {
        port.get("port").and_then(|port| port.as_u64().or_else(|| port.as_str()?.parse().ok()))
    };
    let found: Vec<u64> = plain.chain(nested).filter_map(number).collect();
    if found.is_empty() { vec![0] } else { found }
}

/// A pod that no policy selects may be reached by all and reach all.
fn uncovered(rendered: &Rendered, policies: &[&Object], form: &Form) -> Vec<String> {
    let selects =
        |policy: &&&Object, pod: &Object| component(policy.at(form.selector)) == Some(pod.component());
    let both = |policy: &Object| {
        let types = items(policy.at("/spec/policyTypes"));
        form.kind != "NetworkPolicy" || types.len() == 2
    };
    let is_bare = |pod: &&Object| !policies.iter().any(|policy| selects(&policy, pod) && both(policy));
    let pods = rendered.of(&["Deployment", "Rollout", "Pod"]);
    pods.filter(is_bare).map(|pod| format!("no policy selects {}", pod.title())).collect()
}

/// Neighbours and engines are names, so every pod has to ask for addresses: by UDP, and by TCP where there are many.
fn blind(policy: &Object, form: &Form) -> Option<String> {
    let own = component(policy.at(form.selector))?;
    let rules = items(policy.at("/spec/egress")).iter();
    let ports =
        rules.flat_map(|rule| [rule, at(rule, "/toPorts/0")]).flat_map(|rule| items(at(rule, "/ports")));
    let names: BTreeSet<&str> = ports
        .filter(|port| at(port, "/port").to_string().trim_matches('"') == NAME_SERVERS)
        .filter_map(|port| at(port, "/protocol").as_str())
        .collect();
    let may_ask = names.contains("ANY") || ["UDP", "TCP"].iter().all(|protocol| names.contains(protocol));
    (!may_ask).then(|| format!("{own} may not ask name servers"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const POLICY: &str = "
kind: NetworkPolicy
metadata: {name: a}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/component: order}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app.kubernetes.io/component: gateway}}}]
      ports: [{port: 8082}]
  egress:
    - to: [{podSelector: {matchLabels: {app.kubernetes.io/component: payment}}}]
      ports: [{port: 9083}]
    - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
      ports: [{port: 3306}]
    - to: [{namespaceSelector: {}}]
      ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
---
kind: Deployment
metadata: {name: r-order, labels: {app.kubernetes.io/component: order}}
---
kind: ConfigMap
metadata: {name: r-order, labels: {app.kubernetes.io/component: order}}
data: {HOLDFAST_PAYMENT_URL: 'dns+http://r-payment-internal:9083'}
";

    fn found(text: &str) -> Vec<String> {
        faults(&Rendered { values: String::new(), objects: parse(text).unwrap() })
    }

    #[test]
    fn what_is_configured_and_what_is_allowed_are_compared_both_ways() {
        let of_order = |text: &str| -> Vec<String> {
            let beginnings = ["let out (\"order\"", "no policy", "order may not"];
            let is_of_order =
                |fault: &String| beginnings.iter().any(|beginning| fault.starts_with(beginning));
            found(text).into_iter().filter(is_of_order).collect()
        };
        assert_eq!(of_order(POLICY), [""; 0]);
        let wider = POLICY.replace("ports: [{port: 9083}]", "ports: [{port: 9083}, {port: 8083}]");
        assert_eq!(of_order(&wider), ["let out (\"order\", \"payment\", 8083), and nothing needs it"]);
        let all_ports = POLICY.replace("      ports: [{port: 9083}]\n", "");
        assert_eq!(of_order(&all_ports).len(), 2, "all ports allowed, and the one that is needed not named");
        let unused = POLICY.replace("HOLDFAST_PAYMENT_URL", "HOLDFAST_OTHER_URL");
        assert_eq!(of_order(&unused), ["let out (\"order\", \"payment\", 9083), and nothing needs it"]);
        let half = POLICY.replace("[Ingress, Egress]", "[Ingress]");
        assert_eq!(of_order(&half), ["no policy selects Deployment/r-order"]);
        let by_udp_alone = POLICY.replace(", {port: 53, protocol: TCP}", "");
        assert_eq!(of_order(&by_udp_alone), ["order may not ask name servers"]);
    }

    #[test]
    fn what_is_needed_and_not_allowed_is_missing() {
        let faults = found(POLICY);
        assert!(
            faults.contains(&"admitted (\"gateway\", \"catalog\", 8080) is missing".to_owned()),
            "{faults:?}"
        );
        assert!(!faults.iter().any(|fault| fault.contains("\"gateway\", \"order\", 8082) is missing")
            && fault.starts_with("admitted")));
        assert_eq!(found("kind: Service\n"), ["there are no policies"]);
    }
}
