//! Who the callers of compose are: no header names them, an anonymous hold obeys its token alone, and how often they ask is limited, and counted in
//! a Redis that is not that of the seats.

use anyhow::{Context, ensure};
use contracts::services::ALL;
use serde_json::Value;

use super::containers::{self, Containers};
use crate::objects::{at, items};
use crate::repository;
use crate::stages::Outcome;

/// What one machine that people reach puts over the services.
const OVER_THEM: &str = "docker-compose.prod.yml";
/// Their defaults are closed wherever a process listens for others, as it does in a container.
const CLOSED_BY_DEFAULT: [&str; 2] = ["HOLDFAST_CALLER_HEADER", "HOLDFAST_ANONYMOUS"];
const LIMITS: (&str, &str) = ("HOLDFAST_RATE_LIMITS", "${HOLDFAST_RATE_LIMITS:-on}");
const GATEWAY: &str = "gateway";
const PROXY: &str = "infra/nginx/compose.conf";
const IGNORED: &str = "include callers-ignored.conf;";
/// Each Redis, the file with its settings, and what of them makes it what it is.
const STORES: [(&str, &str, &[&str]); 2] = [
    ("redis", "infra/redis/redis.conf", &["maxmemory-policy noeviction", "appendonly yes"]),
    (
        "edge-redis",
        "infra/edge-redis/redis.conf",
        &["maxmemory-policy allkeys-lru", "appendonly no", "save \"\""],
    ),
];

pub fn are_proven() -> anyhow::Result<Outcome> {
    let services = containers::of_services()?;
    let mut faults = Vec::new();
    for (file, containers) in
        [(containers::SERVICES, &services), (OVER_THEM, &containers::of_file(OVER_THEM)?)]
    {
        faults.extend(opened(containers).map(|fault| format!("{file}: {fault}")));
    }
    faults.extend(unlimited(&services));
    let proxy = repository::read(PROXY)?;
    if proxy.lines().filter(|line| line.contains("callers-")).any(|line| line.trim() != IGNORED)
        || !proxy.contains(IGNORED)
    {
        faults.push(format!("{PROXY} does not take the header away"));
    }
    for (name, settings, lines) in STORES {
        let container = services.get(name).with_context(|| name.to_owned())?;
        faults.extend(other_store(name, container, settings, &repository::read(settings)?, lines));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n    "));
    Ok(Outcome::Passed)
}

fn opened(containers: &Containers) -> impl Iterator<Item = String> {
    containers.iter().flat_map(|(name, container)| {
        let sets = move |setting: &&str| at(container, "/environment").get(*setting).is_some();
        CLOSED_BY_DEFAULT.into_iter().filter(sets).map(move |setting| format!("{name} sets {setting}"))
    })
}

fn unlimited(services: &Containers) -> Vec<String> {
    let (setting, on) = LIMITS;
    let is_limited = |name: &str| {
        let container = services.get(name).unwrap_or(&Value::Null);
        at(container, "/environment").get(setting).and_then(Value::as_str) == Some(on)
    };
    let all = ALL.iter().map(|service| service.name).chain([GATEWAY]);
    all.filter(|name| !is_limited(name))
        .map(|name| format!("{name} limits no rate unless it is asked to"))
        .collect()
}

fn other_store(name: &str, container: &Value, file: &str, settings: &str, lines: &[&str]) -> Vec<String> {
    let mounted = format!("./{file}:/etc/holdfast/redis.conf:ro");
    let has = |line: &str| settings.lines().any(|found| found == line);
    let mut faults: Vec<String> =
        lines.iter().filter(|line| !has(line)).map(|line| format!("{file}: `{line}` is missing")).collect();
    if !items(at(container, "/volumes")).iter().any(|volume| volume == mounted.as_str()) {
        faults.push(format!("{name} does not start with {file}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_container_that_is_open_or_without_limits_is_named() {
        let order = |environment: Value| {
            Containers::from([("order".to_owned(), json!({ "environment": environment }))])
        };
        assert_eq!(opened(&order(json!({ "LOG_FORMAT": "json" }))).count(), 0);
        for setting in CLOSED_BY_DEFAULT {
            let found: Vec<String> = opened(&order(json!({ setting: "x" }))).collect();
            assert_eq!(found, [format!("order sets {setting}")]);
        }
        let (limits, on) = LIMITS;
        let names_order = |value: &str| {
            unlimited(&order(json!({ limits: value }))).iter().any(|fault| fault.starts_with("order "))
        };
        assert!(!names_order(on));
        assert!(names_order("${HOLDFAST_RATE_LIMITS:-off}"));
    }

    #[test]
    fn a_store_that_forgets_seats_or_keeps_rates_is_named() {
        let (name, file, lines) = STORES[1];
        let container = json!({ "volumes": [format!("./{file}:/etc/holdfast/redis.conf:ro")] });
        let settings = lines.join("\n");
        assert_eq!(other_store(name, &container, file, &settings, lines), [""; 0]);
        let kept = settings.replace("appendonly no", "appendonly yes");
        assert_eq!(other_store(name, &container, file, &kept, lines).len(), 1);
        assert_eq!(other_store(name, &json!({}), file, &settings, lines).len(), 1);
    }
}
