//! `cargo xtask k6`: load by k6, faults meanwhile, and then always whether the books agree with each other and with what k6 counted.

mod args;
mod books;
mod fault;
mod measured;
mod report;
mod script;
mod subject;
mod tool;

use std::path::Path;

use engines::Stopwatch;

pub use self::args::K6Args;

use self::args::Size;
use self::measured::Measured;
use self::report::Report;
use self::script::Script;
use self::subject::Subject;
use crate::stages::Outcome;

/// What every run of the tests plays.
const SMOKE: [&str; 5] = ["seat-contention", "order-flow", "queue-rush", "mixed-traffic", "purchase-smoke"];

pub fn run(args: &K6Args) -> anyhow::Result<()> {
    let script = Script::find(&args.name, args.profile)?;
    let k6 = tool::k6()?;
    let mut subject = Subject::start(args, &script)?;
    play(&k6, &script, &mut subject)
}

/// The stage of `cargo xtask test`: four scripts in their smallest size on the single process.
pub fn smoke(binaries: &Path) -> anyhow::Result<Outcome> {
    let Ok(k6) = tool::k6() else {
        return Ok(Outcome::NotRun("k6 comes as a Python package, which cannot be fetched here"));
    };
    let mut subject = Subject::embedded(binaries)?;
    for name in SMOKE {
        play(&k6, &Script::find(name, Size::Smoke)?, &mut subject)?;
    }
    Ok(Outcome::Passed)
}

fn play(k6: &str, script: &Script, subject: &mut Subject) -> anyhow::Result<()> {
    let before = subject.books()?;
    let took = Stopwatch::start();
    let summary = tool::play(k6, script, subject);
    // Whatever became of k6, the books are compared.
    let after = subject.books()?;
    let measured = Measured::parse(&summary?)?;
    Report { script, subject, measured: &measured, before: &before, after: &after, took }.print()
}
