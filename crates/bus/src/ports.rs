//! The bus, whatever broker is behind it: what a service can do with it and may rely on.
//!
//! Delivery is at least once. Messages with one key arrive in the order in which they were published, because a key always
//! goes to the same partition of its topic. A consumer therefore has to be idempotent, and never has to sort.

use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};

use crate::message::Message;

/// The bus refused or did not answer. Whether a publish took effect is then unknown: publish the same messages again.
#[derive(Debug, thiserror::Error)]
#[error("the bus is not available")]
pub struct BusError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl BusError {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    /// Retrying is wrong: see [`Fenced`].
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        self.0.is::<Fenced>()
    }

    /// Retrying is of no use, reconnecting is: see [`Disconnected`].
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        self.0.is::<Disconnected>()
    }
}

/// The group has fenced this member: it will not be admitted again. Most likely two processes were given the same instance name, and the
/// later one has replaced the earlier.
#[derive(Debug, thiserror::Error)]
#[error("group {group} has fenced this member for good: {reason}")]
pub struct Fenced {
    pub group: String,
    pub reason: String,
}

/// This consumer or tail may not find the brokers again by itself: replace it by a new one.
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
    /// Joins a consumer group. It continues behind the group's committed watermark; a new group starts at the oldest message
    /// retained. A broker that is not available now is no error: [`Consumer::next`] waits for it.
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError>;

    /// Follows one topic from its end as of this call, without a consumer group; nothing is committed.
    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError>;

    /// Adds a message that cannot be decoded to the dead letters of its topic, with its position and the reason. Durable when
    /// it returns.
    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;

    /// Up to `limit` of the topic's dead letters that have not been replayed, by partition and offset.
    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError>;

    /// Publishes a dead letter again, as it was and behind everything else of its key, and removes it from the list; false when
    /// there is none with this position. An error or a crash in between may publish it twice.
    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError>;
}

/// Where a message stands in the log of a topic.
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

/// A message that could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// In the topic that it came from.
    pub position: LogPosition,
    pub message: Message,
    pub reason: String,
    pub since: Timestamp,
}

#[async_trait]
pub trait Consumer: Send {
    /// Waits for the next messages: at least one, in order within each partition, or none when partitions were revoked. May be
    /// dropped and called again.
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError>;

    /// The partitions that a rebalance has given to other members of the group since the last call. To be called after every
    /// [`Self::next`]: work on their messages has to be aborted, since another member starts it again. A partition may come back, and
    /// then begins behind what was committed.
    fn revoked(&mut self) -> Vec<(Topic, u32)>;

    /// Everything in this partition up to the watermark, itself included, has been processed. Stored lazily: after a crash a few messages
    /// are delivered again. Has no effect for a partition that was revoked.
    fn commit(&mut self, watermark: LogPosition);

    /// Backpressure: [`Self::next`] leaves this partition out from now on, apart from what it has read already. What is left out comes later.
    fn pause(&mut self, topic: Topic, partition: u32);

    /// [`Self::next`] continues with this partition where it had stopped.
    fn resume(&mut self, topic: Topic, partition: u32);

    /// Stores what was committed and leaves the group.
    async fn close(self: Box<Self>) -> Result<(), BusError>;
}

#[async_trait]
pub trait Tail: Send {
    /// Waits for the next messages: at least one. May be dropped and called again.
    async fn next(&mut self) -> Result<Vec<Message>, BusError>;
}

/// Messages that were committed together with the state that they announce, and wait to be published.
///
/// An aggregate is what keeps an order among messages: its key. The relay is the only reader.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Up to `limit` durable, unsent messages, oldest first; of one key never a later one without the earlier ones. Where it gives fewer than
    /// are waiting, [`Self::committed`] returns when it is time to look again.
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError>;

    /// Up to `limit` durable messages that this process has committed and that may be published now, handed over in memory: of one key never
    /// a later one without the earlier ones, whichever process has those. None: only [`Self::unsent`] knows what waits; so it is before the
    /// first call of that, and wherever something was left out. What is taken and then not published, `unsent` gives again.
    async fn take_committed(&self, _limit: u32) -> Result<Option<Vec<Message>>, BusError> {
        Ok(None)
    }

    /// Records that these were published. Losing this costs a duplicate, so it need not be durable.
    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError>;

    /// Deletes up to `limit` messages sent before `before`; says how many.
    async fn prune_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError>;

    /// When the oldest unsent message was written.
    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError>;

    /// Returns when something was committed since the last call: a hint, never the only way to be woken.
    async fn committed(&self);

    /// The relay stops gracefully: what waits is left to the relays of other processes, at once. Where there are none there is
    /// nothing to do.
    async fn hand_over(&self) -> Result<(), BusError> {
        Ok(())
    }
}

/// Where a message stands in an outbox that retains its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPosition {
    pub key: String,
    /// Behind the earlier ones of its key.
    pub number: i64,
}

/// A message as it stands there, sent or not: for checks that messages leave in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    pub position: OutboxPosition,
    pub written_at: Timestamp,
    pub is_sent: bool,
}

/// Where a consumer keeps what it cannot process. A poison message parks only its own key.
#[async_trait]
pub trait Parking: Send + Sync {
    /// Topics and keys of all that is parked already.
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError>;

    /// Keeps this message; later ones with its key have to be parked too.
    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError>;
}
