//! A client that belongs to no consumer group, and what it can find out about a topic.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rdkafka::Statistics;
use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::metadata::MetadataPartition;
use tokio::time::Instant;

use super::client_log;
use super::connection_monitor::ConnectionMonitor;
use crate::ports::BusError;

/// For each request to the brokers.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// The context of such a client.
pub(crate) struct Groupless(pub(crate) Arc<ConnectionMonitor>);

impl ClientContext for Groupless {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client_log::forward(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.0.on_statistics(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.0.on_error(&error, reason);
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        self.0.token()
    }
}

impl ConsumerContext for Groupless {}

/// The first offset of a partition and the one behind its last. Retried for a while: right after an election not every broker knows the leader.
pub(crate) fn bounds(
    client: &impl Consumer<Groupless>,
    name: &str,
    partition: i32,
) -> Result<(i64, i64), BusError> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    loop {
        match client.fetch_watermarks(name, partition, ANSWER_WITHIN) {
            Ok(bounds) => return Ok(bounds),
            Err(error) if Instant::now() > deadline => return Err(BusError::new(error)),
            Err(_) => thread::sleep(RETRY_AFTER),
        }
    }
}

/// All of a topic's partitions, also where it has more than it is declared with.
pub(crate) fn partitions(client: &impl Consumer<Groupless>, name: &str) -> Result<BTreeSet<i32>, BusError> {
    let metadata = client.fetch_metadata(Some(name), ANSWER_WITHIN).map_err(BusError::new)?;
    let found = metadata.topics().iter().filter(|topic| topic.name() == name);
    let partitions: BTreeSet<i32> =
        found.flat_map(|topic| topic.partitions()).map(MetadataPartition::id).collect();
    if partitions.is_empty() {
        return Err(BusError::new(format!(
            "there is no topic {name}: the subcommand create-topics makes it"
        )));
    }
    Ok(partitions)
}
