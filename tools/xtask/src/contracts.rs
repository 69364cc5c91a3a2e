//! `cargo xtask contracts`: the API description is generated from the code and committed, so that every change of it is seen.

use std::fs;
use std::path::Path;

use anyhow::Context;
use engines::Profile;
use ops::{repository, terminal};

const PATH: &str = "contracts/openapi/holdfast.json";
const GENERATED: &str = "target/openapi.json";

pub(crate) fn run(only_compare: bool) -> anyhow::Result<()> {
    let binaries = engines::build(&["holdfast"], Profile::Debug)?;
    if only_compare { compare(&binaries) } else { write(&binaries) }
}

/// With the binary in this folder.
pub(crate) fn write(binaries: &Path) -> anyhow::Result<()> {
    generate(binaries, PATH)
}

/// With the binary in this folder.
pub(crate) fn compare(binaries: &Path) -> anyhow::Result<()> {
    generate(binaries, GENERATED)?;
    let what = || format!("{PATH} is not what the code generates: cargo xtask contracts");
    terminal::run("diff", &["-U1", PATH, GENERATED]).with_context(what)
}

fn generate(binaries: &Path, path: &str) -> anyhow::Result<()> {
    let binary = binaries.join("holdfast").display().to_string();
    let description = terminal::output(&binary, &["openapi"])?;
    fs::write(repository::root().join(path), format!("{}\n", description.trim_end()))
        .with_context(|| path.to_owned())
}
