//! The whole workspace, compiled once for all stages. Each cargo command here selects all packages with their dev-dependencies, because cargo
//! unifies features over what is selected: another selection would compile sqlx, tokio and everything above them again.

use std::path::PathBuf;

use contracts::services::ALL;
use engines::Profile;
use ops::stages::Outcome;
use ops::terminal;

use crate::{second_attempt, web};

/// Test targets that `cargo test` leaves out, because they need the real engines, or a server that is up.
const ON_ENGINES: [&str; 10] =
    ["--test", "real", "--test", "services", "--test", "faults", "--test", "chaos", "--test", "server"];

const SELECTION: [&str; 2] = ["--workspace", "--locked"];

/// The packages whose binaries ship: the single process, and each service.
pub(crate) fn products() -> Vec<&'static str> {
    std::iter::once("holdfast").chain(ALL.iter().map(|service| service.name)).collect()
}

/// Everything that later stages run.
pub(crate) fn build() -> anyhow::Result<()> {
    cargo("test", &["--tests", "--no-run"], &[])?;
    build_for_engines()
}

/// The tests on engines, and with them the binaries that they start.
pub(crate) fn build_for_engines() -> anyhow::Result<()> {
    cargo("test", &[&["--no-run"], &ON_ENGINES[..]].concat(), &[])
}

/// The tests that need no engines. There are no examples in the documentation that could be run, and looking for them takes a compiler a crate.
pub(crate) fn test() -> anyhow::Result<Outcome> {
    tested(&["--tests"], &[])
}

/// One target on the engines.
pub(crate) fn test_on_engines(target: &str, variables: &[(&str, &str)]) -> anyhow::Result<Outcome> {
    build_for_engines()?;
    if matches!(target, "faults" | "chaos") {
        // Runs of minutes show what they are doing, and have no second attempt: no promise may break even once.
        cargo("test", &["--test", target, "--", "--nocapture"], variables)?;
        return Ok(Outcome::Passed);
    }
    tested(&["--test", target], variables)
}

/// The client of the API against a server that is up.
pub(crate) fn test_client(url: &str) -> anyhow::Result<()> {
    cargo("test", &["--test", "server"], &[("HOLDFAST_URL", url)])
}

/// The folder that they are in.
pub(crate) fn build_examples() -> anyhow::Result<PathBuf> {
    cargo("build", &["--examples"], &[])?;
    Ok(engines::binaries(Profile::Debug)?.join("examples"))
}

pub(crate) fn lint() -> anyhow::Result<()> {
    let deny = ["--", "-D", "warnings"];
    cargo("clippy", &[&["--all-targets"], &deny[..]].concat(), &[])?;
    // Those that plain `cargo test` leaves out are not among "all".
    cargo("clippy", &[&ON_ENGINES[..], &deny].concat(), &[])
}

fn cargo(command: &str, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<()> {
    with_page(variables, |variables| {
        terminal::run_with("cargo", &[&[command], &SELECTION[..], arguments].concat(), variables)
    })
}

fn tested(arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Outcome> {
    with_page(variables, |variables| {
        let all = [&["test"], &SELECTION[..], &["--no-fail-fast"], arguments].concat();
        second_attempt::of_tests(&all, variables)
    })
}

/// With the page in the product if the page has been built, so that no stage compiles the product without it and another one with it.
fn with_page<T>(variables: &[(&str, &str)], run: impl FnOnce(&[(&str, &str)]) -> T) -> T {
    let page = web::built();
    run(&[variables, &web::variables(page.as_deref())].concat())
}
