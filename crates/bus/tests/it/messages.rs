//! What the tests of every engine share: the engine as a trait, and numbered messages.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{Bus, Message};
use contracts::topics::Topic;
use primitives::{MessageId, Timestamp};
use uuid::Uuid;

pub(crate) const SOON: Duration = Duration::from_secs(30);

/// A bus that tests can end and begin again on what it has kept.
#[async_trait]
pub(crate) trait Engine: Send {
    fn bus(&self) -> Arc<dyn Bus>;

    /// Another process opens what this one leaves behind.
    async fn reopen(self) -> Self;
}

/// Message `number` with this key; the number is its payload too.
pub(crate) fn message(topic: Topic, key: &str, number: u128) -> Message {
    Message {
        id: MessageId::from_uuid(Uuid::from_u128(number)),
        topic,
        key: key.to_owned(),
        occurred_at: Timestamp::from_micros(1),
        payload: number.to_string(),
        traceparent: None,
    }
}

pub(crate) fn number(message: &Message) -> u128 {
    message.payload.parse().unwrap()
}
