//! Queries of logs, parsed by Grafana's grammar of LogQL: those of rules, and those of dashboards.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::folders::{DASHBOARDS, LOG_RULES, files};
use super::prometheus::of_dashboard;
use crate::repository;
use crate::stages::Outcome;
use crate::{cached, objects, terminal};

const PARSER: &str = "tools/ops/logql/parse.mjs";
const PACKAGES: [&str; 3] = ["@grafana/lezer-logql@0.4.2", "@lezer/lr@1.4.10", "@lezer/common@1.5.5"];
/// The only labels of a log line: each further one would multiply the streams of Loki.
const LABELS: [&str; 4] = ["namespace", "app", "pod", "level"];
/// One of each is put beside the real queries, so that a parser that accepts everything is noticed.
const WRONG: &str = "sum by (app (count_over_time({app=\"order\"}[5m]))";

pub(super) fn parses() -> anyhow::Result<Outcome> {
    let Ok(modules) = cached::node("logql", &PACKAGES) else {
        return Ok(Outcome::NotRun("the grammar is an npm package, which cannot be fetched here"));
    };
    let queries = queries()?;
    ensure!(!queries.is_empty(), "there are no queries of logs");
    for query in &queries {
        let unknown = labels(query).find(|label| !LABELS.contains(label));
        ensure!(unknown.is_none(), "{query} asks for the label {unknown:?}; there are {LABELS:?}");
    }
    let text = serde_json::to_string(&queries)?;
    terminal::output("node", &[PARSER, &modules, &text])?;
    let wrong = serde_json::to_string(&[WRONG])?;
    ensure!(!terminal::exists("node", &[PARSER, &modules, &wrong]), "the parser accepts {WRONG}");
    Ok(Outcome::Passed)
}

fn queries() -> anyhow::Result<Vec<String>> {
    let mut queries = Vec::new();
    for file in files(LOG_RULES)? {
        for rules in objects::parse(&repository::read(&file)?).context(file)? {
            let groups = objects::items(rules.at("/groups")).iter();
            let rules = groups.flat_map(|group| objects::items(objects::at(group, "/rules")));
            queries.extend(rules.filter_map(|rule| objects::at(rule, "/expr").as_str()).map(str::to_owned));
        }
    }
    for file in files(DASHBOARDS)? {
        let dashboard: Value = serde_json::from_str(&repository::read(&file)?).context(file)?;
        queries.extend(of_dashboard(&dashboard, "loki"));
    }
    Ok(queries)
}

/// Of the selectors of a query.
fn labels(query: &str) -> impl Iterator<Item = &str> {
    let selectors = query.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let matchers = selectors.flat_map(|selector| selector.split(','));
    matchers.filter_map(|matcher| matcher.split(['=', '!']).next()).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_the_selectors() {
        let query = "sum by (app) (count_over_time({namespace=\"holdfast\", level!=\"info\"} |= \"x\" [5m]))";
        assert_eq!(labels(query).collect::<Vec<_>>(), ["namespace", "level"]);
    }

    #[test]
    fn the_queries_of_the_repository_ask_for_labels_that_exist() {
        let queries = queries().unwrap();
        assert!(!queries.is_empty());
        assert!(queries.iter().flat_map(|query| labels(query)).all(|label| LABELS.contains(&label)));
    }
}
