//! What a measurement is made of: samples, and a table that a person reads.

use std::time::Duration;

/// Samples of one thing, in no order.
#[derive(Default)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The sample below which `share` of all samples lie.
    pub(crate) fn quantile(&mut self, share: f64) -> Duration {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index below the length"
        )]
        let at = (last as f64 * share).round() as usize;
        self.0.get(at).copied().unwrap_or_default()
    }
}

pub(crate) fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1_000.0)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// One line of the report.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) measured: String,
    pub(crate) goal: &'static str,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, measured: impl Into<String>, goal: &'static str) -> Self {
        Self { what: what.into(), measured: measured.into(), goal }
    }
}

pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::from("| what | measured | goal |\n|---|---|---|\n");
    for row in rows {
        text += &format!("| {} | {} | {} |\n", row.what, row.measured, row.goal);
    }
    text
}
