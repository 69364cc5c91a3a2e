//! The bus without a broker's name: what a service may say to it and expect of it.
//!
//! Delivery is at least once. Messages with one key arrive in the order in which they were published, because a key always
//! goes to the same partition of its topic. A consumer therefore has to be idempotent, and never has to sort.

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
}

#[async_trait]
pub trait Publisher: Send + Sync {
    /// Appends all messages, in this order, and returns when all of them are durable; consumers may see them before that.
    /// After an error some of them may be durable.
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError>;
}

#[async_trait]
pub trait Bus: Publisher {
    /// Joins a consumer group. It continues behind the last message that the group called done; a new group starts at the
    /// oldest message kept.
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError>;

    /// Follows one topic from its end as of this call, in every process on its own; nothing is committed.
    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError>;

    /// Sets aside a message that nobody can read: among the dead letters of its topic, with where it stood and why. Durable when
    /// it returns.
    async fn bury(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;
}

/// Where a message stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    pub topic: Topic,
    pub partition: u32,
    pub offset: u64,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub position: Position,
    pub message: Message,
}

#[async_trait]
pub trait Consumer: Send {
    /// Waits for the next messages: at least one, in order within each partition. May be dropped and called again.
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError>;

    /// The work of this message, and of all before it in its partition, is done. Stored lazily: after a crash a few messages
    /// come again.
    fn done(&mut self, position: Position);

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
    /// Up to `limit` durable, unsent messages, oldest first; of one key never a later one without the earlier ones.
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError>;

    /// Remembers that these were published. Losing this costs a repetition, so it need not be durable.
    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError>;

    /// Forgets up to `limit` messages sent before `before`; says how many.
    async fn forget_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError>;

    /// When the oldest unsent message was written.
    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError>;

    /// Returns when something was committed since the last call: a hint, never the only way to be woken.
    async fn committed(&self);
}

/// Where a consumer keeps what it cannot work on. A poisoned key parks only that key.
#[async_trait]
pub trait Parking: Send + Sync {
    /// Topic and key of whatever is parked already.
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError>;

    /// Keeps this message; later ones with its key have to follow it here.
    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;
}
