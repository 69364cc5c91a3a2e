//! Installs the subscriber, the exporter and the recorder of this process.

use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::export::{ExportError, span_processor};
use crate::log_line::LogLines;
use crate::sampler::sampler;
use crate::{LogFormat, TelemetryConfig, build, metrics};

/// Libraries that the exporter itself is made of, or that log too much at `info`; and the parser of requests, which writes an error for each
/// that is malformed: `server` counts those.
const QUIET: &str = "actix_http::h1::dispatcher=off,h2=off,hyper=off,hyper_util=off,tonic=off,tower=off,reqwest=off,opentelemetry=off,\
                     opentelemetry_sdk=off,opentelemetry_otlp=off,actix_server=warn,sqlx=warn";
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("RUST_LOG cannot be `{filter}`")]
    Filter { filter: String, source: tracing_subscriber::filter::ParseError },
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT cannot be `{endpoint}`")]
    Endpoint { endpoint: String, source: ExportError },
    #[error("the metrics recorder could not be installed")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    #[error("telemetry was already set up in this process")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// What has to be flushed at the end.
#[must_use = "call shutdown on every way out, otherwise the last spans are lost"]
#[derive(Debug)]
pub struct Telemetry {
    provider: SdkTracerProvider,
}

/// Sets up telemetry for this process, once. Has to be called inside a tokio runtime when an endpoint is set.
pub fn init(service: &str, config: &TelemetryConfig) -> Result<Telemetry, TelemetryError> {
    let mut provider = SdkTracerProvider::builder()
        .with_sampler(sampler(config.endpoint.is_some(), config.writes_kept, config.reads_kept))
        .with_resource(
            Resource::builder_empty()
                .with_attribute(KeyValue::new("service.name", service.to_owned()))
                .build(),
        );
    if let Some(endpoint) = &config.endpoint {
        let processor = span_processor(endpoint)
            .map_err(|source| TelemetryError::Endpoint { endpoint: endpoint.clone(), source })?;
        provider = provider.with_span_processor(processor);
    }
    let provider = provider.build();
    metrics::install()?;
    build::record();
    subscribe(&provider, &config.filter, config.format)?;
    Ok(Telemetry { provider })
}

/// For tests: trace ids and metrics, no export, no log. May be called by every test of a process.
pub fn init_for_tests() {
    static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();
    PROVIDER.get_or_init(|| {
        let provider = SdkTracerProvider::builder().with_sampler(sampler(false, 0.0, 0.0)).build();
        // Refused where a test has set up the real thing, which serves as well.
        let _ = metrics::install();
        let _ = subscribe(&provider, "off", LogFormat::Pretty);
        provider
    });
}

impl Telemetry {
    /// Sends what has not been sent yet. Bounded: a collector that does not answer cannot hold up the end.
    pub async fn shutdown(self) {
        let flush = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(FLUSH_TIMEOUT));
        match tokio::time::timeout(FLUSH_TIMEOUT, flush).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(error = &error as &dyn Error, "the last spans could not be sent");
            }
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn Error, "the spans could not be flushed");
            }
            Err(_) => tracing::warn!("the collector did not take the last spans in time"),
        }
    }
}

fn subscribe(provider: &SdkTracerProvider, filter: &str, format: LogFormat) -> Result<(), TelemetryError> {
    let lines = EnvFilter::try_new(format!("{QUIET},{filter}"))
        .map_err(|source| TelemetryError::Filter { filter: filter.to_owned(), source })?;
    // Independent of the log filter: a trace id has to exist whatever is logged, and a log at `debug` must not add spans, least
    // of all those of the exporter's own connection. Evaluated anew for each span, hence dynamic: with a cached result a library
    // that had just checked the level of the log, and then logged nothing, hid the next span of its thread from the trace.
    let spans = dynamic_filter_fn(|metadata, _| metadata.is_span() && *metadata.level() <= LevelFilter::INFO)
        .with_max_level_hint(LevelFilter::INFO);
    let traces = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("holdfast"))
        .with_location(false)
        .with_threads(false)
        .with_level(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(spans);
    tracing_subscriber::registry().with(traces).with(LogLines::new(format).with_filter(lines)).try_init()?;
    Ok(())
}
