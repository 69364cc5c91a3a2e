//! Checks of the text alone.

use crate::golang::{Module, Program};
use crate::stages::Outcome;
use crate::{cached, terminal};

/// The rules for Terraform's language are built in; those for AWS come from GitHub, which not every machine can reach.
pub(crate) const TFLINT: Program = Program {
    name: "tflint",
    module: Module { path: "github.com/terraform-linters/tflint", version: "v0.64.0" },
    package: ".",
    flags: &[],
    prepare: None,
};
const CHECKOV: &str = "checkov==3.3.30";

pub(super) fn format(folder: &str) -> anyhow::Result<Outcome> {
    terminal::run("terraform", &["fmt", "-check", "-recursive", "-diff", folder])?;
    Ok(Outcome::Passed)
}

pub(super) fn tflint(folder: &str) -> anyhow::Result<Outcome> {
    let Ok(tflint) = TFLINT.file() else {
        return Ok(Outcome::NotRun("it is built with Go 1.26, which is not here, or cannot fetch it"));
    };
    terminal::run(&tflint, &["--chdir", folder, "--recursive"])?;
    Ok(Outcome::Passed)
}

pub(crate) fn install_checkov() -> anyhow::Result<String> {
    cached::python("checkov-3.3.30", &[CHECKOV], "checkov")
}

/// What is not checked, and why, is in its settings.
pub(super) fn checkov(folder: &str) -> anyhow::Result<Outcome> {
    let Ok(checkov) = install_checkov() else {
        return Ok(Outcome::NotRun("it comes as a Python package, which cannot be fetched here"));
    };
    let config = format!("{folder}/.checkov.yaml");
    terminal::run(&checkov, &["--directory", folder, "--config-file", &config])?;
    Ok(Outcome::Passed)
}
