//! The Kafka of an installation, and the jobs that concern nothing else.

use std::sync::Arc;

use ::bus::adapters::kafka::{KafkaBus, KafkaConfig};
use ::bus::{Bus, LogPosition};
use anyhow::{Context, ensure};
use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::{Cause, Clock, SystemClock};
use settings::{Settings, SettingsError};

use super::BROKERS;
use crate::bus::ProcessBus;
use crate::needed::needed;

/// Read in any case, so that `--help` names it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brokers(Option<KafkaConfig>);

impl Brokers {
    pub(crate) fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        KafkaConfig::read(settings).map(Self)
    }

    pub(crate) fn are_given(&self) -> bool {
        self.0.is_some()
    }

    /// They need not be up.
    pub(crate) async fn connect(&self, clock: Arc<dyn Clock>) -> anyhow::Result<ProcessBus> {
        let kafka = self.client(clock).await?;
        let check = Arc::new(KafkaAnswers(kafka.clone()));
        Ok(ProcessBus::of(Arc::new(kafka), vec![check]))
    }

    /// May be done again, and by several processes at once.
    pub(crate) async fn create_topics(&self) -> anyhow::Result<()> {
        let kafka = self.client(Arc::new(SystemClock)).await?;
        kafka.create_topics().await.context("the topics could not be created")
    }

    pub(crate) async fn replay(&self, letter: LogPosition) -> anyhow::Result<()> {
        let kafka = self.client(Arc::new(SystemClock)).await?;
        let found =
            kafka.replay_dead_letter(letter).await.context("the dead letter could not be replayed")?;
        let LogPosition { topic, partition, offset } = letter;
        ensure!(found, "there is no dead letter that stood at {}/{partition}/{offset}", topic.name());
        crate::announce::say(&format!("replayed what stood at {}/{partition}/{offset}", topic.name()))
    }

    async fn client(&self, clock: Arc<dyn Clock>) -> anyhow::Result<KafkaBus> {
        let config = needed(self.0.clone(), BROKERS, "localhost:9092")?;
        let kafka = KafkaBus::connect(config, clock).context("the bus cannot be set up")?;
        kafka.check_access().await.context("the bus cannot be used")?;
        Ok(kafka)
    }
}

struct KafkaAnswers(KafkaBus);

#[async_trait]
impl ReadyCheck for KafkaAnswers {
    fn name(&self) -> &str {
        "bus"
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.check()?)
    }
}
