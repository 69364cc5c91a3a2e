//! Running other programs with their output left on the terminal, and knowing where cargo puts what it builds.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// Runs a program at the root of the repository; anything but success is an error that names it.
pub(crate) fn run(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    run_with(program, arguments, &[])
}

/// The same, with these variables in its environment.
pub(crate) fn run_with(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<()> {
    let mut command = command(program, arguments);
    let status = command
        .envs(variables.iter().copied())
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    ensure!(status.success(), "`{program} {}` failed ({status})", arguments.join(" "));
    Ok(())
}

/// The number with which a program ended, where each has a meaning of its own.
pub(crate) fn ended_with(program: &str, arguments: &[&str]) -> anyhow::Result<Option<i32>> {
    let status = command(program, arguments).status().with_context(|| format!("cannot start {program}"))?;
    Ok(status.code())
}

/// What a program says on its standard output.
pub(crate) fn output(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = command(program, arguments)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    ensure!(output.status.success(), "`{program} {}` failed ({})", arguments.join(" "), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{program} wrote something that is not text"))
}

/// Whether a program can be started and says that it is there.
pub(crate) fn exists(program: &str, arguments: &[&str]) -> bool {
    let status = command(program, arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Debian's packages, without asking. Whoever may not do that is told what to install.
pub(crate) fn apt_install(packages: &[&str]) -> anyhow::Result<()> {
    run("apt-get", &["update", "--quiet"])?;
    let arguments = ["install", "--yes", "--quiet", "--no-install-recommends"];
    run("apt-get", &[&arguments, packages].concat())
}

/// `CI=true`, as every CI service sets it.
pub(crate) fn is_ci() -> bool {
    variable("CI").is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

pub(crate) fn target_folder() -> anyhow::Result<PathBuf> {
    let metadata = output("cargo", &["metadata", "--format-version", "1", "--no-deps"])?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(PathBuf::from(folder.context("cargo metadata names no target folder")?))
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::root());
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "the settings crate is for the product; this asks two things of a shell"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
