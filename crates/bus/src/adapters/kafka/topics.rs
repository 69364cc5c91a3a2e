//! Creates the topics with their partitions, retention and replication, and warns of those that differ.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use contracts::topics::Topic;
use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::metadata::Metadata;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::client_health::ClientHealth;
use super::config::KafkaConfig;
use super::groupless::Groupless;
use super::run_blocking::run_blocking;
use crate::ports::BusError;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a start waits for a broker to say whether it accepts this process.
const START_WITHIN: Duration = Duration::from_secs(3);
const POLL_EVERY: Duration = Duration::from_millis(20);
/// With fewer, the loss of a broker is the loss of messages that were acknowledged.
const REPLICAS_MIN: usize = 3;

/// One topic as it is declared.
struct Declared {
    name: String,
    partitions: i32,
    retention_ms: String,
}

/// As the brokers keep it.
struct Found {
    partitions: usize,
    replicas: usize,
    /// Each partition has a leader.
    has_leaders: bool,
}

pub(crate) async fn create(
    config: &KafkaConfig,
    topics: &[Topic],
    health: &ClientHealth,
) -> Result<(), BusError> {
    let (config, context, runtime) =
        (config.clone(), Groupless(health.monitor(config.replace_client_after)), Handle::current());
    let declared: Vec<Declared> = topics.iter().flat_map(|topic| declare(&config, *topic)).collect();
    let creating = move || {
        let admin: AdminClient<Groupless> =
            config.admin_settings()?.create_with_context(context).map_err(BusError::new)?;
        let before = found(&admin)?;
        let missing: Vec<&Declared> =
            declared.iter().filter(|topic| !before.contains_key(&topic.name)).collect();
        runtime.block_on(create_missing(&admin, &missing, config.replication))?;
        let shown = shown(&admin, &declared)?;
        compare(&declared, &shown);
        declared.iter().try_for_each(|topic| refuse_other_partitions(topic, &shown))?;
        runtime.block_on(compare_retention(&admin, &declared))
    };
    run_blocking("kafka-topics", creating).await
}

/// Ends when a broker has answered, or none has in time.
pub(crate) async fn any_answer(config: &KafkaConfig, health: &ClientHealth) -> Result<(), BusError> {
    let (config, context) = (config.clone(), Groupless(health.monitor(config.replace_client_after)));
    let asking = move || {
        let admin: AdminClient<Groupless> =
            config.admin_settings()?.create_with_context(context).map_err(BusError::new)?;
        admin.inner().fetch_metadata(None, START_WITHIN).map(drop).map_err(BusError::new)
    };
    run_blocking("kafka-start", asking).await
}

fn declare(config: &KafkaConfig, topic: Topic) -> [Declared; 2] {
    let millis = |retention: Duration| retention.as_millis().to_string();
    let of_topic = Declared {
        name: config.name_of(topic.name()),
        partitions: partitions(config, topic),
        retention_ms: millis(topic.retention()),
    };
    let of_dead_letters = Declared {
        name: config.name_of(&topic.dead_letters()),
        partitions: 1,
        retention_ms: millis(topic.dead_letter_retention()),
    };
    [of_topic, of_dead_letters]
}

fn found(admin: &AdminClient<Groupless>) -> Result<BTreeMap<String, Found>, BusError> {
    let metadata: Metadata = admin.inner().fetch_metadata(None, ANSWER_WITHIN).map_err(BusError::new)?;
    let topics = metadata.topics().iter().map(|topic| {
        let replicas = topic.partitions().iter().map(|partition| partition.replicas().len()).min();
        let partitions = topic.partitions().len();
        let has_leaders =
            partitions > 0 && topic.partitions().iter().all(|partition| partition.leader() >= 0);
        let found = Found { partitions, replicas: replicas.unwrap_or_default(), has_leaders };
        (topic.name().to_owned(), found)
    });
    Ok(topics.collect())
}

