//! Claiming seats for an order: every attempt has a timeout, an attempt without an answer is retried as the same order, and a seat store that
//! does not answer at all trips the circuit breaker. The policy is that of every call between services; it stands here and not in an adapter,
//! because the use case relies on it, whatever stands behind the port.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, IdSource, OrderId};
use service_client::{RetryConfig, RetryPolicy, Unanswered};

use crate::ports::{Claim, ClaimError, Claimed, Seats};

/// The label of the metrics.
const PEER: &str = "reservation";

pub(super) struct SeatClaims {
    seats: Arc<dyn Seats>,
    retries: RetryPolicy,
}

impl SeatClaims {
    /// `timeout`: of one attempt.
    pub(super) fn new(
        seats: Arc<dyn Seats>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        timeout: Duration,
    ) -> Self {
        Self {
            seats,
            retries: RetryPolicy::new(PEER, RetryConfig::default().with_tries_of(timeout), clock, ids),
        }
    }

    #[tracing::instrument(name = "claim seats", skip_all, fields(seats.count = claim.seats.len()))]
    pub(super) async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let attempt = || async {
            match self.seats.claim(claim).await {
                Err(ClaimError::Unavailable(cause)) => Err(Unanswered(cause)),
                decided => Ok(decided),
            }
        };
        let claimed = self.retries.ask(attempt).await;
        claimed.unwrap_or_else(|unanswered| Err(ClaimError::Unavailable(unanswered.into())))
    }

    /// Gives back what an order that will never exist has claimed. If that fails, the pin lapses by itself.
    pub(super) async fn unclaim(&self, event: EventId, order: OrderId) {
        let attempt =
            || async { self.seats.unclaim(event, order).await.map_err(|error| Unanswered(error.into())) };
        if let Err(error) = self.retries.ask(attempt).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(order.id = %order, error, "seats could not be unclaimed and stay pinned until the pin lapses");
        }
    }
}
