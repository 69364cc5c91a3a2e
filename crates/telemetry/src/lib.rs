#![doc = include_str!("../README.md")]

mod build;
mod config;
mod context;
#[cfg_attr(not(feature = "otlp"), path = "export_left_out.rs")]
mod export;
mod log_line;
mod log_record;
mod metric_samples;
mod metrics;
mod sampler;
mod setup;

pub use config::{LogFormat, TelemetryConfig};
pub use context::{current_trace_id, current_traceparent, in_trace, link, trace_id, trace_id_of};
pub use export::ExportError;
pub use metric_samples::{MetricSample, MetricSamples};
pub use metrics::{metrics_text, tidy_metrics};
pub use setup::{Telemetry, TelemetryError, init, init_for_tests};
