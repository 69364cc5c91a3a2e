//! A panel or an alert over a metric that nobody writes is silent for ever, and silence looks like health.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// Files whose queries name metrics.
const READERS: [&str; 4] = [
    "infra/prometheus/rules/recording.yml",
    "infra/prometheus/rules/alerts.yml",
    "infra/grafana/dashboards/holdfast.json",
    "docs/RUNBOOK.md",
];
/// Those of them that somebody has before them day by day.
const LOOKS: [&str; 3] = [
    "infra/prometheus/rules/recording.yml",
    "infra/prometheus/rules/alerts.yml",
    "infra/grafana/dashboards/holdfast.json",
];
const RULES: &str = "infra/prometheus/rules/recording.yml";
const SOURCES: [&str; 2] = ["crates", "services"];
/// Below these are texts that look like metrics and are none.
const ELSEWHERE: [&str; 2] = ["tests", "xtask"];
const PREFIX: &str = "holdfast_";
/// What the name of a metric ends with, and that of a database or a file of a test does not.
const UNITS: [&str; 11] = [
    "_total",
    "_seconds",
    "_messages",
    "_count",
    "_alert",
    "_open",
    "_connected",
    "_seats",
    "_clients",
    "_streams",
    "_partitions",
];
/// What Prometheus makes of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

pub(super) fn exist() -> anyhow::Result<Option<()>> {
    let written = written()?;
    let recorded = read(RULES)?;
    let mut missing = Vec::new();
    for reader in READERS {
        let text = read(reader)?;
        let metrics = names(&text, "holdfast_").filter(|name| !is_written(&written, name));
        missing.extend(metrics.map(|name| format!("{name} in {reader}")));
        let recordings =
            names(&text, "holdfast:").filter(|name| !recorded.contains(&format!("record: {name}\n")));
        missing.extend(recordings.map(|name| format!("{name} in {reader}")));
    }
    ensure!(missing.is_empty(), "nothing writes {}", missing.join(", "));
    Ok(Some(()))
}

/// Whatever is counted is looked at by somebody: in a panel, a recording or an alert.
pub(super) fn are_looked_at() -> anyhow::Result<Option<()>> {
    let mut read_by_somebody = BTreeSet::new();
    let texts = LOOKS.map(read).into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    read_by_somebody.extend(texts.iter().flat_map(|text| names(text, PREFIX)));
    let written = written()?;
    let metrics = written.iter().filter(|name| is_metric(name));
    let unseen: Vec<&str> = metrics
        .filter(|name| !read_by_somebody.iter().any(|read| is_of(name, read)))
        .map(String::as_str)
        .collect();
    ensure!(unseen.is_empty(), "no panel and no rule shows {}", unseen.join(", "));
    Ok(Some(()))
}

/// The names in the sources of services, not those of tests, and none of a database.
fn written() -> anyhow::Result<BTreeSet<String>> {
    let mut written = BTreeSet::new();
    for folder in SOURCES {
        collect(&crate::root().join(folder), &mut written)?;
    }
    Ok(written)
}

fn is_metric(name: &str) -> bool {
    UNITS.iter().any(|unit| name.ends_with(unit)) && !name.starts_with("holdfast_test_")
}

fn is_of(metric: &str, read: &str) -> bool {
    let whole = PARTS.iter().find_map(|part| read.strip_suffix(part)).unwrap_or(read);
    fits(metric, read) || fits(metric, whole)
}

/// Every name that begins so, each as often as it stands there. What ends in an underscore is a prefix in prose, and no name.
fn names<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    let belongs =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_:".contains(letter);
    text.match_indices(prefix)
        .filter_map(move |(at, _)| {
            let rest = text.get(at..)?;
            let end = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
            rest.get(..end)
        })
        .filter(|name| !name.ends_with(['_', ':']))
        // Databases have such names too.
        .filter(|name| !["holdfast_catalog", "holdfast_order", "holdfast_payment"].contains(name))
}

fn is_written(written: &BTreeSet<String>, name: &str) -> bool {
    written.iter().any(|pattern| is_of(pattern, name))
}

/// A name in the sources may have one place that is filled in when the process runs.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.split_once('{'), pattern.rsplit_once('}')) {
        (Some((head, _)), Some((_, tail))) => {
            name.len() > head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
        _ => pattern == name,
    }
}

/// Names of metrics in the sources: texts that begin like one.
fn collect(folder: &Path, written: &mut BTreeSet<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() && !ELSEWHERE.iter().any(|folder| path.ends_with(folder)) {
            collect(&path, written)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)?;
            let texts = source.split('"').filter(|text| text.starts_with(PREFIX));
            written.extend(texts.map(str::to_owned));
        }
    }
    Ok(())
}

fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(crate::root().join(path)).with_context(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_histogram_and_a_name_made_at_run_time_are_found_and_a_slip_is_not() {
        let written =
            ["holdfast_order_placed_total", "holdfast_bus_handle_seconds", "holdfast_{}_outbox_lag_seconds"];
        let written = written.into_iter().map(str::to_owned).collect();
        for name in ["holdfast_order_placed_total", "holdfast_bus_handle_seconds_bucket"] {
            assert!(is_written(&written, name), "{name}");
        }
        assert!(is_written(&written, "holdfast_payment_outbox_lag_seconds_count"));
        for name in ["holdfast_order_place_total", "holdfast__outbox_lag_seconds", "holdfast_order_placed"] {
            assert!(!is_written(&written, name), "{name}");
        }
    }

    #[test]
    fn names_end_where_the_query_goes_on() {
        let query = "rate(holdfast_a_total{x=\"1\"}[1m]) / holdfast:b:rate1m > 0 # holdfast_ alone";
        assert_eq!(names(query, "holdfast_").collect::<Vec<_>>(), ["holdfast_a_total"]);
        assert_eq!(names(query, "holdfast:").collect::<Vec<_>>(), ["holdfast:b:rate1m"]);
    }
}
