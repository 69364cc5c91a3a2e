//! The same contract on a real Kafka, and what only Kafka can fail.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../it/bus_contract.rs"]
mod bus_contract;
mod groups;
mod killed_members;
mod latency;
#[path = "../it/messages.rs"]
mod messages;
mod outages;
#[path = "../it/outbox_contract.rs"]
mod outbox_contract;
#[path = "../it/recorder.rs"]
mod recorder;
mod records;
mod restarts;
mod secure;
mod topics;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use bus::Bus;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use engines::KafkaAddress;
use primitives::SystemClock;

use crate::messages::{Engine, SOON, message, number};

/// The contract on a broker that others use too.
mod kafka {
    use crate::Kafka;
    use crate::bus_contract::bus_contract;

    bus_contract!(Kafka);
}

/// Topics and groups of this test alone, on some broker.
struct Kafka {
    config: KafkaConfig,
    bus: KafkaBus,
}

impl Kafka {
    async fn new() -> Self {
        Self::on(engines::kafka()).await
    }

    async fn on(broker: KafkaAddress) -> Self {
        let kafka = Self::without_topics(broker);
        kafka.bus.create_topics().await.unwrap();
        kafka
    }

    fn without_topics(broker: KafkaAddress) -> Self {
        Self::with(KafkaConfig::of(broker.brokers()))
    }

    fn with(config: KafkaConfig) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let prefix = format!("test-{}-{count}.", std::process::id());
        let config = KafkaConfig { prefix, ..config };
        Self { bus: connect(&config), config }
    }

    /// What another process would have.
    fn another(&self) -> KafkaBus {
        connect(&self.config)
    }
}

fn connect(config: &KafkaConfig) -> KafkaBus {
    KafkaBus::connect(config.clone(), Arc::new(SystemClock)).unwrap()
}

#[async_trait]
impl Engine for Kafka {
    fn bus(&self) -> Arc<dyn Bus> {
        Arc::new(self.bus.clone())
    }

    async fn reopen(self) -> Self {
        Self { bus: connect(&self.config), config: self.config }
    }
}
