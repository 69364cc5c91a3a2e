//! Pinning the seats of an order for longer than it may take: the other half of the promise that a paying buyer keeps the seats.

use std::time::Duration;

use primitives::Timestamp;

use super::orders::Orders;
use crate::domain::KeyDigest;
use crate::ports::{Claim, ClaimError, Claimed};

/// Seats that are pinned, and the time that the deadlines of their order count from.
pub(super) struct PinnedSeats {
    pub(super) claimed: Claimed,
    pub(super) since: Timestamp,
}

/// A pin that an order must not rely on. It was given back.
#[derive(Debug, thiserror::Error)]
enum UnusablePin {
    #[error("HOLDFAST_PIN_MS is {} in reservation and {} here: it has to be the same", theirs.as_millis(), ours.as_millis())]
    Unequal { theirs: Duration, ours: Duration },
    #[error(
        "the seats stay pinned for {left:?}, and the deadlines of the order end later; are the clocks right?"
    )]
    TooShort { left: Duration },
    #[error("another process has just accepted the order")]
    AcceptedElsewhere,
}

impl Orders {
    /// A retry may find the pin of an earlier attempt, which was never stored, and which ends too soon. It is given back and claimed once more:
    /// where the hold has lapsed meanwhile, the buyer learns that before paying.
    pub(super) async fn pin(&self, claim: &Claim, key: &KeyDigest) -> Result<PinnedSeats, ClaimError> {
        let first = self.claim(claim).await?;
        if self.is_usable(&first) {
            return Ok(first);
        }
        self.give_back(claim, key).await?;
        let second = self.claim(claim).await?;
        if self.is_usable(&second) {
            return Ok(second);
        }
        self.give_back(claim, key).await?;
        Err(unusable(UnusablePin::TooShort { left: second.claimed.until.since(second.since) }))
    }

    async fn claim(&self, claim: &Claim) -> Result<PinnedSeats, ClaimError> {
        // Before the pin begins, so that it outlives deadlines that count from here.
        let since = self.clock.now();
        let claimed = self.claims.claim(claim).await?;
        let ours = self.timeouts.pin;
        match claimed.pin.filter(|theirs| *theirs != ours) {
            None => Ok(PinnedSeats { claimed, since }),
            Some(theirs) => {
                self.claims.unclaim(claim.event, claim.order).await;
                Err(unusable(UnusablePin::Unequal { theirs, ours }))
            }
        }
    }

    fn is_usable(&self, pinned: &PinnedSeats) -> bool {
        self.timeouts.end_before(pinned.claimed.until, pinned.since)
    }

    /// Unless another process has accepted the order, whose pin it is then.
    async fn give_back(&self, claim: &Claim, key: &KeyDigest) -> Result<(), ClaimError> {
        let accepted =
            self.store.find_key(key).await.map_err(|error| ClaimError::Unavailable(error.into()))?;
        if accepted.is_some() {
            return Err(unusable(UnusablePin::AcceptedElsewhere));
        }
        self.claims.unclaim(claim.event, claim.order).await;
        Ok(())
    }
}

fn unusable(pin: UnusablePin) -> ClaimError {
    ClaimError::Unavailable(pin.into())
}
