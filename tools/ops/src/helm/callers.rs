//! Who callers are in a cluster: no header names them, only identity has what signs tokens, and rates are counted in a Redis that is not that of the
//! seats, by pods that may reach it.

use std::collections::BTreeSet;

use contracts::services::IDENTITY;
use serde_json::{Map, Value};

use super::rendered::Rendered;
use crate::objects::{Object, at, items};

/// A process that others reach is closed by default; these would open it.
const OPENING: [(&str, &str); 2] = [("HOLDFAST_CALLER_HEADER", "trust"), ("HOLDFAST_ANONYMOUS", "open")];
/// What the proxy of the gateway does with the header.
const PROXY: &str = "kubernetes.conf";
const IGNORED: &str = "include callers-ignored.conf;";
const TRUSTED: &str = "callers-trusted";
/// Files that no one but identity has.
const OF_IDENTITY: [&str; 3] =
    ["HOLDFAST_IDENTITY_SECRET_FILE", "HOLDFAST_BOOTSTRAP_TOKEN_FILE", "HOLDFAST_SMTP_URL_FILE"];
/// The addresses of engines, each in a file, whose host External Secrets would fill in.
const ENGINES: [&str; 3] = ["DATABASE_URL", SEATS, EDGE];
const SEATS: &str = "REDIS_URL";
const EDGE: &str = "HOLDFAST_EDGE_REDIS_URL";

pub(super) fn faults(rendered: &Rendered) -> Vec<String> {
    let mut faults = Vec::new();
    for (service, settings) in rendered.settings() {
        let found = opened(settings)
            .chain(misplaced(service, settings))
            .chain(unreached(rendered, service, settings));
        faults.extend(found.map(|fault| format!("{service}: {fault}")));
    }
    faults.extend(believing(rendered));
    let apart = hosts(rendered, SEATS).is_disjoint(&hosts(rendered, EDGE));
    faults.extend((!apart).then(|| "rates are counted in the Redis of the seats".to_owned()));
    faults
}

fn opened(settings: &Map<String, Value>) -> impl Iterator<Item = String> {
    let is_set =
        move |(setting, value): &(&str, &str)| settings.get(*setting).is_some_and(|found| found == *value);
    OPENING.into_iter().filter(is_set).map(|(setting, value)| format!("{setting} is {value}"))
}

/// Who can sign access tokens can be anyone, so each of these files is where it has to be, and nowhere else.
fn misplaced(service: &str, settings: &Map<String, Value>) -> impl Iterator<Item = String> {
    let is_identity = service == IDENTITY.name;
    let astray = OF_IDENTITY.into_iter().filter(move |file| !is_identity && settings.contains_key(*file));
    let lacks = is_identity && !settings.contains_key(OF_IDENTITY[0]);
    let lacking = lacks.then(|| format!("{} is missing", OF_IDENTITY[0]));
    astray.map(|file| format!("it has {file}, which is for identity")).chain(lacking)
}

/// A gateway that passes the header on, or does not say what it does with it.
fn believing(rendered: &Rendered) -> Option<String> {
    let of_gateway = |config: &&Object| config.component() == "gateway";
    let proxy = rendered.of(&["ConfigMap"]).find(of_gateway).map(|config| config.at("/data"));
    let proxy = proxy.and_then(|data| data.get(PROXY)?.as_str()).unwrap_or_default();
    let ignores = proxy.contains(IGNORED) && !proxy.contains(TRUSTED);
    (!ignores).then(|| "the gateway does not take X-Caller-Id away".to_owned())
}

/// Where policies know engines by their names, a service may reach those whose addresses it is given, and no other.
fn unreached(rendered: &Rendered, service: &str, settings: &Map<String, Value>) -> Vec<String> {
    let of_service = |policy: &&Object| policy.component() == service;
    let Some(policy) = rendered.of(&["CiliumNetworkPolicy"]).find(of_service) else { return Vec::new() };
    let names = items(policy.at("/spec/egress")).iter().flat_map(|rule| items(at(rule, "/toFQDNs")));
    let allowed: BTreeSet<&str> = names.filter_map(|name| at(name, "/matchName").as_str()).collect();
    let brokers = settings.get("KAFKA_BROKERS").and_then(Value::as_str).unwrap_or_default();
    let brokers = brokers.split(',').filter_map(|broker| Some(broker.rsplit_once(':')?.0));
    let given = ENGINES.into_iter().filter(|url| settings.contains_key(&format!("{url}_FILE")));
    let needed: BTreeSet<&str> = brokers.chain(given.flat_map(|url| hosts(rendered, url))).collect();
    let missing = needed.difference(&allowed).map(|host| format!("it may not reach {host}"));
    let idle = allowed.difference(&needed);
    missing.chain(idle.map(|host| format!("it may reach {host}, and has no address of it"))).collect()
}

