//! Kafka, in builds that have its client.

#[cfg(feature = "kafka")]
mod brokers;
#[cfg(not(feature = "kafka"))]
mod left_out;

#[cfg(feature = "kafka")]
pub(crate) use brokers::Brokers;
#[cfg(not(feature = "kafka"))]
pub(crate) use left_out::Brokers;

const BROKERS: &str = "KAFKA_BROKERS";
