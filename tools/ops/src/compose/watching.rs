//! Prometheus and Alertmanager of compose, as their own tools read their settings.

use anyhow::ensure;

use crate::stages::Outcome;
use crate::{cached, terminal};

const PROMETHEUS: &str = "infra/prometheus/compose.yml";
const ROUTES: &str = "infra/compose/alertmanager.yml";
/// Which receiver an alert of each severity has.
const RECEIVERS: [(&str, &str); 2] = [("severity=page", "pager"), ("severity=ticket", "tickets")];

pub fn watches() -> anyhow::Result<Outcome> {
    let Some(promtool) = cached::packaged("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    terminal::output(&promtool, &["check", "config", PROMETHEUS])?;
    let Some(amtool) = cached::packaged("amtool", "prometheus-alertmanager")? else {
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
