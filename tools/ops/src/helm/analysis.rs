//! What a rollout asks Prometheus about a new version, answered by Prometheus' own tool: also where there is little to see, or nothing.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::rendered::Rendered;
use crate::objects::{at, items};
use crate::stages::Outcome;
use crate::{cached, repository, terminal};

/// Histories, and what each question has to be answered then.
const TESTS: &str = "helm/holdfast/ci/analysis.test.yml";
/// What the rollout of the tests fills in.
const ARGUMENTS: [(&str, &str); 2] = [("{{args.service}}", "order"), ("{{args.hash}}", "new")];
/// In these a value is judged one way or the other; without one neither holds, and the rollout waits for a person.
const CONDITIONS: [&str; 2] = ["successCondition", "failureCondition"];
const WITH_A_VALUE: &str = "len(result) > 0 && ";

/// Rules and tests are left in this folder.
pub(super) fn is_guarded(rendered: &Rendered, folder: &Path) -> anyhow::Result<Outcome> {
    let questions = questions(rendered);
    ensure!(!questions.is_empty(), "{} has no questions for Prometheus", rendered.values);
    let careless = questions.iter().filter(|question| !waits_without_a_value(question));
    let careless: Vec<&str> = careless.filter_map(|question| question.get("name")?.as_str()).collect();
    ensure!(careless.is_empty(), "{careless:?} judge a question that has no answer");
    let Some(promtool) = cached::packaged("promtool", "prometheus")? else {
        return Ok(Outcome::NotRun("promtool is not installed: cargo xtask engines"));
    };
    fs::write(folder.join("analysis.rules.yml"), as_rules(&questions).to_string())?;
    let tests = folder.join("analysis.test.yml");
    fs::copy(repository::root().join(TESTS), &tests).context(TESTS)?;
    terminal::output(&promtool, &["test", "rules", &tests.display().to_string()])?;
    Ok(Outcome::Passed)
}

fn questions(rendered: &Rendered) -> Vec<&Value> {
    let templates = rendered.of(&["AnalysisTemplate"]);
    let metrics = templates.flat_map(|template| items(template.at("/spec/metrics")));
    metrics.filter(|metric| !at(metric, "/provider/prometheus").is_null()).collect()
}

fn waits_without_a_value(question: &Value) -> bool {
    let is_careful = |name: &str| {
        let condition = question.get(name).and_then(Value::as_str);
        condition.is_some_and(|condition| condition.starts_with(WITH_A_VALUE) && !condition.contains("||"))
    };
    CONDITIONS.iter().all(|name| is_careful(name))
}

/// The tool tests rules, so every question becomes one.
fn as_rules(questions: &[&Value]) -> Value {
    let text = |question: &Value, path: &str| at(question, path).as_str().unwrap_or_default().to_owned();
    let filled =
        |query: String| ARGUMENTS.iter().fold(query, |query, (name, value)| query.replace(name, value));
    let rules: Vec<Value> = questions
        .iter()
        .map(|question| {
            let name = text(question, "/name").replace('-', "_");
            json!({"record": format!("analysis:{name}"), "expr": filled(text(question, "/provider/prometheus/query"))})
        })
        .collect();
    json!({"groups": [{"name": "analysis", "rules": rules}]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_without_an_answer_is_judged_neither_good_nor_bad() {
        let careful = json!({
            "successCondition": "len(result) > 0 && result[0] < 1",
            "failureCondition": "len(result) > 0 && result[0] >= 1",
        });
        assert!(waits_without_a_value(&careful));
        for (condition, slip) in [
            ("successCondition", json!("len(result) == 0 || result[0] < 1")),
            ("successCondition", json!("len(result) > 0 && result[0] < 1 || true")),
            ("failureCondition", json!("len(result) == 0")),
            ("failureCondition", Value::Null),
        ] {
            let mut careless = careful.clone();
            careless[condition] = slip;
            assert!(!waits_without_a_value(&careless), "{careless}");
        }
    }
}
