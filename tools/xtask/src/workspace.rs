//! The whole workspace, compiled once for all stages. Each cargo command here selects all packages with their dev-dependencies, because cargo
//! unifies features over what is selected: another selection would compile sqlx, tokio and everything above them again.

use contracts::services::ALL;
use ops::terminal;

use crate::web;

/// Test targets that `cargo test` leaves out, because they need the real engines.
const ON_ENGINES: [&str; 8] = ["--test", "real", "--test", "services", "--test", "faults", "--test", "chaos"];

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
pub(crate) fn test() -> anyhow::Result<()> {
    cargo("test", &["--tests"], &[])
}

/// One target on the engines.
pub(crate) fn test_on_engines(target: &str, variables: &[(&str, &str)]) -> anyhow::Result<()> {
    build_for_engines()?;
    // Runs of minutes show what they are doing.
    let output: &[&str] = if matches!(target, "faults" | "chaos") { &["--", "--nocapture"] } else { &[] };
    cargo("test", &[&["--test", target], output].concat(), variables)
}

pub(crate) fn lint() -> anyhow::Result<()> {
    let deny = ["--", "-D", "warnings"];
    cargo("clippy", &[&["--all-targets"], &deny[..]].concat(), &[])?;
    // Those that plain `cargo test` leaves out are not among "all".
    cargo("clippy", &[&ON_ENGINES[..], &deny].concat(), &[])
}

/// With the page in the product if the page has been built, so that no stage compiles the product without it and another one with it.
fn cargo(command: &str, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<()> {
    let page = web::built();
    let variables = [variables, &web::variables(page.as_deref())].concat();
    terminal::run_with("cargo", &[&[command, "--workspace", "--locked"], arguments].concat(), &variables)
}
