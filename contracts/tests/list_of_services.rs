//! The files that name all services, and cannot be generated, name those of the list and no others: a service that was added is missing here
//! until the proxy, Prometheus, MySQL and the compose file know it.

use std::collections::BTreeSet;
use std::path::Path;

use contracts::services::{ALL, ServiceInfo, Store};

struct File {
    path: &'static str,
    /// The services that it is about.
    is_about: fn(&ServiceInfo) -> bool,
    /// The lines, or parts of lines, of one service.
    lines: fn(&ServiceInfo) -> Vec<String>,
    /// Whatever stands between these is the name of a service.
    around_a_name: (&'static str, &'static str),
}

const FILES: [File; 5] = [
    File {
        path: "infra/nginx/shop.conf",
        is_about: |_| true,
        lines: |ServiceInfo { name, prefix, .. }| {
            vec![
                format!("location {prefix} "),
                format!("proxy_pass http://{name}; }}"),
                format!("location /ticketing/{name}/api/ "),
                format!("proxy_pass http://{name}/api/; }}"),
            ]
        },
        around_a_name: ("location /ticketing/", "/api/ "),
    },
    File {
        path: "infra/nginx/compose.conf",
        is_about: |_| true,
        lines: |ServiceInfo { name, port, .. }| {
            [1, 2].map(|instance| format!("server {name}-{instance}:{port} ")).to_vec()
        },
        around_a_name: ("upstream ", " {"),
    },
    File {
        path: "infra/prometheus/compose-targets/services.yml",
        is_about: |_| true,
        lines: |ServiceInfo { name, internal_port, .. }| {
            vec![format!("- targets: [{name}-1:{internal_port}, {name}-2:{internal_port}]\n")]
        },
        around_a_name: ("labels: {service: ", "}"),
    },
    File {
        path: "infra/mysql/init.sql",
        is_about: |service| service.store == Store::Database,
        lines: |ServiceInfo { name, .. }| vec![format!("GRANT ALL PRIVILEGES ON holdfast_{name}.* ")],
        around_a_name: ("CREATE DATABASE IF NOT EXISTS holdfast_", ";"),
    },
    File {
        path: "docker-compose.yml",
        is_about: |_| true,
        lines: |ServiceInfo { name, port, internal_port, .. }| {
            vec![
                format!(
                    "holdfast-{name}, --listen, \"0.0.0.0:{port}\", --internal-listen, \"0.0.0.0:{internal_port}\"]"
                ),
                format!("holdfast-{name}, probe, \"127.0.0.1:{internal_port}/readyz\"]"),
                format!(
                    "HOLDFAST_{}_URL: http://{name}-1:{internal_port},http://{name}-2:{internal_port}\n",
                    name.to_uppercase()
                ),
                format!(
                    "      {name}-1: {{condition: service_healthy}}\n      {name}-2: {{condition: service_healthy}}\n"
                ),
                format!("\n  {name}-1:\n    <<: *{name}\n"),
                format!("\n  {name}-2:\n    <<: *{name}\n"),
            ]
        },
        around_a_name: ("KAFKA_GROUP_INSTANCE: ", "-1"),
    },
];

#[test]
fn every_file_names_each_service_as_it_is_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let faults = |file: &File| faults(file, &std::fs::read_to_string(root.join(file.path)).unwrap());
    let faults: Vec<String> = FILES.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "contracts/src/services.rs has another list:\n{}", faults.join("\n"));
}

fn faults(file: &File, text: &str) -> Vec<String> {
    let about: Vec<&ServiceInfo> = ALL.iter().filter(|service| (file.is_about)(service)).collect();
    let lines = about.iter().flat_map(|service| (file.lines)(service));
    let missing = lines
        .filter(|line| !text.contains(line))
        .map(|line| format!("{} has no `{}`", file.path, line.trim()));
    let known: BTreeSet<&str> = about.iter().map(|service| service.name).collect();
    let (before, after) = file.around_a_name;
    let names = text.split(before).skip(1).filter_map(|rest| rest.split_once(after).map(|(name, _)| name));
    let strange = names.filter(|name| is_name(name) && !known.contains(name));
    let strange = strange.map(|name| format!("{} names {name}, which is not in the list", file.path));
    missing.chain(strange).collect()
}

fn is_name(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
}

#[test]
fn a_service_that_is_missing_and_one_that_does_not_exist_are_found() {
    let targets = FILES.iter().find(|file| file.path.contains("targets")).unwrap();
    let text: String = ALL
        .iter()
        .map(|ServiceInfo { name, internal_port, .. }| {
            let port = internal_port;
            format!("- targets: [{name}-1:{port}, {name}-2:{port}]\n  labels: {{service: {name}}}\n")
        })
        .collect();
    assert_eq!(faults(targets, &text), Vec::<String>::new());
    assert_eq!(faults(targets, &text.replace("order-2", "order-3")).len(), 1);
    let strange = format!("{text}- targets: [x:1]\n  labels: {{service: ordre}}\n");
    assert_eq!(faults(targets, &strange).len(), 1);
}
