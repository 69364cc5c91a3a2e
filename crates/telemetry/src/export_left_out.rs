//! For a build without the feature `otlp`, which compiles in less time.

use opentelemetry_sdk::trace::BatchSpanProcessor;

#[derive(Debug, thiserror::Error)]
#[error("this binary was built without OTLP export: build it with the feature `otlp`")]
pub struct ExportError;

pub(crate) fn span_processor(_: &str) -> Result<BatchSpanProcessor, ExportError> {
    Err(ExportError)
}
