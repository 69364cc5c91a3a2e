//! Runs checks one after another, each under its name, with a table of their times at the end.

use std::time::Duration;

use anyhow::{Context, bail};
use engines::Stopwatch;

/// `S` is what the stages of one run share.
pub(crate) struct Stage<S> {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&S) -> anyhow::Result<Outcome>,
}

pub(crate) enum Outcome {
    Passed,
    /// With the reason, which is printed so that silence is not mistaken for success.
    NotRun(&'static str),
}

enum Row {
    Passed(&'static str, Duration),
    NotRun(&'static str, &'static str),
    Failed(&'static str, Duration),
}

/// Runs them in order and stops at the first that fails.
pub(crate) fn run<S>(stages: &[Stage<S>], shared: &S) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for stage in stages {
        println!("\n=== {} ===", stage.name);
        let started = Stopwatch::start();
        match (stage.run)(shared) {
            Ok(Outcome::Passed) => rows.push(Row::Passed(stage.name, started.elapsed())),
            Ok(Outcome::NotRun(why)) => {
                println!("NOT RUN: {why}");
                rows.push(Row::NotRun(stage.name, why));
            }
            Err(error) => {
                rows.push(Row::Failed(stage.name, started.elapsed()));
                println!("{}", table(&rows));
                return Err(error).with_context(|| format!("stage `{}`", stage.name));
            }
        }
    }
    println!("{}", table(&rows));
    if rows.is_empty() {
        bail!("there was nothing to run");
    }
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let total: Duration = rows
        .iter()
        .map(|row| match row {
            Row::Passed(_, took) | Row::Failed(_, took) => *took,
            Row::NotRun(..) => Duration::ZERO,
        })
        .sum();
    let lines = rows.iter().map(|row| match row {
        Row::Passed(name, took) => format!("{name:<12} passed   {:>9}", seconds(*took)),
        Row::Failed(name, took) => format!("{name:<12} FAILED   {:>9}", seconds(*took)),
        Row::NotRun(name, why) => format!("{name:<12} NOT RUN  {why}"),
    });
    let total = format!("{:<12}          {:>9}", "total", seconds(total));
    let lines: Vec<String> = lines.chain([total]).collect();
    format!("\n=== summary (the tests' own summaries are above) ===\n{}", lines.join("\n"))
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_run_is_in_the_table() {
        let rows = [
            Row::Passed("format", Duration::from_millis(1500)),
            Row::NotRun("licences", "cargo-deny is not installed"),
            Row::Failed("tests", Duration::from_secs(2)),
        ];
        let table = table(&rows);
        assert!(table.contains("format       passed       1.5 s"), "{table}");
        assert!(table.contains("licences     NOT RUN  cargo-deny is not installed"), "{table}");
        assert!(table.contains("total                     3.5 s"), "{table}");
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        let fails = Stage { name: "one", run: |()| bail!("broken") };
        let never = Stage { name: "two", run: |()| unreachable!("a stage after a failure") };
        let error = run(&[fails, never], &()).unwrap_err();
        assert_eq!(format!("{error:#}"), "stage `one`: broken");
    }
}
