//! `cargo xtask contracts`: the descriptions of the API and of all messages, and the table of who may call what, are generated from the code and
//! committed, so that every change of them is seen.

use std::fs;
use std::path::Path;

use anyhow::Context;
use engines::Profile;
use ops::stages::{self, Check, Outcome};
use ops::{descriptions, repository, terminal};

const HTTP: &str = "contracts/openapi/holdfast.json";
const MESSAGES: &str = "contracts/asyncapi/holdfast.json";
const ERRORS: &str = "docs/ERRORS.md";
const AUTHORIZATION: &str = "docs/authorization.txt";

pub(crate) fn run(only_compare: bool) -> anyhow::Result<()> {
    let binaries = engines::build(&["holdfast"], Profile::Debug)?;
    if only_compare { compare(&binaries) } else { write(&binaries) }
}

/// With the binary in this folder.
pub(crate) fn write(binaries: &Path) -> anyhow::Result<()> {
    save(HTTP, &http(binaries)?)?;
    save(MESSAGES, &messages()?)?;
    save(AUTHORIZATION, &authorization(binaries)?)?;
    save(ERRORS, &contracts::error_help::document())
}

/// The stage of `cargo xtask test`, with the binary in this folder.
pub(crate) fn check(binaries: &Path) -> anyhow::Result<Outcome> {
    let checks: [Check<&Path>; 3] = [
        ("the descriptions are those of the code", |binaries| compare(binaries).map(|()| Outcome::Passed)),
        ("clients of the last release are served", |_| descriptions::check_compatibility()),
        ("AsyncAPI's own parser reads the messages", |_| descriptions::check_messages()),
    ];
    stages::run_checks(&checks, &binaries)
}

/// With the binary in this folder.
pub(crate) fn compare(binaries: &Path) -> anyhow::Result<()> {
    same(HTTP, "target/openapi.json", &http(binaries)?)?;
    same(MESSAGES, "target/asyncapi.json", &messages()?)?;
    same(AUTHORIZATION, "target/authorization.txt", &authorization(binaries)?)?;
    same(ERRORS, "target/errors.md", &contracts::error_help::document())
}

fn http(binaries: &Path) -> anyhow::Result<String> {
    said(binaries, "openapi")
}

fn authorization(binaries: &Path) -> anyhow::Result<String> {
    said(binaries, "authorization")
}

fn said(binaries: &Path, command: &str) -> anyhow::Result<String> {
    let binary = binaries.join("holdfast").display().to_string();
    terminal::output(&binary, &[command])
}

fn messages() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&contracts::asyncapi::document())?)
}

fn same(committed: &str, generated: &str, description: &str) -> anyhow::Result<()> {
    save(generated, description)?;
    let what = || format!("{committed} is not what the code generates: cargo xtask contracts");
    terminal::run("diff", &["-U1", committed, generated]).with_context(what)
}

fn save(path: &str, description: &str) -> anyhow::Result<()> {
    let text = format!("{}\n", description.trim_end());
    fs::write(repository::root().join(path), text).with_context(|| path.to_owned())
}
