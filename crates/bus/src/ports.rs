//! The bus without a broker's name: what a service may say to it and expect of it.
//!
//! Delivery is at least once. Messages with one key arrive in the order in which they were published, because a key always
//! goes to the same partition of its topic. A consumer therefore has to be idempotent, and never has to sort.

use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};

use crate::Message;

/// The bus refused or did not answer. Whether a publish took effect is then unknown: publish the same messages again.
#[derive(Debug, thiserror::Error)]
#[error("the bus is not available")]
pub struct BusError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl BusError {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    /// Trying again is wrong: see [`Fenced`].
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        self.0.is::<Fenced>()
    }

    /// Trying again is of no use, beginning anew is: see [`Disconnected`].
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        self.0.is::<Disconnected>()
    }
}

/// The group will not have this member again. Most likely two processes were given the same name, and the later one has taken the
/// place of the earlier.
#[derive(Debug, thiserror::Error)]
#[error("group {group} has expelled this member for good: {reason}")]
pub struct Fenced {
    pub group: String,
    pub reason: String,
}

/// This consumer or tail may not find the brokers again by itself.
#[derive(Debug, thiserror::Error)]
#[error("no broker was seen for {0:.0?}")]
pub struct Disconnected(pub Duration);

#[async_trait]
pub trait Publisher: Send + Sync {
    /// Appends all messages, in this order, and returns when all of them are durable; consumers may see them before that.
    /// After an error some of them may be durable.
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError>;
}

#[async_trait]
pub trait Bus: Publisher {
    /// Joins a consumer group. It continues behind the last message that the group called done; a new group starts at the
    /// oldest message kept. An engine that is away now is no error: [`Consumer::next`] waits for it.
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError>;

    /// Follows one topic from its end as of this call, in every process on its own; nothing is committed.
    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError>;

    /// Sets aside a message that nobody can read: among the dead letters of its topic, with where it stood and why. Durable when
    /// it returns.
    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;

    /// Up to `limit` of the topic's dead letters that have not been replayed, by partition and offset.
    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError>;

    /// Publishes a dead letter again, as it was and behind everything else of its key, and takes it off the list; false when
    /// there is none that stood there. An error or a crash in between may publish it twice.
    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError>;
}

/// Where a message stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogPosition {
    pub topic: Topic,
    pub partition: u32,
    pub offset: u64,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub position: LogPosition,
    pub message: Message,
}

/// A message that nobody could read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Where it stood in its topic.
    pub position: LogPosition,
    pub message: Message,
    pub reason: String,
    pub buried_at: Timestamp,
}

#[async_trait]
pub trait Consumer: Send {
    /// Waits for the next messages: at least one, in order within each partition, or none when partitions were lost. May be
    /// dropped and called again.
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError>;

    /// The partitions that other members of the group have been given since the last call. To be asked after every
    /// [`Self::next`]: work on their messages is to be given up, since others begin it anew. A partition may come back, and then
    /// begins behind what was stored.
    fn revoked(&mut self) -> Vec<(Topic, u32)>;

    /// The work of this message, and of all before it in its partition, is done. Stored lazily: after a crash a few messages
    /// come again. Means nothing for a partition that was lost.
    fn commit(&mut self, watermark: LogPosition);

    /// [`Self::next`] leaves this partition out from now on, apart from what it has read already. What is left out comes later.
    fn pause(&mut self, topic: Topic, partition: u32);

    /// [`Self::next`] goes on with this partition where it had stopped.
    fn resume(&mut self, topic: Topic, partition: u32);

    /// Stores what is done and leaves the group.
    async fn close(self: Box<Self>) -> Result<(), BusError>;
}

#[async_trait]
pub trait Tail: Send {
    /// Waits for the next messages: at least one. May be dropped and called again.
    async fn next(&mut self) -> Result<Vec<Message>, BusError>;
}

/// Messages that were committed together with the state they speak of, and wait to be published.
///
/// An aggregate is what keeps an order among messages: its key. The relay is the only reader.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Up to `limit` durable, unsent messages, oldest first; of one key never a later one without the earlier ones. Of what waits besides,
    /// where it gives fewer, [`Self::committed`] tells.
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError>;

    /// Remembers that these were published. Losing this costs a repetition, so it need not be durable.
    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError>;

    /// Forgets up to `limit` messages sent before `before`; says how many.
    async fn prune_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError>;

    /// When the oldest unsent message was written.
    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError>;

    /// Returns when something was committed since the last call: a hint, never the only way to be woken.
    async fn committed(&self);

    /// The relay ends in good order: what waits is left to the relays of other processes, at once. Where there are none there is
    /// nothing to do.
    async fn hand_over(&self) -> Result<(), BusError> {
        Ok(())
    }
}

/// Where a message stands in an outbox that keeps its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPosition {
    pub key: String,
    /// Behind the earlier ones of its key.
    pub number: i64,
}

/// A message as it stands there, sent or not: for whoever looks whether messages leave in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    pub position: OutboxPosition,
    pub written_at: Timestamp,
    pub is_sent: bool,
}

/// Where a consumer keeps what it cannot work on. A poisoned key parks only that key.
#[async_trait]
pub trait Parking: Send + Sync {
    /// Topic and key of whatever is parked already.
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError>;

    /// Keeps this message; later ones with its key have to follow it here.
    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;
}
