//! The first step of compose, carried out in a folder: which secrets it makes, and whom it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, ensure};
use contracts::services::ALL;

use crate::repository;
use crate::settings::{self, Readers};
use crate::stages::Outcome;

const SCRIPT: &str = "infra/compose/prepare.sh";
const ACCOUNTS: &str = "infra/mysql/init.sql";
const PUBLIC_SECRET: &str = "demo-only";
/// Folders that are volumes in compose, beside one for each service.
const FOLDERS: [&str; 4] = ["kept", "mysql", "redis", "jaeger"];
const VARIABLES: [&str; 5] = [
    "HOLDFAST_BIND",
    "HOLDFAST_ANONYMOUS",
    "HOLDFAST_CALLER_HEADER",
    "HOLDFAST_SECRET",
    "HOLDFAST_SERVICE_SECRET",
];
const OPEN_TO_OTHERS: (&str, &str) = ("HOLDFAST_BIND", "0.0.0.0");
const CLOSED: (&str, &str) = ("HOLDFAST_ANONYMOUS", "closed");
const IGNORED: (&str, &str) = ("HOLDFAST_CALLER_HEADER", "ignore");
/// What is dangerous where other machines come in, and the setting that the refusal has to name.
const REFUSED: [(&[(&str, &str)], &str); 4] = [
    (&[OPEN_TO_OTHERS, IGNORED], "HOLDFAST_ANONYMOUS"),
    (&[OPEN_TO_OTHERS, CLOSED], "HOLDFAST_CALLER_HEADER"),
    (&[OPEN_TO_OTHERS, CLOSED, IGNORED, ("HOLDFAST_SECRET", "demo-only-and-public")], "HOLDFAST_SECRET"),
    (&[("HOLDFAST_BIND", "[::]"), CLOSED], "HOLDFAST_CALLER_HEADER"),
];
const ACCEPTED: [&[(&str, &str)]; 4] = [
    &[],
    &[("HOLDFAST_BIND", "localhost")],
    &[OPEN_TO_OTHERS, CLOSED, IGNORED],
    &[("HOLDFAST_BIND", "127.0.0.2")],
];

type Files = BTreeMap<String, String>;

pub fn makes_and_refuses() -> anyhow::Result<Outcome> {
    let installation = tempfile::tempdir()?;
    for folder in FOLDERS.into_iter().chain(ALL.iter().map(|service| service.name)) {
        fs::create_dir(installation.path().join(folder))?;
    }
    for (environment, setting) in REFUSED {
        let output = run(installation.path(), environment)?;
        let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(!output.status.success(), "{environment:?} is not refused");
        ensure!(
            sentence.contains(setting),
            "the refusal of {environment:?} does not name {setting}: {sentence}"
        );
        ensure!(files(installation.path())?.is_empty(), "{environment:?} is refused too late");
    }
    let mut made = None;
    for environment in ACCEPTED {
        let output = run(installation.path(), environment)?;
        let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{environment:?} is refused: {sentence}");
        let files = files(installation.path())?;
        ensure!(made.as_ref().is_none_or(|made| *made == files), "a later start makes other secrets");
        made = Some(files);
    }
    sound(&made.unwrap_or_default(), &settings::readers()?)?;
    Ok(Outcome::Passed)
}

fn run(folder: &Path, environment: &[(&str, &str)]) -> anyhow::Result<Output> {
    let mut command = Command::new("sh");
    VARIABLES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.arg(SCRIPT).arg(folder).arg(ACCOUNTS).current_dir(repository::root());
    command.envs(environment.iter().copied()).output().context("there is no sh")
}

/// By folder and name.
fn files(installation: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    for folder in fs::read_dir(installation)? {
        for file in fs::read_dir(folder?.path())? {
            let path = file?.path();
            let name = path.strip_prefix(installation)?.display().to_string();
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// Nothing public is left, every service has settings that it reads, and no two secrets are the same.
fn sound(files: &Files, readers: &Readers) -> anyhow::Result<()> {
    let is_public =
        |(name, text): &(&String, &String)| !name.ends_with(".sed") && text.contains(PUBLIC_SECRET);
    ensure!(files.iter().all(|file| !is_public(&file)), "a public secret is left");
    for service in ALL {
        let text = files.get(&format!("{}/settings.toml", service.name));
        let text = text.with_context(|| format!("{} has no settings", service.name))?;
        for key in text.lines().filter_map(|line| line.split(" = ").next()) {
            let is_it = |name: &str| name.trim_start_matches("HOLDFAST_").eq_ignore_ascii_case(key);
            let read_by = readers.iter().find(|(name, _)| is_it(name)).map(|(_, services)| services);
            let is_read = read_by.is_some_and(|services| services.iter().any(|name| name == service.name));
            ensure!(is_read, "{} does not read `{key}`", service.name);
        }
    }
    let kept: Vec<&String> = files
        .iter()
        .filter(|(name, text)| name.starts_with("kept/") && text.len() == 64)
        .map(|(_, text)| text)
        .collect();
    let different: std::collections::BTreeSet<_> = kept.iter().collect();
    ensure!(kept.len() > ALL.len() && different.len() == kept.len(), "two secrets are the same");
    Ok(())
}
