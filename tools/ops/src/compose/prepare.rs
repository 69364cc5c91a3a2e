//! The first step of compose, carried out in a folder: which secrets it makes, who is given them, and whom it refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, ensure};
use contracts::services::{ALL, IDENTITY};
use serde_json::Value;

use super::containers::{self, Containers};
use crate::objects::at;
use crate::repository;
use crate::settings::{self, Readers};
use crate::stages::Outcome;

const SCRIPT: &str = "infra/compose/prepare.sh";
const ACCOUNTS: &str = "infra/mysql/init.sql";
const PUBLIC_SECRET: &str = "demo-only";
/// Where a container sees its own folder, and how settings end that name a file in it.
const MOUNTED: &str = "/run/holdfast/";
const OF_FILE: &str = "_FILE";
/// Folders that are volumes in compose, beside one for each service.
const FOLDERS: [&str; 5] = ["kept", "mysql", "redis", "edge-redis", "jaeger"];
const VARIABLES: [&str; 6] = [
    "HOLDFAST_BIND",
    "HOLDFAST_MAILBOX",
    "HOLDFAST_SECRET",
    "HOLDFAST_SERVICE_SECRET",
    "HOLDFAST_IDENTITY_SECRET",
    BOOTSTRAP_TOKEN,
];
const BOOTSTRAP_TOKEN: &str = "HOLDFAST_BOOTSTRAP_TOKEN";
const OPEN_TO_OTHERS: (&str, &str) = ("HOLDFAST_BIND", "0.0.0.0");
const NO_MAILBOX: (&str, &str) = ("HOLDFAST_MAILBOX", "false");
/// What is dangerous where other machines come in, and the setting that the refusal has to name.
const REFUSED: [(&[(&str, &str)], &str); 5] = [
    (&[OPEN_TO_OTHERS], "HOLDFAST_MAILBOX"),
    (&[("HOLDFAST_BIND", "[::]")], "HOLDFAST_MAILBOX"),
    (&[OPEN_TO_OTHERS, NO_MAILBOX, ("HOLDFAST_SECRET", PUBLIC)], "HOLDFAST_SECRET"),
    (&[OPEN_TO_OTHERS, NO_MAILBOX, ("HOLDFAST_IDENTITY_SECRET", PUBLIC)], "HOLDFAST_SECRET"),
    (&[OPEN_TO_OTHERS, NO_MAILBOX, (BOOTSTRAP_TOKEN, PUBLIC)], "HOLDFAST_SECRET"),
];
const PUBLIC: &str = "demo-only-and-public";
const ACCEPTED: [&[(&str, &str)]; 4] = [
    &[],
    &[("HOLDFAST_BIND", "localhost")],
    &[OPEN_TO_OTHERS, NO_MAILBOX],
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
    let made = made.unwrap_or_default();
    are_sound(&made)?;
    are_given(&made, &containers::of_services()?, &settings::readers()?)?;
    lasts_while_it_is_given(installation.path())?;
    Ok(Outcome::Passed)
}

/// Who has the token of the first administrator becomes it, so it is never made here, and does not stay.
fn lasts_while_it_is_given(installation: &Path) -> anyhow::Result<()> {
    let kept = |environment: &[(&str, &str)]| -> anyhow::Result<Option<String>> {
        run(installation, environment)?;
        Ok(files(installation)?.remove(&format!("{}/{BOOTSTRAP_TOKEN}", IDENTITY.name)))
    };
    let token = "a token that someone has made";
    ensure!(
        kept(&[(BOOTSTRAP_TOKEN, token)])?.as_deref() == Some(token),
        "{BOOTSTRAP_TOKEN} is not passed on"
    );
    ensure!(kept(&[])?.is_none(), "{BOOTSTRAP_TOKEN} stays although it is not given any more");
    Ok(())
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

/// Nothing public is left, and no two secrets are the same.
fn are_sound(files: &Files) -> anyhow::Result<()> {
    let is_public =
        |(name, text): &(&String, &String)| !name.ends_with(".sed") && text.contains(PUBLIC_SECRET);
    ensure!(files.iter().all(|file| !is_public(&file)), "a public secret is left");
    let kept: Vec<&String> = files
        .iter()
        .filter(|(name, text)| name.starts_with("kept/") && text.len() == 64)
        .map(|(_, text)| text)
        .collect();
    let different: BTreeSet<_> = kept.iter().collect();
    ensure!(kept.len() > ALL.len() && different.len() == kept.len(), "two secrets are the same");
    Ok(())
}

/// The files of each service are those that its settings name, and it reads these settings.
fn are_given(files: &Files, containers: &Containers, readers: &Readers) -> anyhow::Result<()> {
    for service in ALL {
        let environment = containers.get(service.name).map(|container| at(container, "/environment"));
        let environment = environment.and_then(Value::as_object).context(service.name)?;
        let mut named = BTreeSet::new();
        for (setting, file) in environment.iter().filter(|(setting, _)| setting.ends_with(OF_FILE)) {
            if file.as_str() != Some(where_given(setting).as_str()) {
                let file = file.as_str().and_then(|file| file.strip_prefix(MOUNTED));
                named.insert(format!("{}/{}", service.name, file.with_context(|| setting.clone())?));
            }
            let is_read =
                readers.get(setting).is_some_and(|services| services.iter().any(|name| name == service.name));
            ensure!(is_read, "{} does not read {setting}", service.name);
        }
        let made: BTreeSet<String> =
            files.keys().filter(|name| name.starts_with(&format!("{}/", service.name))).cloned().collect();
        ensure!(
            !made.is_empty() && made == named,
            "{} is given {named:?}, and there are {made:?}",
            service.name
        );
    }
    Ok(())
}

/// The value of a setting that is there only while its secret is given to compose.
fn where_given(setting: &str) -> String {
    let secret = setting.trim_end_matches(OF_FILE);
    format!("${{{secret}:+{MOUNTED}{secret}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_no_setting_names_and_settings_without_a_file_are_found() {
        let readers = settings::readers().unwrap();
        let containers = containers::of_services().unwrap();
        let named = |container: &Value| {
            let environment = at(container, "/environment").as_object().cloned().unwrap_or_default();
            let always = |(setting, file): &(String, Value)| {
                setting.ends_with(OF_FILE) && file.as_str() != Some(where_given(setting).as_str())
            };
            let files = environment.into_iter().filter(always);
            files.map(|(setting, _)| setting.trim_end_matches(OF_FILE).to_owned()).collect::<Vec<_>>()
        };
        let all = ALL.iter().flat_map(|service| {
            named(&containers[service.name])
                .into_iter()
                .map(|file| (format!("{}/{file}", service.name), String::new()))
        });
        let mut files: Files = all.collect();
        are_given(&files, &containers, &readers).unwrap();
        files.insert("order/REDIS_URL".to_owned(), String::new());
        are_given(&files, &containers, &readers).unwrap_err();
        files.remove("order/REDIS_URL");
        files.remove("order/DATABASE_URL");
        are_given(&files, &containers, &readers).unwrap_err();
    }
}