/// Returns when the brokers know them all: the controller knows first that they were created.
fn shown(admin: &AdminClient<Groupless>, declared: &[Declared]) -> Result<BTreeMap<String, Found>, BusError> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    loop {
        let found = found(admin)?;
        let is_shown = |topic: &Declared| found.get(&topic.name).is_some_and(|found| found.has_leaders);
        match declared.iter().find(|topic| !is_shown(topic)) {
            None => return Ok(found),
            Some(Declared { name, .. }) if Instant::now() > deadline => {
                return Err(BusError::new(format!(
                    "the brokers do not show topic {name} though it was created"
                )));
            }
            Some(_) => thread::sleep(POLL_EVERY),
        }
    }
}

async fn create_missing(
    admin: &AdminClient<Groupless>,
    missing: &[&Declared],
    replication: Option<u16>,
) -> Result<(), BusError> {
    if missing.is_empty() {
        return Ok(());
    }
    // One replica may be down without blocking publishers; -1 leaves it to the brokers.
    let in_sync = replication.map(|replicas| replicas.saturating_sub(1).clamp(1, 2).to_string());
    let replicas = replication.map_or(-1, i32::from);
    let topics = missing.iter().map(|topic| {
        let new = NewTopic::new(&topic.name, topic.partitions, TopicReplication::Fixed(replicas))
            .set("retention.ms", &topic.retention_ms)
            .set("cleanup.policy", "delete")
            .set("unclean.leader.election.enable", "false");
        match &in_sync {
            Some(in_sync) => new.set("min.insync.replicas", in_sync),
            None => new,
        }
    });
    let created =
        admin.create_topics(&topics.collect::<Vec<_>>(), &options()).await.map_err(BusError::new)?;
    for created in created {
        match created {
            Ok(name) => tracing::info!(topic = name, "created a topic"),
            // Another process was faster.
            Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((name, code)) => {
                return Err(BusError::new(format!("topic {name} cannot be created: {code}")));
            }
        }
    }
    Ok(())
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(ANSWER_WITHIN)).operation_timeout(Some(ANSWER_WITHIN))
}

fn partitions(config: &KafkaConfig, topic: Topic) -> i32 {
    i32::try_from(config.partitions.unwrap_or(topic.partitions())).unwrap_or(1)
}

/// Partitions are never added here: a key would move to another one, where its next message may overtake those before it.
fn refuse_other_partitions(topic: &Declared, found: &BTreeMap<String, Found>) -> Result<(), BusError> {
    let (Declared { name, partitions: expected, .. }, found) = (topic, found.get(&topic.name));
    match found.map(|found| found.partitions) {
        Some(has) if i32::try_from(has).is_ok_and(|has| has != *expected) => Err(BusError::new(format!(
            "topic {name} has {has} partitions and {expected} are expected: its keys would be in other partitions than before, and their \
             messages out of order; set KAFKA_PARTITIONS={has}, or follow \"More partitions\" in the runbook"
        ))),
        Some(_) | None => Ok(()),
    }
}

fn compare(declared: &[Declared], found: &BTreeMap<String, Found>) {
    for Declared { name, .. } in declared {
        let Some(Found { replicas, .. }) = found.get(name) else { continue };
        if *replicas < REPLICAS_MIN {
            tracing::warn!(
                topic = name,
                replicas,
                "a topic has too few replicas to survive the loss of a broker for certain"
            );
        }
    }
}

async fn compare_retention(admin: &AdminClient<Groupless>, declared: &[Declared]) -> Result<(), BusError> {
    let topics: Vec<_> = declared.iter().map(|topic| ResourceSpecifier::Topic(&topic.name)).collect();
    let described: Vec<KafkaResultOf> =
        admin.describe_configs(&topics, &options()).await.map_err(BusError::new)?;
    for (topic, described) in declared.iter().zip(described) {
        let kept = described
            .ok()
            .and_then(|resource| resource.get("retention.ms")?.value.as_ref()?.parse::<i64>().ok());
        // Negative is for ever.
        let is_shorter =
            |kept: i64| kept >= 0 && topic.retention_ms.parse().is_ok_and(|wish: i64| kept < wish);
        if let Some(kept_ms) = kept.filter(|kept| is_shorter(*kept)) {
            let declared_ms = &topic.retention_ms;
            tracing::warn!(
                topic = topic.name,
                kept_ms,
                declared_ms,
                "the retention of a topic is shorter than declared"
            );
        }
    }
    Ok(())
}

type KafkaResultOf = Result<ConfigResource, RDKafkaErrorCode>;
