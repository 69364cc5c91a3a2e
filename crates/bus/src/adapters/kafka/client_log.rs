//! The log lines of the library itself.

use rdkafka::config::RDKafkaLogLevel;

/// It repeats itself during an outage, so its lines are warnings at most.
pub(crate) fn forward(level: RDKafkaLogLevel, facility: &str, line: &str) {
    match level {
        RDKafkaLogLevel::Emerg
        | RDKafkaLogLevel::Alert
        | RDKafkaLogLevel::Critical
        | RDKafkaLogLevel::Error => tracing::warn!(facility, line, "an error of the kafka library"),
        RDKafkaLogLevel::Warning
        | RDKafkaLogLevel::Notice
        | RDKafkaLogLevel::Info
        | RDKafkaLogLevel::Debug => tracing::debug!(facility, line, "a message of the kafka library"),
    }
}
