//! Tests of whole systems, on a machine that has other work too: in CI the few that fail are tried once more, by themselves. What fails only beside others
//! is named in the table of the stages, because that is a defect too; what fails twice ends the run.

use anyhow::ensure;
use ops::stages::Outcome;
use ops::terminal;

/// More are not a coincidence.
const FAILURES_MAX: usize = 3;

/// `cargo` with these arguments, the last of which are for the tests themselves.
pub(crate) fn of_tests(
    arguments: &[&str],
    for_tests: &[&str],
    variables: &[(&str, &str)],
) -> anyhow::Result<Outcome> {
    let ran = terminal::run_and_read("cargo", &[arguments, &["--"], for_tests].concat(), variables)?;
    if ran.is_success {
        return Ok(Outcome::Passed);
    }
    let failed = failures(&ran.output);
    let is_coincidence = terminal::is_ci() && (1..=FAILURES_MAX).contains(&failed.len());
    ensure!(is_coincidence, "`cargo {}` failed", arguments.join(" "));
    println!("\n=== a second attempt: {} ===", failed.join(", "));
    let exactly: Vec<&str> = std::iter::once("--exact").chain(failed.iter().map(String::as_str)).collect();
    terminal::run_with("cargo", &[arguments, &["--"], for_tests, &exactly].concat(), variables)?;
    Ok(Outcome::PassedLater(failed))
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
    fn the_names_of_failures_are_read_from_the_list_at_the_end() {
        let output = "test a::one ... ok\ntest b::two ... FAILED\n\nfailures:\n\n---- b::two stdout ----\n    an indented line\n\n\
                      failures:\n    b::two\n\ntest result: FAILED. 1 passed; 1 failed\n\nfailures:\n    c::three\n    d::four\n";
        assert_eq!(failures(output), ["b::two", "c::three", "d::four"]);
        assert_eq!(failures("error[E0308]: mismatched types\n    wrong\n"), [""; 0]);
    }
}
