//! What every call takes beside what its own operation does.

use std::time::Duration;

use crate::RetryPolicy;

#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    pub(crate) hold_token: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) sale_pass: Option<String>,
    pub(crate) queue_ticket: Option<String>,
    pub(crate) proof_of_work: Option<String>,
    pub(crate) wait: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) query: Vec<(&'static str, String)>,
}

impl CallOptions {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The `hold_token` of a reservation: the proof of whose it is.
    #[must_use]
    pub fn hold_token(self, token: impl Into<String>) -> Self {
        Self { hold_token: Some(token.into()), ..self }
    }

    /// Names this request. Drawn at random for each call that changes something, and the same at each of its attempts.
    #[must_use]
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self { idempotency_key: Some(key.into()), ..self }
    }

    /// Of the waiting room of the event.
    #[must_use]
    pub fn sale_pass(self, pass: impl Into<String>) -> Self {
        Self { sale_pass: Some(pass.into()), ..self }
    }

    /// Names a place in a line.
    #[must_use]
    pub fn queue_ticket(self, ticket: impl Into<String>) -> Self {
        Self { queue_ticket: Some(ticket.into()), ..self }
    }

    /// What a place in a line or the session of a guest is paid with, where it has a price: [`proof_of`](crate::proof_of) its challenge.
    #[must_use]
    pub fn proof_of_work(self, proof: impl Into<String>) -> Self {
        Self { proof_of_work: Some(proof.into()), ..self }
    }

    /// Of an order: rather wait for its outcome, ten seconds at most, than be answered at once.
    #[must_use]
    pub fn wait(self, wait: Duration) -> Self {
        Self { wait: Some(wait), ..self }
    }

    /// Of each attempt.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Instead of that of the client.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { retry: Some(policy), ..self }
    }

    /// One parameter of the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }
}
