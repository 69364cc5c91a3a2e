//! The contract on a broker that speaks TLS alone and knows its users by SCRAM-SHA-512; and what it is not used for.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use bus::Bus;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use engines::Authority;
use primitives::{AccessCheck, EngineRefusal};
use settings::Settings;
use tempfile::TempDir;

use crate::Kafka;
use crate::bus_contract::bus_contract;
use crate::messages::Engine;

bus_contract!(SecureKafka);

struct SecureKafka(Kafka);

struct Broker {
    kafka: engines::Kafka,
    ca: PathBuf,
    stranger: PathBuf,
    _folder: TempDir,
}

static BROKER: LazyLock<Broker> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let authority = Authority::open(folder.path()).unwrap();
    let shown = [
        authority.issue("engine", "IP:127.0.0.1").unwrap(),
        authority.issue("elsewhere", "DNS:elsewhere.test").unwrap(),
        authority.issue_expired("expired", "IP:127.0.0.1").unwrap(),
    ];
    let stranger = Authority::open(&folder.path().join("stranger")).unwrap().ca();
    Broker {
        kafka: engines::Kafka::start_secure(&shown).unwrap(),
        ca: authority.ca(),
        stranger,
        _folder: folder,
    }
});

/// By the listener with this number, and with these settings instead of the right ones.
fn config(listener: usize, wrong: &[(&str, &str)]) -> KafkaConfig {
    let mut given = BROKER.kafka.listener(listener).secure_settings(&BROKER.ca).to_vec();
    given.retain(|(name, _)| wrong.iter().all(|(other, _)| name != other));
    let given = given.into_iter().map(|(name, value)| (name.to_owned(), value));
    let wrong = wrong.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut settings = Settings::load([], given.chain(wrong)).unwrap();
    KafkaConfig::read(&mut settings).unwrap().unwrap()
}

#[async_trait]
impl Engine for SecureKafka {
    fn bus(&self) -> Arc<dyn Bus> {
        self.0.bus()
    }

    async fn reopen(self) -> Self {
        Self(self.0.reopen().await)
    }
}

impl SecureKafka {
    async fn new() -> Self {
        let kafka = Kafka::with(config(0, &[]));
        kafka.bus.check_access().await.unwrap();
        kafka.bus.create_topics().await.unwrap();
        Self(kafka)
    }
}

async fn refusal(config: KafkaConfig) -> Option<EngineRefusal> {
    let bus: KafkaBus = crate::connect(&config);
    let error = bus.check_access().await.err()?;
    Some(error.0.downcast_ref::<EngineRefusal>().unwrap_or_else(|| panic!("{error:?}")).clone())
}

#[tokio::test]
async fn each_check_that_fails_is_named_with_its_setting() {
    let stranger = BROKER.stranger.display().to_string();
    let cases = [
        (0, ("KAFKA_SSL_CA", stranger.as_str()), AccessCheck::Authority, "KAFKA_SSL_CA"),
        (1, ("KAFKA_TOPIC_PREFIX", ""), AccessCheck::HostName, "KAFKA_BROKERS"),
        (0, ("KAFKA_SASL_PASSWORD", "wrong"), AccessCheck::Credentials, "KAFKA_SASL_PASSWORD"),
    ];
    for (listener, wrong, check, setting) in cases {
        let refused = refusal(config(listener, &[wrong])).await.expect("it is refused");
        assert_eq!(refused.check, check, "{refused}");
        assert!(refused.setting.contains(setting), "{refused}");
    }
    assert_eq!(refusal(config(2, &[])).await, None, "a certificate may be renewed");
    assert_eq!(refusal(config(0, &[])).await, None);
}
