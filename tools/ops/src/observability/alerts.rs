//! What an alert needs beside its expression: a page of the runbook, and histories that it was tried on.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::Value;

use super::folders::{LOG_RULES, RULES, TESTS, files};
use crate::repository::read;

const RUNBOOK: &str = "docs/RUNBOOK.md";
const LINK: &str = "https://github.com/example/holdfast/blob/main/docs/RUNBOOK.md#";
/// The test in which everything exists and nothing happens.
const NO_TRAFFIC: &str = "no traffic";

#[derive(Deserialize)]
struct RuleFile {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    alert: Option<String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct TestFile {
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    #[serde(default)]
    alert_rule_test: Vec<Look>,
}

/// What an alert says at one moment of a history.
#[derive(Deserialize)]
struct Look {
    alertname: String,
    #[serde(default)]
    exp_alerts: Vec<Value>,
}

pub(super) fn have_a_page() -> anyhow::Result<()> {
    let runbook = read(RUNBOOK)?;
    let anchors: Vec<String> =
        runbook.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
    for (alert, rule) in alerts(&[RULES, LOG_RULES])? {
        let link = rule.annotations.get("runbook_url").map_or("", String::as_str);
        let page =
            link.strip_prefix(LINK).with_context(|| format!("{alert} leads to `{link}`, not to {LINK}"))?;
        ensure!(anchors.iter().any(|anchor| anchor == page), "{alert}: {RUNBOOK} has no heading for #{page}");
    }
    Ok(())
}

pub(super) fn have_histories() -> anyhow::Result<()> {
    let mut tests = Vec::new();
    for file in files(TESTS)? {
        let parsed: TestFile = serde_saphyr::from_str(&read(&file)?).context(file)?;
        tests.extend(parsed.tests);
    }
    let missing: Vec<String> = alerts(&[RULES])?.keys().filter_map(|alert| missing(alert, &tests)).collect();
    ensure!(missing.is_empty(), "{}", missing.join("\n    "));
    Ok(())
}

/// By name. Several rules may share one.
fn alerts(folders: &[&str]) -> anyhow::Result<BTreeMap<String, Rule>> {
    let mut all = BTreeMap::new();
    let files = folders.iter().map(|folder| files(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    for file in files.concat() {
        let parsed: RuleFile = serde_saphyr::from_str(&read(&file)?).context(file)?;
        let rules = parsed.groups.into_iter().flat_map(|group| group.rules);
        all.extend(rules.filter_map(|rule| Some((rule.alert.clone()?, rule))));
    }
    Ok(all)
}

fn missing(alert: &str, tests: &[Test]) -> Option<String> {
    let states = |test: &Test| -> Vec<bool> {
        let looks = test.alert_rule_test.iter().filter(|look| look.alertname == alert);
        looks.map(|look| !look.exp_alerts.is_empty()).collect()
    };
    let is_whole = |states: &[bool]| {
        let first = states.iter().position(|fires| *fires);
        first.is_some_and(|first| first > 0) && states.last() == Some(&false)
    };
    if !tests.iter().any(|test| is_whole(&states(test))) {
        return Some(format!("no test sees {alert} quiet, then firing, then over"));
    }
    let is_idle = |test: &Test| test.name.starts_with(NO_TRAFFIC) && states(test) == [false];
    (!tests.iter().any(is_idle)).then(|| format!("no test sees {alert} without traffic"))
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

    #[test]
    fn an_alert_that_is_never_seen_over_or_idle_is_named() {
        let tests = |text: &str| serde_saphyr::from_str::<TestFile>(text).unwrap().tests;
        let whole = "
tests:
  - name: it happens
    alert_rule_test:
      - {eval_time: 1m, alertname: A}
      - {eval_time: 2m, alertname: A, exp_alerts: [{exp_labels: {}}]}
      - {eval_time: 3m, alertname: A}
  - name: no traffic
    alert_rule_test:
      - {eval_time: 1m, alertname: A}
";
        assert_eq!(missing("A", &tests(whole)), None);
        let endless = whole.replace("      - {eval_time: 3m, alertname: A}\n", "");
        assert!(missing("A", &tests(&endless)).unwrap().contains("then over"));
        let busy = whole.replace("no traffic", "much traffic");
        assert!(missing("A", &tests(&busy)).unwrap().contains("without traffic"));
        assert!(missing("B", &tests(whole)).is_some());
    }
}
