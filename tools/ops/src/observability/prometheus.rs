//! Rules and their tests, and the queries of the dashboards, checked by Prometheus' own tool.

use std::fs;

use anyhow::Context;
use serde_json::{Value, json};

use super::folders::{DASHBOARDS, TESTS, files};
use crate::objects::{at, items};
use crate::stages::Outcome;
use crate::{cached, repository, terminal};

const CONFIG: &str = "infra/prometheus/prometheus.yml";
/// What Grafana fills in before a query.
const FILLED_IN: [(&str, &str); 2] = [("$__rate_interval", "1m"), ("$__range", "15m")];

pub(super) fn accepts_everything() -> anyhow::Result<Outcome> {
    let Some(promtool) = cached::packaged("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    terminal::output(&promtool, &["check", "config", CONFIG])?;
    let tests = files(TESTS)?;
    let tests = tests.iter().map(String::as_str);
    terminal::output(&promtool, &["test", "rules"].into_iter().chain(tests).collect::<Vec<_>>())?;
    let queries = repository::root().join("target/dashboard-queries.json");
    let mut rules = Vec::new();
    for dashboard in files(DASHBOARDS)? {
        let parsed = serde_json::from_str(&repository::read(&dashboard)?).context(dashboard)?;
        rules.extend(of_dashboard(&parsed, "prometheus"));
    }
    fs::write(&queries, as_rules(&rules).to_string())?;
    terminal::output(&promtool, &["check", "rules", "--lint=none", &queries.display().to_string()])?;
    Ok(Outcome::Passed)
}

/// The tool reads rules and no dashboards, so every query becomes a rule.
fn as_rules(queries: &[String]) -> Value {
    let rule =
        |(number, query): (usize, &String)| json!({"record": format!("panel:{number}"), "expr": query});
    let rules: Vec<Value> = queries.iter().enumerate().map(rule).collect();
    json!({"groups": [{"name": "dashboards", "rules": rules}]})
}

/// The queries of all panels that ask this kind of source. A panel asks Prometheus unless it says otherwise.
pub(super) fn of_dashboard(dashboard: &Value, source: &str) -> Vec<String> {
    let panels = items(at(dashboard, "/panels")).iter();
    let of_source = panels.filter(|panel| {
        panel.pointer("/datasource/type").and_then(Value::as_str).unwrap_or("prometheus") == source
    });
    let targets = of_source.flat_map(|panel| items(at(panel, "/targets")));
    let filled = |text: String, (name, with): (&str, &str)| text.replace(name, with);
    let queries = targets.filter_map(|target| at(target, "/expr").as_str());
    queries.map(|query| FILLED_IN.into_iter().fold(query.to_owned(), filled)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_of_every_panel_is_looked_at() {
        let dashboard = json!({"panels": [
            {"targets": [{"expr": "rate(a[$__rate_interval])"}, {"expr": "b"}]},
            {"datasource": {"type": "loki"}, "targets": [{"expr": "{app=\"c\"}"}]},
        ]});
        let rules = as_rules(&of_dashboard(&dashboard, "prometheus"));
        assert_eq!(rules["groups"][0]["rules"][0]["expr"], "rate(a[1m])");
        assert_eq!(rules["groups"][0]["rules"][1]["expr"], "b");
        assert_eq!(of_dashboard(&dashboard, "loki"), ["{app=\"c\"}"]);
    }
}
