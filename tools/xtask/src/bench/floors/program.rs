//! A floor that measures by itself and prints what it found, as JSON in a line.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::de::DeserializeOwned;

pub(super) fn ask<T: DeserializeOwned>(program: &Path, arguments: &[&str]) -> anyhow::Result<T> {
    let name = program.display();
    let output =
        Command::new(program).args(arguments).output().with_context(|| format!("cannot start {name}"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name}: {}", complaint.trim());
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} said something else"))
}
