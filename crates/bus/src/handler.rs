//! What a consumer does with messages, and how it reports that it cannot.

use async_trait::async_trait;
use primitives::Cause;
use tracing::Span;

use crate::message::Message;

/// A message, and the span in which it is processed: a child of the context that the message carries.
#[derive(Debug)]
pub struct Incoming {
    pub message: Message,
    pub span: Span,
}

#[async_trait]
pub trait Handler: Send + Sync {
    /// Does what the messages ask for, once however often they are delivered: the effect and the record of it commit together. Messages
    /// with one key stand in their order. After an error any of them may have had its effect: the consumer offers them again in smaller
    /// batches, down to the one message at fault.
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError>;
}

#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Something that they depend on is not available; they will be retried until it is.
    #[error("the message cannot be worked on now")]
    Transient(#[source] Cause),
    /// A retry can never help: the message is parked, and with it all that follow under its key. One that cannot even be
    /// decoded ([`crate::Undecodable`] is the cause) goes to the dead letters instead, and does not block its key.
    #[error("the message can never be worked on")]
    Poison(#[source] Cause),
}

impl HandleError {
    pub fn transient(cause: impl Into<Cause>) -> Self {
        Self::Transient(cause.into())
    }

    pub fn poison(cause: impl Into<Cause>) -> Self {
        Self::Poison(cause.into())
    }
}
