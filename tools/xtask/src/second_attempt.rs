//! Tests of whole systems, on a machine that has other work too: in CI the few that fail are tried once more, by themselves. What fails only beside others
//! is named in the table of the stages, because that is a defect too; what fails twice ends the run.

use anyhow::ensure;
use ops::stages::Outcome;
use ops::terminal;

/// More are not a coincidence.
const FAILURES_MAX: usize = 3;

/// `cargo test` with these arguments.
pub(crate) fn of_tests(arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Outcome> {
    let ran = terminal::run_and_read("cargo", arguments, variables)?;
    if ran.is_success {
        return Ok(Outcome::Passed);
    }
    let failed = failures(&ran.output);
    let are_few = (1..=FAILURES_MAX).contains(&failed.len());
    ensure!(
        terminal::is_ci() && are_few && all_have_ended(&ran.output),
        "`cargo {}` failed",
        arguments.join(" ")
    );
    println!("\n=== a second attempt: {} ===", failed.join(", "));
    let exactly: Vec<&str> = std::iter::once("--exact").chain(failed.iter().map(String::as_str)).collect();
    terminal::run_with("cargo", &[arguments, &["--"], &exactly].concat(), variables)?;
    Ok(Outcome::PassedLater(failed))
}

/// A test program that was killed names no failure, and would not be tried again.
fn all_have_ended(output: &str) -> bool {
    let begins = |line: &str| {
        let count = line.strip_prefix("running ").and_then(|rest| rest.split_once(" test"));
        count.is_some_and(|(count, _)| count.parse::<u32>().is_ok())
    };
    let begun = output.lines().filter(|line| begins(line)).count();
    begun == output.lines().filter(|line| line.starts_with("test result: ")).count()
}

/// The names in the lists with which test programs end.
fn failures(output: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_list = false;
    for line in output.lines() {
        match line.strip_prefix("    ") {
            Some(name) if is_list && !name.contains(char::is_whitespace) => names.push(name.to_owned()),
            _ => is_list = line == "failures:",
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_was_killed_is_noticed() {
        let whole = "running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed\nrunning 2 tests\ntest result: FAILED. 1 passed";
        assert!(all_have_ended(whole));
        assert!(!all_have_ended(&format!("{whole}\nrunning 3 tests\ntest b ... ok\n")));
    }

    #[test]
    fn the_names_of_failures_are_read_from_the_list_at_the_end() {
        let output = "test a::one ... ok\ntest b::two ... FAILED\n\nfailures:\n\n---- b::two stdout ----\n    an indented line\n\n\
                      failures:\n    b::two\n\ntest result: FAILED. 1 passed; 1 failed\n\nfailures:\n    c::three\n    d::four\n";
        assert_eq!(failures(output), ["b::two", "c::three", "d::four"]);
        assert_eq!(failures("error[E0308]: mismatched types\n    wrong\n"), [""; 0]);
    }
}
