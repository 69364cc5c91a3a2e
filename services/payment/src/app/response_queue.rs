//! Responses of the provider that wait to be recorded.

use primitives::OrderId;
use tokio::sync::oneshot;
use tracing::Span;

use super::error::PaymentError;
use crate::domain::{Payment, ProviderResponse};

/// How many responses share a unit of work at most.
const TOGETHER_MAX: usize = 64;

/// The responses that wait for their turn; at most as many as there are calls in flight.
#[derive(Debug, Default)]
pub(super) struct ResponseQueue {
    waiting: parking_lot::Mutex<Vec<Waiting>>,
    /// Held by the one that records.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) response: Received,
    pub(super) recorded: oneshot::Sender<Recorded>,
}

/// A response, and the span of the call that got it.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) order: OrderId,
    pub(super) response: ProviderResponse,
    pub(super) span: Span,
}

/// The payment as it is now; none if it is not there any more.
pub(super) type Recorded = Result<Option<Payment>, PaymentError>;

impl ResponseQueue {
    pub(super) fn push(&self, waiting: Waiting) {
        self.waiting.lock().push(waiting);
    }

    /// The next unit of work, in order of arrival.
    pub(super) fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock();
        let count = waiting.len().min(TOGETHER_MAX);
        waiting.drain(..count).collect()
    }
}
