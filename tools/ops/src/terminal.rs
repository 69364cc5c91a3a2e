//! Other programs, run at the root of the repository with their output left on the terminal.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::repository;

/// Anything but success is an error that names the program.
pub fn run(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    run_with(program, arguments, &[])
}

/// The same, with these variables in its environment.
pub fn run_with(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<()> {
    let mut command = command(program, arguments);
    let status = command
        .envs(variables.iter().copied())
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    ensure!(status.success(), "`{program} {}` failed ({status})", arguments.join(" "));
    Ok(())
}

/// What a program printed, and whether it succeeded.
pub struct Ran {
    pub is_success: bool,
    pub output: String,
}

/// Shows its standard output line by line while it runs, and returns all of it.
pub fn run_and_read(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Ran> {
    let mut command = command(program, arguments);
    let command = command.envs(variables.iter().copied()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
    let mut output = String::new();
    let mut lines = BufReader::new(child.stdout.take().context("no standard output")?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        output.push_str(&text);
        line.clear();
    }
    Ok(Ran { is_success: child.wait()?.success(), output })
}

/// The exit code, for programs that give each code a meaning.
pub fn exit_code(program: &str, arguments: &[&str]) -> anyhow::Result<Option<i32>> {
    let status = command(program, arguments).status().with_context(|| format!("cannot start {program}"))?;
    Ok(status.code())
}

/// What a program prints on its standard output.
pub fn output(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let mut command = command(program, arguments);
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {program}"))?;
    ensure!(output.status.success(), "`{program} {}` failed ({})", arguments.join(" "), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{program} printed something that is not text"))
}

/// Replaces this process by a program: its signals and its exit code are then those of the program.
pub fn become_program(
    program: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    variables: &[(&str, &str)],
) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).envs(variables.iter().copied()).current_dir(repository::root());
    Err(command.exec()).with_context(|| format!("cannot start {}", program.display()))
}

/// Whether a program can be started with these arguments and succeeds.
pub fn exists(program: &str, arguments: &[&str]) -> bool {
    let status = command(program, arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// `CI=true`, as every CI service sets it.
pub fn is_ci() -> bool {
    variable("CI").is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = if program == "cargo" { engines::cargo() } else { Command::new(program) };
    command.args(arguments).current_dir(repository::root());
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "the settings crate is for the product; this reads a few variables of a shell"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
