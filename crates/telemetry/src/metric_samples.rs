//! What the metrics are at the moment, by name. Read from the text for Prometheus, the one place where the metrics of all crates meet.

use std::str::FromStr;

use crate::metrics::metrics_text;

/// Of every metric of this house.
const PREFIX: &str = "holdfast_";

/// All metrics of this process at one moment.
#[derive(Debug)]
pub struct MetricSamples(String);

/// One line of the text: a metric with its labels, and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricSample<'t> {
    labels: &'t str,
    value: &'t str,
}

impl MetricSamples {
    #[must_use]
    pub fn now() -> Self {
        Self(metrics_text())
    }

    /// The samples of one metric, named without the prefix `holdfast_`.
    pub fn of<'t>(&'t self, name: &'t str) -> impl Iterator<Item = MetricSample<'t>> {
        self.0.lines().filter_map(move |line| {
            let rest = line.strip_prefix(PREFIX)?.strip_prefix(name)?;
            let (labels, value) = match rest.strip_prefix('{') {
                Some(labelled) => labelled.rsplit_once("} ")?,
                None => ("", rest.strip_prefix(' ')?),
            };
            Some(MetricSample { labels, value })
        })
    }
}

impl<'t> MetricSample<'t> {
    /// Labels come from small fixed sets of plain words, so nothing in them is escaped.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&'t str> {
        self.labels.split(',').find_map(|pair| {
            let (key, quoted) = pair.split_once('=')?;
            if key == name { quoted.strip_prefix('"')?.strip_suffix('"') } else { None }
        })
    }

    #[must_use]
    pub fn value<T: FromStr>(&self) -> Option<T> {
        self.value.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# TYPE holdfast_holds_total counter
holdfast_holds_total{outcome=\"held\",kind=\"one\"} 12
holdfast_holds_total{outcome=\"conflict\"} 3

# TYPE holdfast_age_seconds gauge
holdfast_age_seconds 0.25
holdfast_http_request_seconds_count{method=\"GET\",route=\"/events/{id}\"} 7
";

    #[test]
    fn a_sample_is_found_by_its_name_and_has_its_labels_and_its_value() {
        let samples = MetricSamples(TEXT.to_owned());
        let holds: Vec<_> = samples.of("holds_total").collect();
        let [held, conflict] = holds.as_slice() else { panic!("{holds:?}") };
        assert_eq!(
            (held.label("outcome"), held.label("kind"), held.value()),
            (Some("held"), Some("one"), Some(12_u64))
        );
        assert_eq!((conflict.label("outcome"), conflict.label("kind")), (Some("conflict"), None));
        assert_eq!(samples.of("age_seconds").find_map(|sample| sample.value()), Some(0.25));
        let requests: Vec<_> = samples.of("http_request_seconds_count").collect();
        assert_eq!(
            requests.iter().map(|sample| (sample.label("route"), sample.value())).collect::<Vec<_>>(),
            [(Some("/events/{id}"), Some(7_u64))]
        );
    }

    #[test]
    fn a_name_that_is_the_beginning_of_another_is_not_the_other() {
        let samples = MetricSamples(TEXT.to_owned());
        assert_eq!(
            samples.of("holds").count() + samples.of("age").count() + samples.of("missing").count(),
            0
        );
    }
}
