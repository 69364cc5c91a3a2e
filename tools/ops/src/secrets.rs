//! Whether a secret stands in the tree: gitleaks reads what git keeps, and `.gitleaks.toml` says what it may find.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::golang::{Module, Program};
use crate::stages::Outcome;
use crate::{repository, terminal};

pub(crate) const GITLEAKS: Program = Program {
    name: "gitleaks",
    module: Module { path: "github.com/zricethezav/gitleaks/v8", version: "v8.30.0" },
    package: ".",
    flags: &[],
    prepare: None,
};
const RULES: &str = ".gitleaks.toml";
/// Of nothing and no one: it proves that the check would find one.
const PLANTED: (&str, &str, &str) = ("planted.txt", "aws_access_key_id = AKIA", "IOSFODNN7HOLDFAS");

/// The stage of `cargo xtask test`.
pub fn check() -> anyhow::Result<Outcome> {
    let Ok(gitleaks) = GITLEAKS.file() else {
        return Ok(Outcome::NotRun("gitleaks is built with Go 1.26, which is not here, or cannot fetch it"));
    };
    let tree = tempfile::tempdir()?;
    copy_tracked_files(tree.path())?;
    ensure!(
        finds_nothing(&gitleaks, tree.path(), &["--verbose"])?,
        "the tree has a secret: see above, and {RULES}"
    );
    let probe = tempfile::tempdir()?;
    let (name, key, value) = PLANTED;
    fs::write(probe.path().join(name), format!("{key}{value}\n"))?;
    ensure!(!finds_nothing(&gitleaks, probe.path(), &[])?, "gitleaks does not find the planted key");
    Ok(Outcome::Passed)
}

/// Not what is ignored: builds are large, and stay where they are.
fn copy_tracked_files(to: &Path) -> anyhow::Result<()> {
    let root = repository::root();
    for name in terminal::output("git", &["ls-files", "-z"])?.split_terminator('\0') {
        let (source, copy) = (root.join(name), to.join(name));
        if !source.is_file() {
            continue;
        }
        let folder = copy.parent().with_context(|| format!("{name} has no folder"))?;
        fs::create_dir_all(folder)?;
        fs::copy(&source, &copy).with_context(|| name.to_owned())?;
    }
    Ok(())
}

/// Exit code 1 is a finding, which it prints without the secret where it is verbose.
fn finds_nothing(gitleaks: &str, folder: &Path, further: &[&str]) -> anyhow::Result<bool> {
    let rules = repository::root().join(RULES).display().to_string();
    let folder = folder.display().to_string();
    let arguments = ["dir", &folder, "--config", &rules, "--no-banner", "--redact", "--log-level", "error"];
    match terminal::exit_code(gitleaks, &[&arguments, further].concat())? {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        code => anyhow::bail!("gitleaks ended with {code:?}"),
    }
}
