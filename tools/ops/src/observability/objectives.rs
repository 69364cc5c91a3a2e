//! The objectives of `infra/slo.yml`.

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::repository;

pub(super) const FILE: &str = "infra/slo.yml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objectives {
    /// When many buyers are there, so that minutes count.
    pub(super) sale_open: String,
    pub(super) objectives: Vec<Objective>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objective {
    pub(super) name: String,
    pub(super) promise: String,
    pub(super) percent: f64,
    bad: Option<String>,
    total: Option<String>,
    histogram: Option<String>,
    within: Option<f64>,
    /// Events a second.
    pub(super) floor: f64,
    /// The alert of an objective without a budget.
    pub(super) alert: Option<String>,
    /// A heading of the runbook.
    pub(super) runbook: String,
}

impl Objectives {
    pub(super) fn read() -> anyhow::Result<Self> {
        let objectives = Self::parse(&repository::read(FILE)?).context(FILE)?;
        objectives
            .objectives
            .iter()
            .try_for_each(|objective| objective.check().context(objective.name.clone()))?;
        Ok(objectives)
    }

    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(serde_saphyr::from_str(text)?)
    }

    pub(super) fn with_budget(&self) -> impl Iterator<Item = &Objective> {
        self.objectives.iter().filter(|objective| objective.alert.is_none())
    }
}

impl Objective {
    /// The share that may be bad.
    pub(super) fn budget(&self) -> f64 {
        (100.0 - self.percent) / 100.0
    }

    /// The rate of bad events over a window. A counter is not there before it first counts.
    pub(super) fn bad(&self, window: &str) -> String {
        match (&self.bad, &self.histogram, self.within) {
            (Some(bad), ..) => format!("(sum(rate({bad}[{window}])) or vector(0))"),
            (None, Some(histogram), Some(within)) => format!(
                "(sum(rate({histogram}_count[{window}])) - sum(rate({histogram}_bucket{{{}}}[{window}])))",
                bucket(within)
            ),
            (None, ..) => String::new(),
        }
    }

    pub(super) fn total(&self, window: &str) -> String {
        let counter = match (&self.total, &self.histogram) {
            (Some(total), _) => total.clone(),
            (None, histogram) => format!("{}_count", histogram.as_deref().unwrap_or_default()),
        };
        format!("(sum(rate({counter}[{window}])) > {})", self.floor)
    }

    fn check(&self) -> anyhow::Result<()> {
        let counted = self.bad.is_some() && self.total.is_some();
        let timed = self.histogram.is_some() && self.within.is_some();
        ensure!(counted != timed, "it needs either `bad` and `total`, or `histogram` and `within`");
        ensure!((0.0..=100.0).contains(&self.percent), "{}% is no share", self.percent);
        ensure!((self.budget() == 0.0) == self.alert.is_some(), "exactly what has no budget has an `alert`");
        Ok(())
    }
}

/// Prometheus 3 stores the limit of a bucket as `2.0` that is written as `2`; Prometheus 2 stores what is written.
fn bucket(within: f64) -> String {
    if within.fract() == 0.0 { format!("le=~\"{within}|{within:.1}\"") } else { format!("le=\"{within}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(fields: &str) -> Objective {
        let text =
            format!("sale_open: x\nobjectives: [{{name: a, promise: b, runbook: c, floor: 1, {fields}}}]");
        Objectives::parse(&text).unwrap().objectives.remove(0)
    }

    #[test]
    fn what_was_slow_is_all_but_what_was_fast() {
        let timed = one("percent: 95, histogram: h_seconds, within: 0.3");
        assert_eq!(
            timed.bad("5m"),
            "(sum(rate(h_seconds_count[5m])) - sum(rate(h_seconds_bucket{le=\"0.3\"}[5m])))"
        );
        assert_eq!((bucket(0.3), bucket(2.0)), ("le=\"0.3\"".to_owned(), "le=~\"2|2.0\"".to_owned()));
        assert_eq!(timed.total("5m"), "(sum(rate(h_seconds_count[5m])) > 1)");
        assert!((timed.budget() - 0.05).abs() < 1e-9 && timed.check().is_ok());
    }

    #[test]
    fn half_an_objective_is_refused() {
        for fields in ["percent: 95, bad: x", "percent: 95, within: 1", "percent: 100, bad: x, total: y"] {
            assert!(one(fields).check().is_err(), "{fields}");
        }
        assert!(one("percent: 100, bad: x, total: y, alert: Z").check().is_ok());
    }

    #[test]
    fn the_objectives_of_the_repository_are_sound() {
        assert!(Objectives::read().unwrap().with_budget().count() >= 5);
    }
}
