//! Claiming seats for an order: every try has a deadline, a try without an answer is repeated as the same order, and a seat
//! store that does not answer at all is left alone for a while. The rule is that of every call between services; it stands here and not
//! in an adapter, because it belongs to the promise of this use case, whatever stands behind the port.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, IdSource, OrderId};
use service_client::{RetryConfig, RetryPolicy, Unanswered};

use crate::ports::{Claim, ClaimError, Claimed, Seats};

/// Who is asked, for the metrics.
const PEER: &str = "reservation";

pub(super) struct SeatClaims {
    seats: Arc<dyn Seats>,
    asker: RetryPolicy,
}

impl SeatClaims {
    /// `deadline` is for one try.
    pub(super) fn new(
        seats: Arc<dyn Seats>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        deadline: Duration,
    ) -> Self {
        Self {
            seats,
            asker: RetryPolicy::new(PEER, RetryConfig::default().with_tries_of(deadline), clock, ids),
        }
    }

    #[tracing::instrument(name = "claim seats", skip_all, fields(seats.count = claim.seats.len()))]
    pub(super) async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let ask = || async {
            match self.seats.claim(claim).await {
                Err(ClaimError::Unavailable(cause)) => Err(Unanswered(cause)),
                decided => Ok(decided),
            }
        };
        self.asker.ask(ask).await.unwrap_or_else(|unanswered| Err(ClaimError::Unavailable(unanswered.into())))
    }

    /// Gives back what an order that will not exist had claimed. If that fails the pin lapses by itself.
    pub(super) async fn unclaim(&self, event: EventId, order: OrderId) {
        let ask =
            || async { self.seats.unclaim(event, order).await.map_err(|error| Unanswered(error.into())) };
        if let Err(error) = self.asker.ask(ask).await {
            tracing::warn!(%order, cause = ?error, "seats stay pinned until they lapse: {error}");
        }
    }
}
