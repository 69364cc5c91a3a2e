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
const RULES: &str = "infra/prometheus/rules/recording.yml";
const SOURCES: [&str; 2] = ["crates", "services"];
const PREFIX: &str = "holdfast_";
/// What Prometheus makes of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

pub(super) fn exist() -> anyhow::Result<Option<()>> {
    let mut written = BTreeSet::new();
    for folder in SOURCES {
        collect(&crate::root().join(folder), &mut written)?;
    }
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
    let whole = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
    written.iter().any(|pattern| fits(pattern, name) || fits(pattern, whole))
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
        if path.is_dir() {
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
