//! Where answers are kept.

use std::error::Error;
use std::time::Duration;

use async_trait::async_trait;

use super::call::KeyedCall;

/// What stands under keys, shared by all instances of a service.
///
/// **Atomicity.** Of several calls that begin a key at the same time one is the first. **Durability.** What [`Self::finish`] has returned from is
/// kept for its life, as far as the engine keeps anything; a begin may be lost in a crash, as if it had not been. **Bounds.** A key that is begun
/// ends by itself with its lease, and one that is finished with its life.
#[async_trait]
pub trait Answers: Send + Sync {
    /// Takes the key for the length of `lease`, or says what stands under it.
    async fn begin(&self, call: &KeyedCall, lease: Duration) -> Result<Begun, AnswersUnavailable>;

    /// Keeps the answer for `life`, unless the lease has run out and another call has taken the key.
    async fn finish(
        &self,
        call: &KeyedCall,
        lease: &Lease,
        answer: &KeptAnswer,
        life: Duration,
    ) -> Result<(), AnswersUnavailable>;

    /// Gives the key back, under the same condition.
    async fn abandon(&self, call: &KeyedCall, lease: &Lease) -> Result<(), AnswersUnavailable>;

    /// Deletes a bounded number of what is over, and says whether there may be more.
    async fn prune(&self) -> Result<bool, AnswersUnavailable>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    First(Lease),
    /// Another call has the key, or had it when it died: until its lease ends.
    InProgress,
    /// The key stands for another request.
    Reused,
    Answered(KeptAnswer),
}

/// One call has the key. The id is of this lease alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease(pub String);

/// What is repeated, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    /// The trace of the first call.
    pub trace_id: String,
    /// JSON, or empty.
    pub body: String,
}

/// Nothing is known of the key.
#[derive(Debug, thiserror::Error)]
#[error("idempotency keys cannot be read or written")]
pub struct AnswersUnavailable(#[source] Box<dyn Error + Send + Sync>);

impl AnswersUnavailable {
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}
