//! The bus on Kafka.
//!
//! One idempotent producer for the whole process; a consumer of its own for each group and each tail. Nothing here needs a broker
//! to be there when the process starts, and nothing gives up when brokers go away: the client connects again, and whoever waits
//! for an answer is told after seconds that the outcome is unknown. Work that blocks, and the farewell of each client above all,
//! has threads of its own.

mod aside;
mod client_settings;
mod config;
mod dead_letters;
mod group;
mod line;
mod membership;
mod outgoing;
mod record;
mod tail;
mod topics;
mod unacknowledged;
mod vitals;

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::Clock;

pub use self::config::{KafkaConfig, Protocol, Security};
pub use self::vitals::ConsumerHealth;

use self::group::GroupConsumer;
use self::outgoing::{Outgoing, Publications};
use self::tail::TopicTail;
use self::vitals::Vitals;
use crate::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Message, Publisher, Tail};

/// Cheap to clone.
#[derive(Clone)]
pub struct KafkaBus {
    shared: Arc<Shared>,
}

struct Shared {
    config: KafkaConfig,
    publications: Publications,
    vitals: Arc<Vitals>,
    clock: Arc<dyn Clock>,
}

impl KafkaBus {
    /// Refuses settings that the client does not understand. No broker has to be there yet.
    pub fn connect(config: KafkaConfig, clock: Arc<dyn Clock>) -> Result<Self, BusError> {
        let vitals = Arc::new(Vitals::default());
        let publications = Publications::begin(&config, &vitals)?;
        Ok(Self { shared: Arc::new(Shared { config, publications, vitals, clock }) })
    }

    /// Creates the topics of the house and their dead-letter topics where they are missing, and warns of those that are not as
    /// they are declared. May be done again, and by several at once.
    pub async fn create_topics(&self) -> Result<(), BusError> {
        self.create(&Topic::ALL).await
    }

    /// The same for these topics alone.
    pub async fn create(&self, topics: &[Topic]) -> Result<(), BusError> {
        topics::create(&self.shared.config, topics, &self.shared.vitals).await
    }

    /// For readiness: an error when a consumer of this process is stuck, or a group will not have it. Brokers that do not answer
    /// are no error, since work is accepted and kept until they do; [`Self::is_connected`] tells of them.
    pub fn check(&self) -> Result<(), BusError> {
        self.shared.vitals.check()
    }

    /// Whether a broker has answered lately.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.vitals.is_connected()
    }

    /// How the consumers of this process are doing.
    #[must_use]
    pub fn consumers(&self) -> Vec<ConsumerHealth> {
        self.shared.vitals.consumers()
    }

    fn outgoing<'a>(&self, message: &'a Message) -> Outgoing<'a> {
        Outgoing {
            topic: self.shared.config.name_of(message.topic.name()),
            id: message.id,
            key: &message.key,
            payload: Some(&message.payload),
            headers: record::headers(message),
            at_ms: message.occurred_at.as_micros() / 1_000,
        }
    }
}

#[async_trait]
impl Publisher for KafkaBus {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let batch = messages.iter().map(|message| self.outgoing(message)).collect();
        self.shared.publications.publish(batch).await
    }
}

#[async_trait]
impl Bus for KafkaBus {
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        let Shared { config, vitals, .. } = self.shared.as_ref();
        Ok(Box::new(GroupConsumer::join(config, group, topics, vitals)?))
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        let Shared { config, vitals, .. } = self.shared.as_ref();
        Ok(Box::new(TopicTail::begin(config, topic, vitals).await?))
    }

    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        let Shared { config, clock, .. } = self.shared.as_ref();
        let letter = dead_letters::letter(config, delivery, reason, clock.now());
        self.shared.publications.publish(vec![letter]).await
    }

    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
        let Shared { config, vitals, .. } = self.shared.as_ref();
        let mut letters = dead_letters::read(config, topic, None, vitals).await?;
        letters.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(letters)
    }

    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError> {
        let Shared { config, publications, vitals, clock } = self.shared.as_ref();
        let found = dead_letters::read(config, position.topic, Some(position), vitals).await?;
        let Some(letter) = found.first() else { return Ok(false) };
        publications.publish(vec![self.outgoing(&letter.message)]).await?;
        publications.publish(vec![dead_letters::replayed(config, letter, clock.now())]).await?;
        Ok(true)
    }
}
