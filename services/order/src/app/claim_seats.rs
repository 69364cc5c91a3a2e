//! Claiming seats for an order: each attempt has a timeout, an attempt without an answer is retried for the same order, and a circuit
//! breaker spares a seat store that does not answer at all. The retry policy is that of every call between services; it is applied here
//! and not in an adapter, because it belongs to the promise of this use case, whatever is behind the port.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, IdSource, OrderId};
use service_client::{RetryConfig, RetryPolicy, Unanswered};

use crate::ports::{Claim, ClaimError, Claimed, Seats};

/// The service that is called, for the metrics.
const PEER: &str = "reservation";

pub(super) struct SeatClaims {
    seats: Arc<dyn Seats>,
    policy: RetryPolicy,
}

impl SeatClaims {
    /// `timeout` is for one attempt.
    pub(super) fn new(seats: Arc<dyn Seats>, ids: Arc<dyn IdSource>, timeout: Duration) -> Self {
        let config = RetryConfig::default().with_attempt_timeout(timeout);
        Self { seats, policy: RetryPolicy::new(PEER, config, ids) }
    }

    #[tracing::instrument(name = "claim seats", skip_all, fields(seats.count = claim.seats.len()))]
    pub(super) async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let attempt = || async {
            match self.seats.claim(claim).await {
                Err(ClaimError::Unavailable(cause)) => Err(Unanswered(cause)),
                decided => Ok(decided),
            }
        };
        self.policy
            .run(attempt)
            .await
            .unwrap_or_else(|unanswered| Err(ClaimError::Unavailable(unanswered.into())))
    }

    /// Gives back what an order that will not exist had claimed. If that fails the pin lapses by itself.
    pub(super) async fn unclaim(&self, event: EventId, order: OrderId) {
        let attempt =
            || async { self.seats.unclaim(event, order).await.map_err(|error| Unanswered(error.into())) };
        if let Err(error) = self.policy.run(attempt).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(order.id = %order, error, "seats could not be unclaimed and stay pinned until the pin lapses");
        }
    }
}
