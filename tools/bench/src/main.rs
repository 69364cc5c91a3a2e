#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool prints to a terminal")]

mod args;
mod check;
mod floors;
mod load;
mod measure;
mod paths;
mod programs;
mod quotas;
mod report;
mod subjects;

use std::process::Command;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use rustix::process::{Resource, getrlimit, setrlimit};

use self::args::BenchArgs;
use self::paths::PATHS;
use self::report::{Machine, Part, Report};

fn main() -> anyhow::Result<()> {
    let args = BenchArgs::parse();
    ensure!(
        !cfg!(debug_assertions),
        "a slow generator makes everything look alike: cargo xtask bench optimizes it"
    );
    raise_file_limit()?;
    let mut report = Report::known(Machine::here());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut failed = Vec::new();
    for path in args.paths() {
        eprintln!("measuring {path}");
        let measured = runtime.block_on(paths::measure(path, args.timing(), &mut report));
        let mut part = measured.unwrap_or_else(|error| {
            eprintln!("{path} failed, so it has no numbers: {error:#}");
            failed.push(path);
            Part::failed(&error)
        });
        part.measured = date_and_commit()?;
        println!("{}", report::rendered(path, &part));
        report.set(path, part);
        report.write(&PATHS)?;
    }
    if !failed.is_empty() {
        bail!("without numbers: {}", failed.join(", "));
    }
    Ok(())
}

/// Thousands of readers are thousands of sockets, here and in every process that is started from here.
fn raise_file_limit() -> anyhow::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).context("the limit of open files cannot be raised")
}

fn date_and_commit() -> anyhow::Result<String> {
    let date = printed("date", &["-u", "+%F %H:%M"])?;
    let commit = printed("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    Ok(format!("{date} UTC at commit {commit}"))
}

fn printed(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(engines::repository_folder())
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    ensure!(output.status.success(), "`{program} {}` failed ({})", arguments.join(" "), output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
