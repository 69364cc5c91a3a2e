//! The real engines: installed where that can be done, and the tests that need them.

use std::path::Path;

use anyhow::{Context, bail};

use crate::stages::Outcome;
use crate::terminal;

/// A program that shows that its package is there.
const PACKAGES: [(&str, &str); 6] = [
    ("redis-server", "redis-server"),
    ("mariadbd", "mariadb-server"),
    ("java", "default-jre-headless"),
    ("mvn", "maven"),
    ("nginx", "nginx-light"),
    ("prometheus", "prometheus"),
];

/// Tests start them as processes, from beside their own.
const BINARIES: &[&str] = &["build", "--workspace", "--bins", "--locked"];

/// How tests enter the system.
const ENTRANCE: &str = "HOLDFAST_TEST_ENTRANCE";
const DIRECT: (&str, &str) = (ENTRANCE, "direct");
const CHAOS: [&str; 8] =
    ["test", "--package", "holdfast", "--locked", "--test", "chaos", "--", "--nocapture"];

/// `cargo xtask engines`: fetches what is missing. Nothing is started, and no service of the system is touched.
pub(crate) fn install() -> anyhow::Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        terminal::apt_install(&missing)
            .with_context(|| format!("the real engines need {}", missing.join(", ")))?;
    }
    engines::install_kafka()
}

/// Every adapter on its real engine. The tests start what they need.
pub(crate) fn adapters() -> anyhow::Result<Outcome> {
    on_engines(&[&["test", "--workspace", "--exclude", "holdfast", "--locked", "--test", "real"]], DIRECT)
}

/// The black-box suite against four processes, each entered directly.
pub(crate) fn services() -> anyhow::Result<Outcome> {
    on_engines(&[BINARIES, &["test", "--package", "holdfast", "--locked", "--test", "real"]], DIRECT)
}

/// The same through nginx.
pub(crate) fn proxied() -> anyhow::Result<Outcome> {
    on_engines(
        &[BINARIES, &["test", "--package", "holdfast", "--locked", "--test", "real"]],
        (ENTRANCE, "proxy"),
    )
}

/// Everything dies once while people buy.
pub(crate) fn faults() -> anyhow::Result<Outcome> {
    let test = ["test", "--package", "holdfast", "--locked", "--test", "faults", "--", "--nocapture"];
    on_engines(&[BINARIES, &test], DIRECT)
}

/// Everything goes wrong at random: a minute of it, the same each time.
pub(crate) fn chaos() -> anyhow::Result<Outcome> {
    on_engines(&[BINARIES, &CHAOS], DIRECT)
}

/// As long as one likes, from another seed.
pub(crate) fn chaos_of(seed: u64, seconds: u64) -> anyhow::Result<Outcome> {
    install()?;
    terminal::run("cargo", BINARIES)?;
    let (seed, seconds) = (seed.to_string(), seconds.to_string());
    terminal::run_with("cargo", &CHAOS, &[DIRECT, ("CHAOS_SEED", &seed), ("CHAOS_SECONDS", &seconds)])?;
    Ok(Outcome::Passed)
}

/// Runs these cargo commands where the engines are installed, and tells their tests how to enter the system.
fn on_engines(commands: &[&[&str]], entrance: (&str, &str)) -> anyhow::Result<Outcome> {
    if let Err(error) = install() {
        if terminal::is_ci() {
            bail!("{error:#}");
        }
        println!("{error:#}");
        return Ok(Outcome::NotRun("the real engines are not installed: cargo xtask engines"));
    }
    for command in commands {
        terminal::run_with("cargo", command, &[entrance])?;
    }
    Ok(Outcome::Passed)
}

/// Servers lie where an ordinary user's PATH does not look.
fn is_installed(program: &str) -> bool {
    let path = terminal::variable("PATH").unwrap_or_default();
    path.split(':').chain(["/usr/sbin"]).any(|folder| Path::new(folder).join(program).exists())
}