/// The hosts in the addresses of this name, as the templates of secrets have them: scheme://user:password@HOST:port/...
fn hosts<'r>(rendered: &'r Rendered, url: &str) -> BTreeSet<&'r str> {
    let secrets = rendered.of(&["ExternalSecret"]);
    let urls = secrets.filter_map(|secret| secret.at("/spec/target/template/data").get(url)?.as_str());
    urls.filter_map(|url| url.rsplit_once('@')?.1.split([':', '/']).next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const CLUSTER: &str = "
kind: ConfigMap
metadata: {name: r-reservation, labels: {app.kubernetes.io/component: reservation}}
data: {KAFKA_BROKERS: 'b-1.test:9096', REDIS_URL_FILE: /s/a, HOLDFAST_EDGE_REDIS_URL_FILE: /s/b}
---
kind: ConfigMap
metadata: {name: r-identity, labels: {app.kubernetes.io/component: identity}}
data: {HOLDFAST_IDENTITY_SECRET_FILE: /s/c}
---
kind: ConfigMap
metadata: {name: r-gateway, labels: {app.kubernetes.io/component: gateway}}
data: {kubernetes.conf: 'http { include callers-ignored.conf; }'}
---
kind: CiliumNetworkPolicy
metadata: {name: r-reservation, labels: {app.kubernetes.io/component: reservation}}
spec:
  egress:
    - toFQDNs: [{matchName: b-1.test}]
    - toFQDNs: [{matchName: seats.test}]
    - toFQDNs: [{matchName: edge.test}]
---
kind: ExternalSecret
metadata: {name: r-reservation}
spec: {target: {template: {data: {REDIS_URL: 'rediss://{{ .username }}:{{ .password }}@seats.test:6379'}}}}
---
kind: ExternalSecret
metadata: {name: r-edge-redis}
spec: {target: {template: {data: {HOLDFAST_EDGE_REDIS_URL: 'rediss://{{ .username }}:{{ .password }}@edge.test:6379'}}}}
";

    fn found(text: &str) -> Vec<String> {
        faults(&Rendered { values: String::new(), objects: parse(text).unwrap() })
    }

    #[test]
    fn a_closed_cluster_has_no_fault_and_each_slip_is_named() {
        assert_eq!(found(CLUSTER), [""; 0]);
        for (sound, slip, fault) in [
            (
                "{KAFKA_BROKERS",
                "{HOLDFAST_CALLER_HEADER: trust, KAFKA_BROKERS",
                "HOLDFAST_CALLER_HEADER is trust",
            ),
            ("{KAFKA_BROKERS", "{HOLDFAST_ANONYMOUS: open, KAFKA_BROKERS", "HOLDFAST_ANONYMOUS is open"),
            (
                "{KAFKA_BROKERS",
                "{HOLDFAST_IDENTITY_SECRET_FILE: /s/c, KAFKA_BROKERS",
                "which is for identity",
            ),
            (
                "{HOLDFAST_IDENTITY_SECRET_FILE: /s/c}",
                "{LOG_FORMAT: json}",
                "HOLDFAST_IDENTITY_SECRET_FILE is missing",
            ),
            ("callers-ignored.conf", "callers-trusted.conf", "does not take X-Caller-Id away"),
            ("    - toFQDNs: [{matchName: edge.test}]\n", "", "it may not reach edge.test"),
            (", HOLDFAST_EDGE_REDIS_URL_FILE: /s/b", "", "it may reach edge.test, and has no address of it"),
        ] {
            let faults = found(&CLUSTER.replace(sound, slip));
            assert!(faults.len() == 1 && faults[0].contains(fault), "{slip}: {faults:?}");
        }
        let shared = found(&CLUSTER.replace("edge.test", "seats.test"));
        assert_eq!(shared, ["rates are counted in the Redis of the seats"]);
    }
}
