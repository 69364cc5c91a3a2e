//! Sends spans to a collector, over OTLP and gRPC.

use std::time::Duration;

use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor};

/// Enough for a burst of a thousand orders between two exports.
const QUEUE_SPANS_MAX: usize = 32_768;
const EXPORT_EVERY: Duration = Duration::from_millis(500);

pub type ExportError = opentelemetry_otlp::ExporterBuildError;

/// Has to be called inside a tokio runtime.
pub(crate) fn span_processor(endpoint: &str) -> Result<BatchSpanProcessor, ExportError> {
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE_SPANS_MAX)
        .with_scheduled_delay(EXPORT_EVERY)
        .build();
    Ok(BatchSpanProcessor::builder(exporter).with_batch_config(batches).build())
}
