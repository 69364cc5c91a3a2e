//! What k6 measured: each limit with the value that kept or broke it, and what its buyers know of their orders.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Measured(BTreeMap<String, Metric>);

#[derive(Debug, Deserialize)]
struct Metric {
    #[serde(default)]
    contains: Contains,
    values: BTreeMap<String, f64>,
    #[serde(default)]
    thresholds: BTreeMap<String, Threshold>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Contains {
    /// In milliseconds.
    Time,
    #[default]
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Threshold {
    ok: bool,
}

/// What only proves that something was measured, and that k6 kept up.
const GUARDS: [&str; 2] = ["iterations", "dropped_iterations"];
const SAMPLES: &str = "_samples";

/// One row of the summary.
#[derive(Debug, PartialEq)]
pub(super) struct Limit<'m> {
    pub(super) metric: &'m str,
    pub(super) limit: &'m str,
    pub(super) value: f64,
    pub(super) contains: Contains,
    pub(super) is_kept: bool,
}

impl Measured {
    pub(super) fn parse(summary: &str) -> anyhow::Result<Self> {
        serde_json::from_str(summary).context("the summary of k6 has another form")
    }

    pub(super) fn limits(&self) -> impl Iterator<Item = Limit<'_>> {
        self.0.iter().flat_map(|(name, metric)| {
            metric.thresholds.iter().map(move |(limit, threshold)| Limit {
                metric: name,
                limit,
                value: metric.value(limit),
                contains: metric.contains,
                is_kept: threshold.ok,
            })
        })
    }

    pub(super) fn seats_won(&self) -> u64 {
        self.count("seats_won")
    }

    /// Orders whose buyers never learned what became of them.
    pub(super) fn orders_unknown(&self) -> u64 {
        self.count("orders_begun").saturating_sub(self.count("orders_settled"))
    }

    /// Zero where nothing was counted, as k6 leaves such a metric out.
    fn count(&self, name: &str) -> u64 {
        let count = self.0.get(name).and_then(|metric| metric.values.get("count"));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "k6 counts in JSON numbers"
        )]
        count.map_or(0, |count| *count as u64)
    }
}

impl Limit<'_> {
    /// Of no interest while it is kept.
    pub(super) fn is_guard(&self) -> bool {
        GUARDS.contains(&self.metric) || self.metric.ends_with(SAMPLES)
    }
}

impl Metric {
    /// What a limit such as `p(95)<300` is about: the value called `p(95)`.
    fn value(&self, limit: &str) -> f64 {
        let name = limit.split(['<', '>', '=', '!']).next().unwrap_or_default().trim();
        self.values.get(name).copied().unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUMMARY: &str = r#"{
        "accepted": {"type": "trend", "contains": "time", "values": {"p(95)": 8.5, "max": 11}, "thresholds": {"p(95)<300": {"ok": true}}},
        "seats_won": {"type": "counter", "values": {"count": 99, "rate": 3}, "thresholds": {"count==100": {"ok": false}}},
        "orders_begun": {"type": "counter", "values": {"count": 101, "rate": 3}},
        "orders_settled": {"type": "counter", "values": {"count": 100, "rate": 3}}
    }"#;

    #[test]
    fn each_limit_has_the_value_that_it_is_about() {
        let measured = Measured::parse(SUMMARY).unwrap();
        let limits: Vec<Limit<'_>> = measured.limits().collect();
        let kept = Limit {
            metric: "accepted",
            limit: "p(95)<300",
            value: 8.5,
            contains: Contains::Time,
            is_kept: true,
        };
        let broken = Limit {
            metric: "seats_won",
            limit: "count==100",
            value: 99.0,
            contains: Contains::Other,
            is_kept: false,
        };
        assert_eq!(limits, [kept, broken]);
    }

    #[test]
    fn an_order_that_was_begun_and_never_settled_is_unknown() {
        let measured = Measured::parse(SUMMARY).unwrap();
        assert_eq!((measured.seats_won(), measured.orders_unknown()), (99, 1));
        assert_eq!(Measured::parse("{}").unwrap().orders_unknown(), 0);
    }
}
