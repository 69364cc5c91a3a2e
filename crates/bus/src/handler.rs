//! What a consumer does with a message, and how it reports that it cannot.

use async_trait::async_trait;
use primitives::Cause;

use crate::message::Message;

#[async_trait]
pub trait Handler: Send + Sync {
    /// Does what the message asks for, once however often it is delivered: the effect and the record of it commit together.
    async fn handle(&self, message: &Message) -> Result<(), HandleError>;
}

#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Something it depends on is not available; the same message will be retried until it is.
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
