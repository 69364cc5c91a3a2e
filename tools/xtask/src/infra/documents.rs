//! What documents and settings say of each other is right.

use anyhow::ensure;
use ops::repository::read;
use ops::stages::Outcome;

const ALERTS: &str = "infra/prometheus/rules/alerts.yml";
const RUNBOOK: &str = "docs/RUNBOOK.md";

pub(super) fn alerts_have_a_page() -> anyhow::Result<Outcome> {
    let (alerts, runbook) = (read(ALERTS)?, read(RUNBOOK)?);
    let anchors: Vec<String> =
        runbook.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
    let count = alerts.matches("- alert:").count();
    let targets: Vec<&str> =
        alerts.lines().filter_map(|line| line.trim().strip_prefix("runbook: docs/RUNBOOK.md#")).collect();
    ensure!(targets.len() == count, "{count} alerts, and {} lines that name a page", targets.len());
    for target in targets {
        ensure!(anchors.iter().any(|anchor| anchor == target), "{RUNBOOK} has no heading for #{target}");
    }
    Ok(Outcome::Passed)
}

/// As GitHub derives it from a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_addresses() {
        assert_eq!(anchor("Redis failed over, or was flushed"), "redis-failed-over-or-was-flushed");
    }
}
