//! Runs checks one after another, each under its name, with a table of their times at the end.

use anyhow::{Context, bail};
use engines::Stopwatch;

use crate::terminal;

/// `S` is what the stages of one run share.
pub struct Stage<S> {
    pub name: &'static str,
    pub run: fn(&S) -> anyhow::Result<Outcome>,
}

pub enum Outcome {
    Passed,
    /// Some tests only at their second attempt.
    PassedLater(Vec<String>),
    /// With the reason, which is printed so that silence is not mistaken for success.
    NotRun(&'static str),
}

impl Outcome {
    /// For lack of something that a developer's machine may lack. In CI nothing may be missing.
    pub fn missing(why: &'static str) -> anyhow::Result<Self> {
        if terminal::is_ci() { bail!("{why}") } else { Ok(Self::NotRun(why)) }
    }
}

/// Runs them in order and stops at the first that fails.
pub fn run<S>(stages: &[Stage<S>], shared: &S) -> anyhow::Result<()> {
    let total = Stopwatch::start();
    let mut rows = Vec::new();
    let mut failure = Ok(());
    for Stage { name, run } in stages {
        println!("\n=== {name} ===");
        let took = Stopwatch::start();
        let outcome = run(shared);
        rows.push(row(name, &outcome, &took.to_string()));
        if let Err(error) = outcome {
            failure = Err(error).with_context(|| format!("stage `{name}`"));
            break;
        }
    }
    println!(
        "\n=== summary (the tests' own summaries are above) ===\n{}\ntotal {total:>24}",
        rows.join("\n")
    );
    if rows.is_empty() {
        bail!("there was nothing to run");
    }
    failure
}

/// One of several checks of a stage, by what it says when it passes.
pub type Check<S> = (&'static str, fn(&S) -> anyhow::Result<Outcome>);

/// Makes all checks of a stage, each with a line, and stops at the first that fails.
pub fn run_checks<S>(checks: &[Check<S>], shared: &S) -> anyhow::Result<Outcome> {
    let mut not_run = false;
    for (name, check) in checks {
        match check(shared) {
            Ok(Outcome::Passed | Outcome::PassedLater(_)) => println!("  ok       {name}"),
            Ok(Outcome::NotRun(why)) => {
                println!("  NOT RUN  {name}: {why}");
                not_run = true;
            }
            Err(error) => {
                println!("  FAILED   {name}");
                return Err(error.context(*name));
            }
        }
    }
    if not_run {
        Outcome::missing("some tools are missing: see the lines above")
    } else {
        Ok(Outcome::Passed)
    }
}

fn row(name: &str, outcome: &anyhow::Result<Outcome>, took: &str) -> String {
    match outcome {
        Ok(Outcome::Passed) => format!("{name:<12} passed   {took:>9}"),
        Ok(Outcome::PassedLater(tests)) => {
            format!("{name:<12} passed   {took:>9}  at a second attempt: {}", tests.join(", "))
        }
        Ok(Outcome::NotRun(why)) => format!("{name:<12} NOT RUN  {why}"),
        Err(_) => format!("{name:<12} FAILED   {took:>9}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_run_is_in_the_table() {
        assert_eq!(row("format", &Ok(Outcome::Passed), "1.5 s"), "format       passed       1.5 s");
        let not_run = Ok(Outcome::NotRun("cargo-deny is not installed"));
        assert_eq!(row("licences", &not_run, "0.0 s"), "licences     NOT RUN  cargo-deny is not installed");
    }

    #[test]
    fn a_test_that_passed_at_its_second_attempt_is_named() {
        let later = Ok(Outcome::PassedLater(vec!["rolling::one".to_owned()]));
        let expected = "proxied      passed       1.5 s  at a second attempt: rolling::one";
        assert_eq!(row("proxied", &later, "1.5 s"), expected);
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        let fails = Stage { name: "one", run: |()| bail!("broken") };
        let never = Stage { name: "two", run: |()| unreachable!("a stage after a failure") };
        let error = run(&[fails, never], &()).unwrap_err();
        assert_eq!(format!("{error:#}"), "stage `one`: broken");
    }
}
