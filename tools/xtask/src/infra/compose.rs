//! The compose file: against the schema, and against the binaries. A slip in the name of a setting would silently leave the default.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::tools;
use crate::{settings, terminal};

const FILE: &str = "docker-compose.yml";
const TO_JSON: &str = "import json, sys; from ruamel.yaml import YAML; \
                       json.dump(YAML(typ='safe').load(open(sys.argv[1])), sys.stdout)";
const BINARIES: &str = "/usr/local/bin/holdfast";

pub(super) fn fits_the_schema() -> anyhow::Result<Option<()>> {
    let Some(check) = tools::python("check-jsonschema")? else { return Ok(None) };
    terminal::output(&check, &["--builtin-schema", "vendor.compose-spec", FILE])?;
    Ok(Some(()))
}

pub(super) fn gives_what_exists() -> anyhow::Result<Option<()>> {
    let Some(python) = tools::python("python")? else { return Ok(None) };
    let Some(known) = settings::all()? else { return Ok(None) };
    let file: Value = serde_json::from_str(&terminal::output(&python, &["-c", TO_JSON, FILE])?)?;
    let services = file.get("services").and_then(Value::as_object).context("there are no services")?;
    let mut ours = 0;
    for (service, is) in services {
        let words = texts(is.get("command"));
        let Some(binary) = words.first().filter(|word| word.starts_with(BINARIES)) else { continue };
        ours += 1;
        let binary = binary.rsplit('/').next().unwrap_or_default();
        let member = is.pointer("/environment/KAFKA_GROUP_INSTANCE").and_then(Value::as_str);
        // A job reads nothing. Two of one name: the earlier would be expelled.
        ensure!(
            words.contains(&"--create-topics") || member == Some(service),
            "{service}: its KAFKA_GROUP_INSTANCE is not its own name"
        );
        let settings = known.get(binary).with_context(|| format!("{service}: there is no {binary}"))?;
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            let flag = flag.split('=').next().unwrap_or(flag);
            ensure!(
                settings.values().any(|setting| setting.flag == flag),
                "{service}: {binary} has no {flag}"
            );
        }
        for (name, value) in is.get("environment").and_then(Value::as_object).into_iter().flatten() {
            let shared = known.values().any(|settings| settings.contains_key(name));
            ensure!(shared, "{service}: nothing reads {name}");
            ensure!(
                value.is_string() || value.is_number(),
                "{service}: {name} is {value}, and must be a text"
            );
        }
    }
    ensure!(ours >= known.len() - 1, "only {ours} services of {FILE} run our binaries");
    Ok(Some(()))
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
