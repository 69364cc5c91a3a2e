//! What the clients are told, why, and whether they have understood it.

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;

use super::KafkaConfig;
use crate::BusError;

/// A name and what it is set to.
type Wish = (&'static str, &'static str);

/// Outages are short and frequent: nobody waits for seconds before the next try. Topics are made on purpose only.
const OF_ALL: &[Wish] = &[
    ("retry.backoff.max.ms", "500"),
    ("reconnect.backoff.ms", "50"),
    ("reconnect.backoff.max.ms", "500"),
    ("allow.auto.create.topics", "false"),
    // A topic that comes into being later is noticed by its consumers within this time.
    ("topic.metadata.refresh.interval.ms", "10000"),
    ("statistics.interval.ms", "2000"),
    ("socket.keepalive.enable", "true"),
];

/// Durable before it is acknowledged, in order, and not twice within a session. The outbox owns the decision to give up, so the
/// producer never does: a message that timed out would leave a gap. The partitioner is that of the Java clients.
const OF_A_PRODUCER: &[Wish] = &[
    ("enable.idempotence", "true"),
    ("acks", "-1"),
    ("max.in.flight.requests.per.connection", "5"),
    ("message.timeout.ms", "0"),
    ("linger.ms", "0"),
    ("partitioner", "murmur2_random"),
    ("queue.buffering.max.messages", "50000"),
    ("queue.buffering.max.kbytes", "65536"),
];

/// Little is fetched ahead, since lanes keep the rest waiting. A fetch that waits holds up partitions that begin meanwhile, so it
/// does not wait long.
const OF_A_READER: &[Wish] = &[
    ("enable.auto.offset.store", "false"),
    ("isolation.level", "read_committed"),
    ("fetch.wait.max.ms", "50"),
    ("fetch.error.backoff.ms", "50"),
    ("fetch.queue.backoff.ms", "20"),
    ("queued.min.messages", "1000"),
    ("queued.max.messages.kbytes", "16384"),
    ("fetch.message.max.bytes", "1048576"),
    ("fetch.max.bytes", "8388608"),
];

/// What is stored is committed in the background and when partitions go. A member that does not poll for a minute is taken for
/// stuck; the stream wakes itself at half of that. All partitions are dealt in one step: a cooperative handover takes two, and a named
/// member that dies between them gets back what the first one left it, while the rest is nobody's (ADR 0036).
const OF_A_MEMBER: &[Wish] = &[
    ("enable.auto.commit", "true"),
    ("auto.commit.interval.ms", "500"),
    ("partition.assignment.strategy", "range"),
    ("auto.offset.reset", "earliest"),
    ("session.timeout.ms", "10000"),
    ("heartbeat.interval.ms", "1000"),
    ("max.poll.interval.ms", "60000"),
];

/// A tail knows where it stands. If that is no longer there, its owner has to know.
const OF_A_TAIL: &[Wish] = &[("enable.auto.commit", "false"), ("auto.offset.reset", "error")];

pub(crate) fn producer(config: &KafkaConfig) -> Result<ClientConfig, BusError> {
    understood(client(config), &[OF_ALL, OF_A_PRODUCER])
}

pub(crate) fn member(config: &KafkaConfig, group: &str) -> Result<ClientConfig, BusError> {
    let mut client = client(config);
    client.set("group.id", config.name_of(group));
    if let Some(instance) = &config.instance {
        client.set("group.instance.id", instance);
    }
    understood(client, &[OF_ALL, OF_A_READER, OF_A_MEMBER])
}

/// The library wants a group also where nobody joins one.
pub(crate) fn tail(config: &KafkaConfig) -> Result<ClientConfig, BusError> {
    let mut client = client(config);
    client.set("group.id", config.name_of("no-group"));
    understood(client, &[OF_ALL, OF_A_READER, OF_A_TAIL])
}

pub(crate) fn admin(config: &KafkaConfig) -> Result<ClientConfig, BusError> {
    understood(client(config), &[OF_ALL])
}

fn client(config: &KafkaConfig) -> ClientConfig {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", &config.brokers).set("client.id", "holdfast");
    client.set_log_level(RDKafkaLogLevel::Warning);
    let security = &config.security;
    client.set("security.protocol", security.protocol.name());
    if security.protocol.has_sasl() {
        client.set("sasl.mechanism", &security.mechanism);
    }
    if let Some(user) = &security.user {
        client.set("sasl.username", user);
    }
    if let Some(password) = &security.password {
        client.set("sasl.password", password.expose());
    }
    if let Some(authority) = &security.authority {
        client.set("ssl.ca.location", authority);
    }
    client
}

/// Sets what is wished for and reads it back.
fn understood(mut client: ClientConfig, wishes: &[&[Wish]]) -> Result<ClientConfig, BusError> {
    let wishes = || wishes.iter().copied().flatten();
    for (name, value) in wishes() {
        client.set(*name, *value);
    }
    let effective = client.create_native_config().map_err(BusError::new)?;
    for (name, wish) in wishes() {
        let value = effective.get(name).map_err(BusError::new)?;
        let value = match (*name, value.as_str()) {
            // Its older name.
            ("auto.offset.reset", "smallest") => "earliest",
            (_, value) => value,
        };
        if value != *wish {
            return Err(BusError::new(format!("the Kafka client takes {name} = {wish} for {value}")));
        }
    }
    Ok(client)
}

/// One line with the settings that somebody will ask for.
pub(crate) fn tell(client: &ClientConfig, role: &'static str) {
    let settings: Vec<_> = client
        .config_map()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("sasl.") && !name.starts_with("ssl."))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    tracing::info!(role, settings = settings.join(" "), "settings of a kafka client, as it reads them back");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_understands_what_it_is_told() {
        let config = KafkaConfig { instance: Some("order-1".to_owned()), ..KafkaConfig::of("localhost:1") };
        producer(&config).unwrap();
        tail(&config).unwrap();
        admin(&config).unwrap();
        let member = member(&config, "order").unwrap();
        assert_eq!(member.get("group.instance.id"), Some("order-1"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(understood(ClientConfig::new(), &[&[("linger.ms", "soon")]]).is_err());
        assert!(understood(ClientConfig::new(), &[&[("linger.msec", "1")]]).is_err());
        // Says one thing, and is read as another.
        assert!(understood(ClientConfig::new(), &[&[("enable.idempotence", "1")]]).is_err());
    }
}
