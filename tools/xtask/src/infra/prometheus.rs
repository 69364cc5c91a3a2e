//! Alerts and their tests, and the queries of the dashboard, checked by Prometheus' own tool.

use std::fs;

use anyhow::Context;
use ops::{
    repository::{self, read},
    stages::Outcome,
    terminal,
};
use serde_json::{Value, json};

use super::tools;

const CONFIG: &str = "infra/prometheus/prometheus.yml";
const TESTS: &str = "infra/prometheus/tests/alerts.test.yml";
const DASHBOARD: &str = "infra/grafana/dashboards/holdfast.json";
/// What Grafana fills in before a query.
const FILLED_IN: [(&str, &str); 2] = [("$__rate_interval", "1m"), ("$__range", "15m")];

pub(super) fn accepts_everything() -> anyhow::Result<Outcome> {
    let Some(promtool) = tools::packaged("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    terminal::output(&promtool, &["check", "config", CONFIG])?;
    terminal::output(&promtool, &["test", "rules", TESTS])?;
    let queries = repository::root().join("target/dashboard-queries.json");
    fs::write(&queries, as_rules(&serde_json::from_str(&read(DASHBOARD)?).context(DASHBOARD)?).to_string())?;
    terminal::output(&promtool, &["check", "rules", "--lint=none", &queries.display().to_string()])?;
    Ok(Outcome::Passed)
}

/// The tool reads rules and no dashboards, so every query becomes a rule.
fn as_rules(dashboard: &Value) -> Value {
    let mut queries = Vec::new();
    collect(dashboard, &mut queries);
    let rule =
        |(number, query): (usize, &String)| json!({"record": format!("panel:{number}"), "expr": query});
    let rules: Vec<Value> = queries.iter().enumerate().map(rule).collect();
    json!({"groups": [{"name": "dashboard", "rules": rules}]})
}

fn collect(value: &Value, queries: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(query) = fields.get("expr").and_then(Value::as_str) {
                let filled = |text: String, (name, with): (&str, &str)| text.replace(name, with);
                queries.push(FILLED_IN.into_iter().fold(query.to_owned(), filled));
            }
            fields.values().for_each(|field| collect(field, queries));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, queries)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_of_every_panel_is_looked_at() {
        let dashboard =
            json!({"panels": [{"targets": [{"expr": "rate(a[$__rate_interval])"}, {"expr": "b"}]}]});
        let rules = as_rules(&dashboard);
        assert_eq!(rules["groups"][0]["rules"][0]["expr"], "rate(a[1m])");
        assert_eq!(rules["groups"][0]["rules"][1]["expr"], "b");
    }
}
