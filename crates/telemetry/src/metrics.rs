//! The recorder behind the `metrics` facade, and its text for Prometheus.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// From half a millisecond, below which no wait matters, to a minute, by which every deadline has passed. 300 ms and 2 s are what `infra/slo.yml`
/// promises: what is slower has to be counted, not estimated.
const SECONDS: &[f64] = &[
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 30.0,
    60.0,
];
/// For counts: seats of a hold, messages of a batch.
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// Installs the recorder of this process. A second call changes nothing.
pub(crate) fn install() -> Result<(), BuildError> {
    if RECORDER.get().is_some() {
        return Ok(());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)?
        .set_buckets(COUNTS)?
        .install_recorder()?;
    RECORDER.get_or_init(|| handle);
    Ok(())
}

/// All metrics of this process as Prometheus reads them; empty before `init`.
#[must_use]
pub fn metrics_text() -> String {
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Folds what was recorded into the histograms. Without it memory grows for as long as the metrics are not scraped.
pub fn tidy_metrics() {
    if let Some(recorder) = RECORDER.get() {
        recorder.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_histogram_has_buckets_and_the_build_is_named() {
        install().unwrap();
        install().unwrap();
        crate::build::record();
        ::metrics::histogram!("holdfast_test_wait_seconds").record(0.003);
        ::metrics::histogram!("holdfast_test_batch_messages").record(3.0);
        tidy_metrics();
        let text = metrics_text();
        for part in [
            "holdfast_test_wait_seconds_bucket{le=\"0.0025\"} 0",
            "holdfast_test_wait_seconds_bucket{le=\"0.005\"} 1",
            "holdfast_test_batch_messages_bucket{le=\"4\"} 1",
            "holdfast_build_info{version=\"",
            "\",revision=\"",
        ] {
            assert!(text.contains(part), "{part} is missing from:\n{text}");
        }
    }
}
