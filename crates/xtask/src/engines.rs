//! The real engines: installed where that can be done, started once, and the tests that need them.

use std::path::Path;

use anyhow::{Context, bail};
use engines::Shared;

use crate::stages::Outcome;
use crate::terminal;

/// A program that shows that its package is there.
const PACKAGES: [(&str, &str); 4] = [
    ("redis-server", "redis-server"),
    ("mariadbd", "mariadb-server"),
    ("java", "default-jre-headless"),
    ("mvn", "maven"),
];

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

/// Everything that runs on the real engines, with one of each for all of it. Tests that kill an engine start their own.
pub(crate) fn tests() -> anyhow::Result<Outcome> {
    if let Err(error) = install() {
        if terminal::is_ci() {
            bail!("{error:#}");
        }
        println!("{error:#}");
        return Ok(Outcome::NotRun("the real engines are not installed: cargo xtask engines"));
    }
    let (redis, mariadb, kafka) =
        (engines::Redis::start()?, engines::MariaDb::start()?, engines::Kafka::start()?);
    let shared = Shared { redis: redis.address(), mariadb: mariadb.address(), kafka: kafka.address() };
    terminal::run_with(
        "cargo",
        &["test", "--workspace", "--locked", "--test", "real"],
        &[(Shared::VARIABLE, &shared.to_string())],
    )?;
    Ok(Outcome::Passed)
}

/// Servers lie where an ordinary user's PATH does not look.
fn is_installed(program: &str) -> bool {
    let path = terminal::variable("PATH").unwrap_or_default();
    path.split(':').chain(["/usr/sbin"]).any(|folder| Path::new(folder).join(program).exists())
}
