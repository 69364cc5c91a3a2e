//! The Kafka that a service by itself speaks over, and the jobs that concern nothing else.

use std::sync::Arc;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use bus::{Bus, LogPosition};
use lifecycle::ReadyCheck;
use primitives::{Clock, SystemClock};
use server::{Mount, no_routes};
use settings::{Settings, SettingsError};

use crate::needed;

/// Read in any case, so that `--help` names it.
#[derive(Debug, Clone)]
pub struct Brokers(Option<KafkaConfig>);

impl Brokers {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        KafkaConfig::read(settings).map(Self)
    }

    /// Whether there are any; else the bus is the embedded one, where there is one.
    #[must_use]
    pub fn are_given(&self) -> bool {
        self.0.is_some()
    }

    /// They need not be up.
    pub fn connect(&self, clock: Arc<dyn Clock>) -> anyhow::Result<KafkaBus> {
        let config = needed(self.0.clone(), "KAFKA_BROKERS", "localhost:9092")?;
        KafkaBus::connect(config, clock).context("the bus cannot be set up")
    }

    /// May be done again, and by several at once.
    pub async fn create_topics(&self) -> anyhow::Result<()> {
        let bus = self.connect(Arc::new(SystemClock))?;
        bus.create_topics().await.context("the topics could not be created")
    }

    pub async fn replay(&self, letter: LogPosition) -> anyhow::Result<()> {
        let bus = self.connect(Arc::new(SystemClock))?;
        let found = bus.replay_dead_letter(letter).await.context("the dead letter could not be replayed")?;
        let LogPosition { topic, partition, offset } = letter;
        ensure!(found, "there is no dead letter that stood at {}/{partition}/{offset}", topic.name());
        crate::say(&format!("replayed what stood at {}/{partition}/{offset}", topic.name()))
    }
}

/// `/readyz` asks the bus too.
pub struct KafkaAnswers(pub KafkaBus);

impl KafkaAnswers {
    /// For a process whose bus belongs to one service.
    #[must_use]
    pub fn mount(bus: KafkaBus) -> Mount {
        Mount {
            name: "bus",
            routes: no_routes(),
            internal: no_routes(),
            workers: Vec::new(),
            checks: vec![Arc::new(Self(bus))],
            openapi: Default::default(),
        }
    }
}

#[async_trait]
impl ReadyCheck for KafkaAnswers {
    fn name(&self) -> &'static str {
        "bus"
    }

    async fn check(&self) -> Result<(), String> {
        self.0.check().map_err(|error| format!("{:#}", anyhow::Error::from(error)))
    }
}
