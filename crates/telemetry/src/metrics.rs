//! The recorder behind the `metrics` facade, and its text for Prometheus.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// From half a millisecond, below which nobody waits, to a minute, after which everything has a deadline.
const SECONDS: &[f64] =
    &[0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
/// For whatever is counted: seats of a hold, messages of a batch.
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

/// Folds what was recorded into the histograms. Without it memory grows for as long as nobody reads the metrics.
pub fn tidy_metrics() {
    if let Some(recorder) = RECORDER.get() {
        recorder.run_upkeep();
    }
}
