//! What a consumer does with a message, and what it says when it cannot.

use async_trait::async_trait;
use primitives::Cause;

use crate::Message;

#[async_trait]
pub trait Handler: Send + Sync {
    /// Does what the message asks, at most once however often it comes: the effect and the memory of it commit together.
    async fn handle(&self, message: &Message) -> Result<(), HandleError>;
}

#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// The world is not ready; the same message will be handed over again until it is.
    #[error("the message cannot be worked on now")]
    Transient(#[source] Cause),
    /// Trying again can never help: the message is parked, and with it whatever follows under its key. One that cannot even be
    /// read ([`crate::Undecodable`] is the cause) goes to the dead letters instead, and stops nobody.
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
