//! The bus on Kafka.
//!
//! One idempotent producer for the whole process; a consumer of its own for each group and each tail. Nothing here needs a broker
//! to be up when the process starts, and nothing gives up when brokers go away: the client reconnects, and a publish without an
//! answer fails after seconds with an unknown outcome. Blocking work, and closing clients above all, has threads of its own.

mod access;
mod certificate_check;
mod client_health;
mod client_log;
mod client_settings;
mod config;
mod connection_monitor;
mod consumer_health;
mod dead_letters;
mod group_consumer;
mod groupless;
mod iam;
mod in_flight;
mod partition_assignment;
mod producer;
mod record;
mod run_blocking;
mod tail;
mod topics;

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::Clock;

pub use self::config::{KafkaConfig, Protocol, Security};
pub use self::consumer_health::ConsumerHealth;
pub use self::iam::IamConfig;

use self::access::Outcome;
use self::client_health::ClientHealth;
use self::group_consumer::GroupConsumer;
use self::producer::{OutgoingRecord, Producer};
use self::tail::TopicTail;
use crate::message::Message;
use crate::ports::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Publisher, Tail};

/// Cheap to clone.
#[derive(Clone)]
pub struct KafkaBus {
    shared: Arc<Shared>,
}

struct Shared {
    config: KafkaConfig,
    producer: Producer,
    health: Arc<ClientHealth>,
    clock: Arc<dyn Clock>,
}

impl KafkaBus {
    /// Refuses settings that the client does not understand. No broker has to be up yet.
    pub fn connect(config: KafkaConfig, clock: Arc<dyn Clock>) -> Result<Self, BusError> {
        let health = Arc::new(ClientHealth::new(&config, clock.clone()));
        let producer = Producer::begin(&config, &health)?;
        Ok(Self { shared: Arc::new(Shared { config, producer, health, clock }) })
    }

    /// Creates the topics of the house and their dead-letter topics where they are missing, and warns of those that are not as
    /// they are declared. May be done again, and by several at once.
    pub async fn create_topics(&self) -> Result<(), BusError> {
        self.create(&Topic::ALL).await
    }

    /// The same for these topics alone.
    pub async fn create(&self, topics: &[Topic]) -> Result<(), BusError> {
        topics::create(&self.shared.config, topics, &self.shared.health).await
    }

    /// For the start: an error where a broker answers, and it and this process do not accept each other. Brokers that do not answer, or not in
    /// time, are waited for later.
    pub async fn check_access(&self) -> Result<(), BusError> {
        let Shared { config, health, .. } = self.shared.as_ref();
        if config.security.protocol == Protocol::Plaintext {
            return Ok(());
        }
        let outcome = tokio::select! {
            outcome = health.access().failed() => outcome,
            _ = topics::any_answer(config, health) => return Ok(()),
        };
        match outcome {
            Outcome::Refused(refusal) if !refusal.check.may_pass_later() => Err(BusError::new(refusal)),
            Outcome::Refused(_) | Outcome::Unknown | Outcome::InQuestion | Outcome::Unreachable => Ok(()),
        }
    }

    /// For readiness: an error when a consumer of this process is stuck, or its group does not admit it. Brokers that do not answer
    /// are no error, since work is accepted and kept until they do; see [`Self::is_connected`].
    pub fn check(&self) -> Result<(), BusError> {
        self.shared.health.check()
    }

    /// Whether a broker has answered lately.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.health.is_connected()
    }

    /// How the consumers of this process are doing.
    #[must_use]
    pub fn consumers(&self) -> Vec<ConsumerHealth> {
        self.shared.health.consumers()
    }

    fn record<'a>(&self, message: &'a Message) -> OutgoingRecord<'a> {
        OutgoingRecord {
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
        let batch = messages.iter().map(|message| self.record(message)).collect();
        self.shared.producer.publish(batch).await
    }
}

#[async_trait]
impl Bus for KafkaBus {
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        let Shared { config, health, .. } = self.shared.as_ref();
        Ok(Box::new(GroupConsumer::join(config, group, topics, health)?))
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        let Shared { config, health, .. } = self.shared.as_ref();
        Ok(Box::new(TopicTail::begin(config, topic, health).await?))
    }

    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        let Shared { config, clock, .. } = self.shared.as_ref();
        let letter = dead_letters::letter(config, delivery, reason, clock.now());
        self.shared.producer.publish(vec![letter]).await
    }

    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
        let Shared { config, health, .. } = self.shared.as_ref();
        let mut letters = dead_letters::read(config, topic, None, health).await?;
        letters.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(letters)
    }

    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError> {
        let Shared { config, producer, health, clock } = self.shared.as_ref();
        let found = dead_letters::read(config, position.topic, Some(position), health).await?;
        let Some(letter) = found.first() else { return Ok(false) };
        producer.publish(vec![self.record(&letter.message)]).await?;
        producer.publish(vec![dead_letters::tombstone(config, letter, clock.now())]).await?;
        Ok(true)
    }
}
