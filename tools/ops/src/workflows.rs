//! Whether the workflows of GitHub are sound: their syntax and shell, their schema, and what an attacker could make of them.

use std::fs;

use anyhow::ensure;

use crate::golang::{Module, Program};
use crate::stages::{self, Check, Outcome};
use crate::{cached, repository, terminal};

const FOLDER: &str = ".github/workflows";
pub(crate) const ACTIONLINT: Program = Program {
    name: "actionlint",
    module: Module { path: "github.com/rhysd/actionlint", version: "v1.7.12" },
    package: "./cmd/actionlint",
    flags: &[],
    prepare: None,
};
const ENVIRONMENT: &str = "workflows-1";
const PACKAGES: [&str; 2] = ["check-jsonschema==0.39.0", "zizmor==1.32.0"];
const NO_PYTHON: Outcome = Outcome::NotRun("it comes as a Python package, which cannot be fetched here");
const NO_GO: Outcome = Outcome::NotRun("it is built with Go 1.26, which is not here, or cannot fetch it");

const CHECKS: [Check<()>; 4] = [
    ("syntax and expressions (actionlint)", |()| actionlint()),
    ("schema (check-jsonschema)", |()| schema()),
    ("permissions, pins, injection (zizmor)", |()| zizmor()),
    ("each environment has the two digests that deployments set", |()| digests()),
];

/// The stage of `cargo xtask test`.
pub fn check() -> anyhow::Result<Outcome> {
    stages::run_checks(&CHECKS, &())
}

fn actionlint() -> anyhow::Result<Outcome> {
    let Ok(actionlint) = ACTIONLINT.file() else { return Ok(NO_GO) };
    terminal::run(&actionlint, &["-no-color"])?;
    Ok(Outcome::Passed)
}

fn schema() -> anyhow::Result<Outcome> {
    let Ok(check) = cached::python(ENVIRONMENT, &PACKAGES, "check-jsonschema") else { return Ok(NO_PYTHON) };
    let files = files()?;
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    terminal::output(&check, &[&["--builtin-schema", "vendor.github-workflows"], &files[..]].concat())?;
    Ok(Outcome::Passed)
}

fn zizmor() -> anyhow::Result<Outcome> {
    let Ok(zizmor) = cached::python(ENVIRONMENT, &PACKAGES, "zizmor") else { return Ok(NO_PYTHON) };
    let strict = ["--offline", "--quiet", "--no-progress", "--persona", "pedantic"];
    terminal::output(&zizmor, &[&strict[..], &["--config", ".github/zizmor.yml", ".github"]].concat())?;
    Ok(Outcome::Passed)
}

/// The scripts that deploy find the digests by their lines.
fn digests() -> anyhow::Result<Outcome> {
    for environment in ["staging", "prod"] {
        let digests = terminal::output(".github/scripts/digests.sh", &[environment])?;
        ensure!(digests.lines().count() == 2, "{environment} has these digests: {digests}");
    }
    Ok(Outcome::Passed)
}

fn files() -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(repository::root().join(FOLDER))?;
    let mut files: Vec<String> =
        entries.map(|entry| Ok(entry?.path().display().to_string())).collect::<std::io::Result<_>>()?;
    files.sort();
    ensure!(!files.is_empty(), "{FOLDER} is empty");
    Ok(files)
}
