//! A panel or an alert over a metric that nothing writes is silent for ever, and silence looks like health.

use std::collections::BTreeSet;

use anyhow::ensure;
use contracts::services::ALL;
use ops::{
    observability::{DASHBOARDS, files},
    repository::{self, read},
    stages::Outcome,
};

use crate::tidy::Tree;

const RULES: &str = "infra/prometheus/rules";
const RUNBOOK: &str = "docs/RUNBOOK.md";
const PREFIX: &str = "holdfast_";
/// Those of sockets, purchases, locks and lines have the names that a source design gives them.
const PREFIXES: [&str; 5] = [PREFIX, "ws_", "purchase_", "db_locks_", "queue_"];
/// Metrics end with these; the names of databases and of files in tests do not.
const UNITS: &str =
    "_total _seconds _messages _count _alert _open _connected _seats _clients _streams _partitions _info";
/// What Prometheus derives from a histogram.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

pub(super) fn exist() -> anyhow::Result<Outcome> {
    let written = written()?;
    let recorded = files(RULES)?.iter().map(|path| read(path)).collect::<anyhow::Result<String>>()?;
    let mut missing = Vec::new();
    for path in watched()?.into_iter().chain([RUNBOOK.to_owned()]) {
        let text = text(&path)?;
        let metrics = PREFIXES.into_iter().flat_map(|prefix| names(&text, prefix));
        let metrics = metrics.filter(|name| !written.iter().any(|known| is_of(known, name)));
        missing.extend(metrics.map(|name| format!("{name} in {path}")));
        let recordings =
            names(&text, "holdfast:").filter(|name| !recorded.contains(&format!("record: {name}\n")));
        missing.extend(recordings.map(|name| format!("{name} in {path}")));
    }
    ensure!(missing.is_empty(), "nothing writes {}", missing.join(", "));
    Ok(Outcome::Passed)
}

/// Every metric is in a panel, a recording or an alert.
pub(super) fn are_shown() -> anyhow::Result<Outcome> {
    let texts = watched()?.iter().map(|path| text(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let shown: BTreeSet<&str> =
        texts.iter().flat_map(|text| PREFIXES.into_iter().flat_map(|prefix| names(text, prefix))).collect();
    let written = written()?;
    let metrics = written.iter().filter(|name| UNITS.split(' ').any(|unit| name.ends_with(unit)));
    let hidden: Vec<&str> =
        metrics.filter(|name| !shown.iter().any(|read| is_of(name, read))).map(String::as_str).collect();
    ensure!(hidden.is_empty(), "no panel and no rule shows {}", hidden.join(", "));
    Ok(Outcome::Passed)
}

/// Files that people watch day by day.
fn watched() -> anyhow::Result<Vec<String>> {
    Ok([files(RULES)?, files(DASHBOARDS)?].concat())
}

/// A rule over the metrics of all services has a pattern where a name has the service.
fn text(path: &str) -> anyhow::Result<String> {
    Ok(read(path)?.replace("holdfast_[a-z_]+_", "holdfast_any_"))
}

/// String literals of the product that begin like the name of a metric.
fn written() -> anyhow::Result<BTreeSet<String>> {
    let tree = Tree::read(&repository::root())?;
    let product = tree.sources.iter().filter(|source| source.ships());
    let literals =
        product.flat_map(|source| source.product_tokens()).filter_map(|token| token.strip_prefix('"'));
    let metrics = literals.filter(|text| PREFIXES.iter().any(|prefix| text.starts_with(prefix)));
    Ok(metrics.map(|text| text.trim_end_matches('"').to_owned()).collect())
}

fn is_of(metric: &str, read: &str) -> bool {
    let whole = PARTS.iter().find_map(|part| read.strip_suffix(part)).unwrap_or(read);
    fits(metric, read) || fits(metric, whole)
}

/// Every name that begins with `prefix`. What ends with an underscore is a prefix in prose, and no name.
fn names<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    let belongs =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_:".contains(letter);
    let begins = move |at: usize| !text.get(..at).is_some_and(|before| before.ends_with(belongs));
    text.match_indices(prefix)
        .filter(move |(at, _)| begins(*at))
        .filter_map(move |(at, _)| {
            let rest = text.get(at..)?;
            let end = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
            rest.get(..end)
        })
        .filter(|name| !name.ends_with(['_', ':']))
        // Databases have such names too.
        .filter(|name| ALL.iter().all(|service| name.strip_prefix(PREFIX) != Some(service.name)))
}

/// A name in the sources may have one part that is filled in at run time.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.split_once('{'), pattern.rsplit_once('}')) {
        (Some((head, _)), Some((_, tail))) => {
            name.len() > head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
        _ => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_histograms_and_names_made_at_run_time_are_found_and_slips_are_not() {
        let written =
            ["holdfast_order_placed_total", "holdfast_bus_handle_seconds", "holdfast_{}_outbox_lag_seconds"];
        let is_written = |name: &str| written.iter().any(|known| is_of(known, name));
        for name in ["holdfast_order_placed_total", "holdfast_bus_handle_seconds_bucket"] {
            assert!(is_written(name), "{name}");
        }
        assert!(is_written("holdfast_payment_outbox_lag_seconds_count"));
        for name in ["holdfast_order_place_total", "holdfast__outbox_lag_seconds", "holdfast_order_placed"] {
            assert!(!is_written(name), "{name}");
        }
    }

    #[test]
    fn names_end_where_the_query_goes_on() {
        let query = "rate(holdfast_a_total{x=\"1\"}[1m]) / holdfast:b:rate1m > 0 # holdfast_ alone";
        assert_eq!(names(query, "holdfast_").collect::<Vec<_>>(), ["holdfast_a_total"]);
        assert_eq!(names(query, "holdfast:").collect::<Vec<_>>(), ["holdfast:b:rate1m"]);
    }
}
