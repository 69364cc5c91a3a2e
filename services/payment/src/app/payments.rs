//! What the use cases of one process share.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Backoff, Clock, OrderId, Timestamp};

use super::provider_queue::ProviderQueue;
use super::response_queue::ResponseQueue;
use crate::ports::{Methods, Provider};
use crate::store::PaymentStore;

#[derive(Debug, Clone, Copy)]
pub struct ProviderTimeouts {
    /// Of one call to the provider; then it is repeated.
    pub call: Duration,
    /// Before the first repetition of a call; doubled each time.
    pub backoff_min: Duration,
    pub backoff_max: Duration,
    /// How long an unsettled payment belongs to the worker that took it up; then another one may.
    pub lease: Duration,
}

impl Default for ProviderTimeouts {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(8),
            backoff_min: Duration::from_millis(50),
            backoff_max: Duration::from_secs(5),
            lease: Duration::from_secs(5),
        }
    }
}

impl ProviderTimeouts {
    /// Half of the delay is jitter by order, so that orders that failed together are not retried together.
    pub(super) fn backoff(&self, order: OrderId, attempt: u32) -> Duration {
        Backoff::new(self.backoff_min, self.backoff_max).jittered(attempt, order)
    }
}

/// The only type that handlers and workers hold.
#[derive(Clone)]
pub struct Payments {
    pub(super) store: PaymentStore,
    pub(super) provider: Arc<dyn Provider>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timeouts: ProviderTimeouts,
    pub(super) queue: ProviderQueue,
    pub(super) responses: Arc<ResponseQueue>,
}

impl Payments {
    #[must_use]
    pub fn new(
        store: PaymentStore,
        provider: Arc<dyn Provider>,
        clock: Arc<dyn Clock>,
        timeouts: ProviderTimeouts,
        queue: ProviderQueue,
    ) -> Self {
        Self { store, provider, clock, timeouts, queue, responses: Arc::default() }
    }

    /// What a buyer can pay with.
    #[must_use]
    pub fn methods(&self) -> Methods {
        self.provider.methods()
    }

    pub(super) fn lease_end(&self, now: Timestamp) -> Timestamp {
        now.plus(self.timeouts.lease)
    }
}
