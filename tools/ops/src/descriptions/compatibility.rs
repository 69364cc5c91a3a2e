//! Whether the API still serves the clients of the last release: oasdiff compares its description with the present one. What breaks them is an error,
//! unless the record of changes says why.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::finding::Finding;
use super::{planted, record};
use crate::golang::{Module, Program};
use crate::stages::Outcome;
use crate::{repository, terminal};

pub(crate) const OASDIFF: Program = Program {
    name: "oasdiff",
    module: Module { path: "github.com/oasdiff/oasdiff", version: "v1.38.0" },
    package: ".",
    flags: &[],
    prepare: None,
};
/// One description for each release, by its version.
const RELEASED: &str = "contracts/openapi/released";
const CURRENT: &str = "contracts/openapi/holdfast.json";
/// What counts for more here than with the tool, or for less.
const LEVELS: &str = "contracts/openapi/oasdiff-levels.txt";

/// A part of the stage `contracts`.
pub fn check() -> anyhow::Result<Outcome> {
    let Ok(oasdiff) = OASDIFF.file() else {
        return Outcome::missing("oasdiff is built with Go 1.26, which is not here, or cannot fetch it");
    };
    let current = repository::root().join(CURRENT);
    let breaking = errors(&oasdiff, &last_release()?, &current)?;
    let unexplained = record::unexplained(&record::read()?, breaking);
    ensure!(
        unexplained.is_empty(),
        "clients of the last release would break; mend it, or give each line its reason in {}:\n{}",
        record::PATH,
        unexplained.iter().map(|finding| format!("- Breaking: {finding}")).collect::<Vec<_>>().join("\n")
    );
    every_planted_change_is_found(&oasdiff, &current)?;
    Ok(Outcome::Passed)
}

/// A tool that accepts everything would prove nothing.
fn every_planted_change_is_found(oasdiff: &str, current: &Path) -> anyhow::Result<()> {
    let description: Value = serde_json::from_slice(&fs::read(current)?)?;
    let folder = tempfile::tempdir()?;
    for (what, plant) in planted::CHANGES {
        let mut broken = description.clone();
        plant(&mut broken).with_context(|| format!("cannot plant {what}: the description has changed"))?;
        let file = folder.path().join("broken.json");
        fs::write(&file, broken.to_string())?;
        ensure!(!errors(oasdiff, current, &file)?.is_empty(), "oasdiff does not find {what}");
    }
    Ok(())
}

fn errors(oasdiff: &str, before: &Path, after: &Path) -> anyhow::Result<Vec<Finding>> {
    let levels = repository::root().join(LEVELS).display().to_string();
    let (before, after) = (before.display().to_string(), after.display().to_string());
    let arguments = ["breaking", "--format", "json", "--severity-levels", &levels, &before, &after];
    let found: Vec<Finding> = serde_json::from_str(&terminal::output(oasdiff, &arguments)?)
        .context("what oasdiff reports cannot be read")?;
    Ok(found.into_iter().filter(|finding| finding.is_error()).collect())
}

fn last_release() -> anyhow::Result<PathBuf> {
    let files = fs::read_dir(repository::root().join(RELEASED))?;
    let files: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<anyhow::Result<_>>()?;
    let newest = files.into_iter().max_by_key(|file| version(file));
    newest.with_context(|| format!("{RELEASED} has no description"))
}

/// `1.10.0` is newer than `1.9.0`.
fn version(file: &Path) -> Vec<u32> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::*;

    #[test]
    fn releases_are_ordered_by_their_numbers() {
        let mut files = ["1.9.0.json", "1.10.0.json", "1.10.1.json"].map(Path::new);
        files.sort_by_key(|file| Reverse(version(file)));
        assert_eq!(files[0], Path::new("1.10.1.json"));
        assert!(last_release().unwrap().is_file());
    }
}
