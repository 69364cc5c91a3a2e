//! Prometheus of compose, as its own tool reads its settings.

use crate::stages::Outcome;
use crate::{cached, terminal};

const PROMETHEUS: &str = "infra/prometheus/compose.yml";

pub fn watches() -> anyhow::Result<Outcome> {
    let Some(promtool) = cached::packaged("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    terminal::output(&promtool, &["check", "config", PROMETHEUS])?;
    Ok(Outcome::Passed)
}
