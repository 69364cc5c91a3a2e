//! Claiming seats for an order: every try has a deadline, a try without an answer is repeated as the same order, and a seat
//! store that does not answer at all is left alone for a while.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, OrderId};
use tokio::time::{sleep, timeout};

use super::breaker::Breaker;
use crate::ports::{Claim, ClaimError, Claimed, Seats};

const TRIES_MAX: u32 = 3;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

pub(super) struct SeatClaims {
    seats: Arc<dyn Seats>,
    clock: Arc<dyn Clock>,
    breaker: Breaker,
    /// For one try.
    deadline: Duration,
}

#[derive(Debug, thiserror::Error)]
#[error("no answer within {0:?}")]
struct NoAnswer(Duration);

#[derive(Debug, thiserror::Error)]
#[error("not asked, because earlier questions had no answer")]
struct NotAsked;

impl SeatClaims {
    pub(super) fn new(seats: Arc<dyn Seats>, clock: Arc<dyn Clock>, deadline: Duration) -> Self {
        Self { seats, clock, breaker: Breaker::default(), deadline }
    }

    #[tracing::instrument(name = "claim seats", skip_all, fields(seats.count = claim.seats.len()))]
    pub(super) async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let mut tries = 1;
        loop {
            if !self.breaker.lets_through(self.clock.now()) {
                return Err(ClaimError::Unavailable(NotAsked.into()));
            }
            match self.claim_once(claim).await {
                Err(ClaimError::Unavailable(_)) if tries < TRIES_MAX => {
                    sleep(BETWEEN_TRIES * tries).await;
                    tries += 1;
                }
                decided => return decided,
            }
        }
    }

    async fn claim_once(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let answer = timeout(self.deadline, self.seats.claim(claim)).await;
        let answer = answer.unwrap_or_else(|_| Err(ClaimError::Unavailable(NoAnswer(self.deadline).into())));
        match &answer {
            Err(ClaimError::Unavailable(_)) => self.breaker.failed(self.clock.now()),
            Ok(_)
            | Err(
                ClaimError::SeatNotFound
                | ClaimError::Sold(_)
                | ClaimError::Taken(_)
                | ClaimError::NotOwner
                | ClaimError::Expired
                | ClaimError::HoldRequired,
            ) => self.breaker.answered(),
        }
        answer
    }

    /// Gives back what an order that will not exist had claimed. If that fails the pin lapses by itself.
    pub(super) async fn unclaim(&self, event: EventId, order: OrderId) {
        let answer = timeout(self.deadline, self.seats.unclaim(event, order)).await;
        match answer {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%order, cause = ?error, "seats stay pinned until they lapse: {error}");
            }
            Err(_) => tracing::warn!(%order, "seats stay pinned until they lapse: no answer to unclaim"),
        }
    }
}
