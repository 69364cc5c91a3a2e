//! What holds of every container: an image by its digest, limits, nothing published to other machines but the shop, no public secret.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::objects::items;
use crate::repository;
use crate::stages::Outcome;

pub(super) const SERVICES: &str = "docker-compose.yml";
const FILES: [&str; 2] = [SERVICES, "infra/compose/observability.yml"];
const DOCKERFILE: &str = "Dockerfile";
/// What people come in by. Everything else is for the machine's own users.
const GATEWAY: &str = "gateway";
const SHOP: &str = "${HOLDFAST_BIND:-127.0.0.1}:";
const LOOPBACK: &str = "127.0.0.1:";
const PUBLIC_SECRET: &str = "demo-only";
const DIGEST_LETTERS: usize = 64;

pub(super) type Containers = BTreeMap<String, Value>;

pub fn are_confined() -> anyhow::Result<Outcome> {
    let mut faults = moving_bases(&repository::read(DOCKERFILE)?);
    for file in FILES {
        let containers = of_file(file)?;
        faults.extend(containers.iter().flat_map(|(name, container)| faults_of(name, container)));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n    "));
    Ok(Outcome::Passed)
}

/// Those of the shop itself.
pub(super) fn of_services() -> anyhow::Result<Containers> {
    of_file(SERVICES)
}

pub(super) fn of_file(file: &str) -> anyhow::Result<Containers> {
    containers(&repository::read(file)?).with_context(|| file.to_owned())
}

fn containers(text: &str) -> anyhow::Result<Containers> {
    let file: Value = serde_saphyr::from_str(text).context("this is not YAML")?;
    let services = file.get("services").cloned().context("it has no services")?;
    serde_json::from_value(services).context("its services are no table")
}

fn faults_of(name: &str, container: &Value) -> Vec<String> {
    let text = |key: &str| container.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut faults = Vec::new();
    let mut expect = |holds: bool, fault: &str| {
        if !holds {
            faults.push(format!("{name}: {fault}"));
        }
    };
    // What is built here has no digest before it is.
    let is_ours = container.get("build").is_some();
    expect(is_ours || has_digest(text("image")), "its image has no digest");
    expect(container.get("mem_limit").is_some(), "its memory has no limit");
    expect(container.get("cpus").is_some(), "its processor time has no limit");
    expect(container.get("read_only") == Some(&Value::Bool(true)), "its file system can be written to");
    let dropped = items(container.get("cap_drop").unwrap_or(&Value::Null));
    expect(dropped.iter().any(|capability| capability == "ALL"), "it keeps capabilities");
    expect(container.get("container_name").is_none(), "with a name of its own there can be one of it only");
    let allowed = if name == GATEWAY { SHOP } else { LOOPBACK };
    let ports = items(container.get("ports").unwrap_or(&Value::Null));
    let is_local = |port: &Value| port.as_str().is_some_and(|port| port.starts_with(allowed));
    expect(ports.iter().all(is_local), "it publishes a port to other machines");
    expect(ports.is_empty() || container.get("scale").is_none(), "two of it cannot publish the same port");
    expect(!container.to_string().contains(PUBLIC_SECRET), "it has a secret that is public");
    faults
}

fn has_digest(image: &str) -> bool {
    let digest = image.split_once("@sha256:").map(|(_, digest)| digest).unwrap_or_default();
    digest.len() == DIGEST_LETTERS && digest.chars().all(|letter| letter.is_ascii_hexdigit())
}

/// Images that others are built on, and that their publisher may replace.
fn moving_bases(dockerfile: &str) -> Vec<String> {
    let bases = dockerfile.lines().filter_map(|line| line.strip_prefix("ARG ")?.split_once("_IMAGE="));
    let moving = bases.filter(|(_, image)| !has_digest(image));
    moving.map(|(name, image)| format!("{DOCKERFILE}: {name}_IMAGE={image} has no digest")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "@sha256:0637954999d01b7c9ce9167db2da50656e2590d3b884f1c600c5f63bb6e6773c";

    fn faults(name: &str, container: &str) -> String {
        let text = format!(
            "x-limits: &limits {{read_only: true, cap_drop: [ALL]}}\nservices:\n  {name}: {container}\n"
        );
        let all = containers(&text).unwrap();
        all.iter().flat_map(|(name, container)| faults_of(name, container)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_confined_container_has_no_fault_and_each_slip_is_named() {
        let sound = format!("<<: *limits, image: 'redis:7{DIGEST}', mem_limit: 64m, cpus: 0.5");
        assert_eq!(faults("redis", &format!("{{{sound}}}")), "");
        assert_eq!(faults("gateway", &format!("{{{sound}, ports: ['{SHOP}8080:8080']}}")), "");
        for (slip, fault) in [
            ("ports: ['6379:6379']", "publishes"),
            ("ports: ['${HOLDFAST_BIND:-127.0.0.1}:6379:6379']", "publishes"),
            ("scale: 2, ports: ['127.0.0.1:6379:6379']", "two of it"),
            ("container_name: redis", "one of it"),
            ("environment: {REDIS_PASSWORD: demo-only-redis}", "public"),
        ] {
            let found = faults("redis", &format!("{{{sound}, {slip}}}"));
            assert!(found.contains(fault), "{slip}: {found}");
        }
        let found = faults("redis", "{image: 'redis:7.2.16'}");
        for fault in ["digest", "memory", "processor", "written", "capabilities"] {
            assert!(found.contains(fault), "{fault}: {found}");
        }
    }

    #[test]
    fn a_base_image_without_a_digest_is_named() {
        let text = format!("ARG RUST_IMAGE=rust:1.95{DIGEST}\nARG NODE_IMAGE=node:20\nARG FEATURES=tls\n");
        assert_eq!(moving_bases(&text), ["Dockerfile: NODE_IMAGE=node:20 has no digest"]);
    }
}
