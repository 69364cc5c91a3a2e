//! A message as it travels: the envelope as text, and beside it what a broker needs to know.

use contracts::topics::Topic;
use contracts::{Envelope, WireTime, messages};
use primitives::{MessageId, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub topic: Topic,
    pub key: String,
    pub occurred_at: Timestamp,
    /// The JSON of an [`Envelope`].
    pub payload: String,
    /// W3C trace context of the request or message that caused this one; never replaced on the way.
    pub traceparent: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("the message is not what its topic carries")]
pub struct Undecodable(#[from] serde_json::Error);

impl Message {
    pub fn compose<M: messages::Message>(
        id: MessageId,
        occurred_at: Timestamp,
        traceparent: Option<String>,
        message: &M,
    ) -> Result<Self, serde_json::Error> {
        let key = message.key();
        let envelope = Envelope {
            id: *id.as_uuid(),
            key: key.clone(),
            occurred_at: WireTime(occurred_at),
            traceparent: traceparent.clone(),
            message,
        };
        let payload = serde_json::to_string(&envelope)?;
        Ok(Self { id, topic: M::TOPIC, key, occurred_at, payload, traceparent })
    }

    pub fn decode<M: messages::Message>(&self) -> Result<M, Undecodable> {
        Ok(serde_json::from_str::<Envelope<M>>(&self.payload)?.message)
    }
}
