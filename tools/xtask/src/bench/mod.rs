//! `cargo xtask bench`: what this machine does, beside what it could do at all. Figures are reported, never asserted.
//!
//! Speed here is a ratio: each path is measured in turn with its floor, within the same minute, because the machine is shared. The method
//! stands in `docs/BENCHMARKS.md`, which this writes.

mod check;
mod floors;
mod load;
mod measure;
mod paths;
mod programs;
mod report;
mod subjects;
mod wishes;

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, bail};
use rustix::process::{Resource, getrlimit, setrlimit};

use self::paths::PATHS;
use self::report::{Machine, Part, Report};
use self::wishes::Wishes;
use crate::terminal;

/// Measures the named paths, or all of them.
pub(crate) fn run(typed: &[String]) -> anyhow::Result<()> {
    let wishes = Wishes::parse(typed)?;
    if cfg!(debug_assertions) {
        return become_fast(typed);
    }
    open_many_files()?;
    let mut report = Report::known(Machine::here());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut failed = Vec::new();
    for path in wishes.paths {
        eprintln!("measuring {path}");
        let measured = runtime.block_on(paths::measure(path, wishes.pace, &mut report));
        let mut part = measured.unwrap_or_else(|error| {
            eprintln!("{path} failed, so it has no numbers: {error:#}");
            failed.push(path);
            Part::failed(&error)
        });
        part.measured = when()?;
        println!("{}", report::told(path, &part));
        report.set(path, part);
        report.write(&PATHS)?;
    }
    if !failed.is_empty() {
        bail!("without numbers: {}", failed.join(", "));
    }
    Ok(())
}

/// The same, optimized: a slow generator would make everything look alike.
fn become_fast(typed: &[String]) -> anyhow::Result<()> {
    let error = Command::new(programs::generator()?).arg("bench").args(typed).exec();
    Err(error).context("the optimized generator cannot be started")
}

/// Thousands of readers are thousands of sockets, here and in every process that is started from here.
fn open_many_files() -> anyhow::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).context("the limit of open files cannot be raised")
}

fn when() -> anyhow::Result<String> {
    let day = terminal::output("date", &["-u", "+%F %H:%M"])?;
    let commit = terminal::output("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    Ok(format!("{} UTC at commit {}", day.trim(), commit.trim()))
}
