//! The settings of the clients, the reasons for them, and a check that the library has understood them.

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;

use super::config::KafkaConfig;
use crate::ports::BusError;

/// A name and its value.
type Setting = (&'static str, &'static str);

/// Outages are short and frequent: no backoff lasts for seconds. Topics are created explicitly only.
const OF_ALL: &[Setting] = &[
    ("retry.backoff.max.ms", "500"),
    ("reconnect.backoff.ms", "50"),
    ("reconnect.backoff.max.ms", "500"),
    ("allow.auto.create.topics", "false"),
    // A topic that is created later is noticed by its consumers within this time.
    ("topic.metadata.refresh.interval.ms", "10000"),
    ("statistics.interval.ms", "2000"),
    ("socket.keepalive.enable", "true"),
];

/// Durable before it is acknowledged, in order, and without duplicates within a session. The outbox owns the decision to give up, so the
/// producer never does: a message that timed out would leave a gap. The partitioner is that of the Java clients.
const OF_A_PRODUCER: &[Setting] = &[
    ("enable.idempotence", "true"),
    ("acks", "-1"),
    ("max.in.flight.requests.per.connection", "5"),
    ("message.timeout.ms", "0"),
    ("linger.ms", "0"),
    ("partitioner", "murmur2_random"),
    ("queue.buffering.max.messages", "50000"),
    ("queue.buffering.max.kbytes", "65536"),
];

/// Little is prefetched, since partition queues apply backpressure. A fetch that waits delays partitions that are assigned meanwhile, so it
/// does not wait long.
const OF_A_READER: &[Setting] = &[
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

/// Stored offsets are committed in the background and when partitions are revoked. A member that does not poll for a minute is considered
/// stuck; the stream wakes itself at half of that. Partitions are assigned eagerly, in one step: a cooperative rebalance takes two, and a named
/// member that dies between them gets back what the first one left it, while the rest has no owner (ADR 0036).
const OF_A_MEMBER: &[Setting] = &[
    ("enable.auto.commit", "true"),
    ("auto.commit.interval.ms", "500"),
    ("partition.assignment.strategy", "range"),
    ("auto.offset.reset", "earliest"),
    ("heartbeat.interval.ms", "1000"),
    ("max.poll.interval.ms", "60000"),
];

/// A tail knows its offsets. If the messages there are gone, its owner has to know.
const OF_A_TAIL: &[Setting] = &[("enable.auto.commit", "false"), ("auto.offset.reset", "error")];

impl KafkaConfig {
    /// Public to benchmark a client that has nothing else of ours.
    pub fn producer_settings(&self) -> Result<ClientConfig, BusError> {
        verified(client(self), &[OF_ALL, OF_A_PRODUCER])
    }

    pub(crate) fn member_settings(&self, group: &str) -> Result<ClientConfig, BusError> {
        let mut client = client(self);
        client.set("group.id", self.name_of(group));
        client.set("session.timeout.ms", self.session_timeout.as_millis().to_string());
        if let Some(instance) = &self.instance {
            client.set("group.instance.id", instance);
        }
        verified(client, &[OF_ALL, OF_A_READER, OF_A_MEMBER])
    }

    /// Public for the same reason. The library requires a group id also where no group is joined.
    pub fn tail_settings(&self) -> Result<ClientConfig, BusError> {
        let mut client = client(self);
        client.set("group.id", self.name_of("no-group"));
        verified(client, &[OF_ALL, OF_A_READER, OF_A_TAIL])
    }

    pub(crate) fn admin_settings(&self) -> Result<ClientConfig, BusError> {
        verified(client(self), &[OF_ALL])
    }
}

fn client(config: &KafkaConfig) -> ClientConfig {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", &config.brokers).set("client.id", "holdfast");
    client.set_log_level(RDKafkaLogLevel::Warning);
    let security = &config.security;
    client.set("security.protocol", security.protocol.name());
    if security.protocol.has_sasl() {
        let mechanism = if security.iam.is_some() { "OAUTHBEARER" } else { &security.mechanism };
        client.set("sasl.mechanism", mechanism);
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
    if let Some((certificate, key)) = &security.identity {
        client.set("ssl.certificate.location", certificate).set("ssl.key.location", key);
    }
    client
}

/// Applies the settings and reads them back.
fn verified(mut client: ClientConfig, settings: &[&[Setting]]) -> Result<ClientConfig, BusError> {
    let settings = || settings.iter().copied().flatten();
    for (name, value) in settings() {
        client.set(*name, *value);
    }
    let effective = client.create_native_config().map_err(BusError::new)?;
    for (name, wanted) in settings() {
        let value = effective.get(name).map_err(BusError::new)?;
        let value = match (*name, value.as_str()) {
            // Its older name.
            ("auto.offset.reset", "smallest") => "earliest",
            (_, value) => value,
        };
        if value != *wanted {
            return Err(BusError::new(format!("the Kafka client takes {name} = {wanted} for {value}")));
        }
    }
    Ok(client)
}

/// One line with the effective settings, without secrets.
pub(crate) fn log(client: &ClientConfig, role: &'static str) {
    let settings: Vec<_> = client
        .config_map()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("sasl.") && !name.starts_with("ssl."))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    tracing::info!(role, settings = settings.join(" "), "effective settings of a kafka client");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_accepts_its_settings() {
        let config = KafkaConfig { instance: Some("order-1".to_owned()), ..KafkaConfig::of("localhost:1") };
        config.producer_settings().unwrap();
        config.tail_settings().unwrap();
        config.admin_settings().unwrap();
        let member = config.member_settings("order").unwrap();
        assert_eq!(member.get("group.instance.id"), Some("order-1"));
    }

    #[test]
    fn a_setting_that_is_not_understood_is_refused() {
        assert!(verified(ClientConfig::new(), &[&[("linger.ms", "soon")]]).is_err());
        assert!(verified(ClientConfig::new(), &[&[("linger.msec", "1")]]).is_err());
        // Is read back as another value.
        assert!(verified(ClientConfig::new(), &[&[("enable.idempotence", "1")]]).is_err());
    }
}
