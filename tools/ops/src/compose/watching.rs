//! Prometheus and Alertmanager of compose, as their own tools read their settings.

use anyhow::{Context, ensure};

use crate::stages::Outcome;
use crate::terminal;

const PROMETHEUS: &str = "infra/prometheus/compose.yml";
const ROUTES: &str = "infra/compose/alertmanager.yml";
/// Which receiver an alert of each severity has.
const RECEIVERS: [(&str, &str); 2] = [("severity=page", "pager"), ("severity=warn", "tickets")];

pub fn watches() -> anyhow::Result<Outcome> {
    let Some(promtool) = program("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    terminal::output(&promtool, &["check", "config", PROMETHEUS])?;
    let Some(amtool) = program("amtool", "prometheus-alertmanager")? else {
        return Ok(Outcome::NotRun("amtool is not installed: apt-get install prometheus-alertmanager"));
    };
    terminal::output(&amtool, &["check-config", ROUTES])?;
    for (severity, receiver) in RECEIVERS {
        let test = ["config", "routes", "test", "--config.file", ROUTES, severity, "service=order"];
        let reached = terminal::output(&amtool, &test)?;
        ensure!(reached.trim() == receiver, "{severity} reaches {} and not {receiver}", reached.trim());
    }
    Ok(Outcome::Passed)
}

/// Of a Debian package, which CI installs if it is missing.
fn program(name: &str, package: &str) -> anyhow::Result<Option<String>> {
    if engines::find(name).is_none() && terminal::is_ci() {
        engines::apt_install(&[package]).with_context(|| format!("{name} is missing"))?;
    }
    Ok(engines::find(name).map(|path| path.display().to_string()))
}
