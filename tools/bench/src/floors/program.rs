//! Runs a floor that measures itself and prints its figures as one line of JSON.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::de::DeserializeOwned;

pub(super) fn run<T: DeserializeOwned>(program: &Path, arguments: &[&str]) -> anyhow::Result<T> {
    let name = program.display();
    let output =
        Command::new(program).args(arguments).output().with_context(|| format!("cannot start {name}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name}: {}", stderr.trim());
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} printed something unexpected"))
}
