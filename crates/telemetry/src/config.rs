//! The settings of telemetry.

use std::fmt;
use std::str::FromStr;

use settings::{Settings, SettingsError};

#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// Where an OTLP collector listens (gRPC). None: nothing is exported.
    pub endpoint: Option<String>,
    pub format: LogFormat,
    /// Directives in the syntax of `RUST_LOG`.
    pub filter: String,
    /// The share of traces that is sampled, from 0 to 1, of writes that are not about orders.
    pub writes_kept: f64,
    /// The share of traces that is sampled, from 0 to 1, of reads.
    pub reads_kept: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Pretty,
    Json,
}

impl TelemetryConfig {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let endpoint = settings.optional(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "where to send traces (OTLP over gRPC), such as http://127.0.0.1:4317; absent: nowhere",
        )?;
        let format = settings.value("LOG_FORMAT", LogFormat::Pretty, "how log lines look: pretty or json")?;
        let filter = settings.value("RUST_LOG", "info".to_owned(), "which log lines are written")?;
        let writes_kept = share(
            settings,
            "HOLDFAST_TRACE_WRITES",
            1.0,
            "the share of traces of writes that is exported, 0 to 1; orders always are",
        )?;
        let reads_kept = share(
            settings,
            "HOLDFAST_TRACE_READS",
            0.0,
            "the share of traces of reads that is exported, 0 to 1",
        )?;
        Ok(Self { endpoint, format, filter, writes_kept, reads_kept })
    }
}

fn share(
    settings: &mut Settings,
    name: &'static str,
    default: f64,
    about: &'static str,
) -> Result<f64, SettingsError> {
    let share = settings.value(name, default, about)?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(SettingsError::refused(name, format!("a share is a number from 0 to 1, not {share}")))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a log format is pretty or json")]
pub struct UnknownLogFormat;

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogFormat),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pretty => "pretty",
            Self::Json => "json",
        })
    }
}
