//! `cargo xtask rules [NAME ...]`: removes each protective rule from a copy of the workspace, and expects its tests to fail there. The rules in Lua
//! are removed by a test of their adapter, because scripts are values there.

use std::path::PathBuf;
use std::process::Stdio;
use std::{fs, io};

use anyhow::{Context, bail, ensure};
use ops::terminal;
use serde::Deserialize;

/// A rule in the source, and what stands there without it; `rules.toml` says what each field is.
#[derive(Deserialize)]
struct Mutation {
    name: String,
    file: String,
    rule: String,
    without: String,
    targets: Vec<String>,
    tests: Vec<String>,
    promise: String,
}

#[derive(Deserialize)]
struct Mutations {
    mutation: Vec<Mutation>,
}

/// Always the same, so that each crate is built with the same features.
const PACKAGES: [&str; 7] =
    ["catalog", "holdfast", "identity", "order", "payment", "reservation", "waiting-room"];
const SCRIPTS: [&str; 7] =
    ["test", "--locked", "--package", "reservation", "--test", "real", "without_a_rule::"];
/// As the tests of `holdfast` name broken promises.
const BROKEN: &str = "broken promises: ";

/// All rules, or those that are named.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    let all = mutations()?;
    let known: Vec<&str> = all.iter().map(|mutation| mutation.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no rule is called {name}; there are: {}", known.join(", "));
    }
    if names.is_empty() {
        terminal::run("cargo", &SCRIPTS)?;
    }
    let copy = Copy::of_workspace(&all)?;
    for mutation in &all {
        if names.is_empty() || names.contains(&mutation.name) {
            copy.expect_failures(mutation)?;
        }
    }
    Ok(())
}

fn mutations() -> anyhow::Result<Vec<Mutation>> {
    Ok(toml::from_str::<Mutations>(include_str!("../rules.toml"))?.mutation)
}

impl Mutation {
    fn apply(&self, source: &str) -> anyhow::Result<String> {
        let count = source.matches(&self.rule).count();
        ensure!(count == 1, "{}: `{}` occurs {count} times in {}", self.name, self.rule, self.file);
        Ok(source.replace(&self.rule, &self.without))
    }
}

/// The workspace as it is on disk, with a target folder of its own.
struct Copy {
    root: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn of_workspace(mutations: &[Mutation]) -> anyhow::Result<Self> {
        let folder = ops::repository::root().join("target/mutations");
        let copy = Self { root: folder.join("workspace"), target: folder.join("target") };
        if copy.root.exists() {
            fs::remove_dir_all(&copy.root)?;
        }
        let files =
            terminal::output("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        for file in files.split('\0').filter(|file| !file.is_empty()) {
            let is_mutated = mutations.iter().any(|mutation| mutation.file == file);
            copy.copy(file, is_mutated).with_context(|| format!("cannot copy {file}"))?;
        }
        Ok(copy)
    }

    /// Times of modification are copied too, so that cargo builds only what has changed. Files that are mutated look new instead: the last build may
    /// have been one without a rule.
    fn copy(&self, file: &str, is_mutated: bool) -> io::Result<()> {
        let (from, to) = (ops::repository::root().join(file), self.root.join(file));
        // Deleted, but not yet in the index.
        if !from.is_file() {
            return Ok(());
        }
        fs::create_dir_all(to.parent().unwrap_or(&self.root))?;
        fs::copy(&from, &to)?;
        if !is_mutated {
            fs::File::options().write(true).open(&to)?.set_modified(from.metadata()?.modified()?)?;
        }
        Ok(())
    }

    fn expect_failures(&self, mutation: &Mutation) -> anyhow::Result<()> {
        let Mutation { name, promise, tests, .. } = mutation;
        println!("without {name}: building and testing");
        let file = self.root.join(&mutation.file);
        let source = fs::read_to_string(&file)?;
        fs::write(&file, mutation.apply(&source)?)?;
        let output = self.test(mutation);
        fs::write(&file, source)?;
        let output = output?;
        let has_failed =
            |test: &str| output.lines().any(|line| line.ends_with(&format!("{test} ... FAILED")));
        let reports = output
            .lines()
            .filter_map(|line| line.split_once(BROKEN))
            .any(|(_, broken)| broken.contains(promise.as_str()));
        let is_noticed = tests.iter().all(|test| has_failed(test)) && reports;
        ensure!(
            is_noticed,
            "{output}\nwithout {name}, not all of {tests:?} fail, or {promise} is not reported"
        );
        println!("without {name}: {promise} is broken, and {} fail", tests.join(" and "));
        Ok(())
    }

    /// What the tests say, passed or failed.
    fn test(&self, mutation: &Mutation) -> anyhow::Result<String> {
        let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
        let targets = mutation.targets.iter().flat_map(|target| ["--test", target.as_str()]);
        let output = engines::cargo()
            .args(["test", "--locked", "--no-fail-fast"])
            .args(targets)
            .args(packages)
            .arg("--")
            .args(&mutation.tests)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            // These builds are not debugged, and need a third of the disk space without.
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_mutation_applies_to_the_source_as_it_is() {
        for mutation in mutations().unwrap() {
            let source = ops::repository::read(&mutation.file).unwrap();
            mutation.apply(&source).unwrap();
        }
    }

    #[test]
    fn every_test_that_has_to_fail_exists() {
        let mut sources = String::new();
        for package in PACKAGES {
            read_all(&ops::repository::root().join("services").join(package).join("tests"), &mut sources);
        }
        for test in mutations().unwrap().iter().flat_map(|mutation| &mutation.tests) {
            assert!(sources.contains(&format!("fn {test}(")), "no test is called {test}");
        }
    }

    fn read_all(folder: &Path, sources: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, sources);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
}
