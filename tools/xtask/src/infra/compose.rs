//! The compose file, against its schema and against the binaries. A slip in the name of a setting would silently leave the default.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use contracts::services::ALL;
use ops::{stages::Outcome, terminal};
use serde::Deserialize;
use serde_json::Value;

use super::tools::{self, NO_PYTHON};
use crate::settings::{self, Settings};

const FILE: &str = "docker-compose.yml";
/// What one machine that people reach puts over it.
const OVER_IT: &str = "docker-compose.prod.yml";
/// What it includes.
const BESIDE_IT: &str = "infra/compose/observability.yml";
/// The environment of check-jsonschema can read YAML with all its anchors.
const TO_JSON: &str = "import json, sys; from ruamel.yaml import YAML; \
                       json.dump(YAML(typ='safe').load(open(sys.argv[1])), sys.stdout)";
const BINARIES: &str = "/usr/local/bin/holdfast";

#[derive(Deserialize)]
struct Compose {
    services: BTreeMap<String, Container>,
}

#[derive(Deserialize)]
struct Container {
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, Value>,
}

pub(super) fn fits_the_schema() -> anyhow::Result<Outcome> {
    let Some(check) = tools::python("check-jsonschema") else { return Ok(NO_PYTHON) };
    terminal::output(&check, &["--builtin-schema", "vendor.compose-spec", FILE, OVER_IT, BESIDE_IT])?;
    Ok(Outcome::Passed)
}

pub(super) fn gives_what_exists(binaries: &Path) -> anyhow::Result<Outcome> {
    let Some(python) = tools::python("python") else { return Ok(NO_PYTHON) };
    let known = settings::all(binaries)?;
    let file = read(&python, FILE)?;
    let is_ours =
        |container: &Container| container.command.first().is_some_and(|word| word.starts_with(BINARIES));
    let ours: Vec<_> = file.services.iter().filter(|(_, container)| is_ours(container)).collect();
    ensure!(ours.len() > ALL.len(), "only {} services of {FILE} run our binaries", ours.len());
    ours.into_iter()
        .try_for_each(|(name, container)| check(container, &known).with_context(|| name.clone()))?;
    for (name, over) in &read(&python, OVER_IT)?.services {
        let changed = file.services.get(name);
        let changed = changed.with_context(|| format!("{FILE} has no {name}, which {OVER_IT} changes"))?;
        if is_ours(changed) {
            over.environment.keys().try_for_each(|setting| is_read(setting, &known))?;
        }
    }
    Ok(Outcome::Passed)
}

fn read(python: &str, file: &str) -> anyhow::Result<Compose> {
    let json = terminal::output(python, &["-c", TO_JSON, file])?;
    serde_json::from_str(&json).with_context(|| format!("{file} has no services of the usual form"))
}

fn check(container: &Container, known: &Settings) -> anyhow::Result<()> {
    let Container { command, environment } = container;
    let binary = command.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
    // Of two members with one name Kafka expels the earlier, and all instances of a service have this environment.
    ensure!(!environment.contains_key("KAFKA_GROUP_INSTANCE"), "its instances have one KAFKA_GROUP_INSTANCE");
    for flag in command.iter().filter(|word| word.starts_with("--")) {
        let flag = flag.split('=').next().unwrap_or(flag);
        let mut settings =
            known.values().filter(|setting| setting.readers.iter().any(|reader| reader == binary));
        ensure!(settings.any(|setting| setting.flag == flag), "{binary} has no {flag}");
    }
    for (setting, value) in environment {
        is_read(setting, known)?;
        ensure!(value.is_string() || value.is_number(), "{setting} is {value}, and must be a text");
    }
    Ok(())
}

fn is_read(setting: &str, known: &Settings) -> anyhow::Result<()> {
    ensure!(known.contains_key(setting), "nothing reads {setting}");
    Ok(())
}
