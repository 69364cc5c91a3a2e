//! Files of this repository, wherever the command was typed.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

pub fn root() -> PathBuf {
    engines::repository_folder()
}

pub fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"))
}
