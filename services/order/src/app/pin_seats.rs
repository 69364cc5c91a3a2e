//! Pinning the seats of an order for longer than it may take: the other half of the promise that a paying buyer keeps the seats.

use std::mem;
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
        let mut may_claim_anew = true;
        loop {
            // Before the pin begins, so that it outlives deadlines that count from here.
            let since = self.clock.now();
            let pinned = PinnedSeats { claimed: self.claims.claim(claim).await?, since };
            let Err(pin) = self.check(&pinned) else { return Ok(pinned) };
            self.give_back(claim, key).await?;
            if matches!(pin, UnusablePin::Unequal { .. }) || !mem::replace(&mut may_claim_anew, false) {
                return Err(unusable(pin));
            }
        }
    }

    fn check(&self, PinnedSeats { claimed, since }: &PinnedSeats) -> Result<(), UnusablePin> {
        let ours = self.timeouts.pin;
        if let Some(theirs) = claimed.pin.filter(|theirs| *theirs != ours) {
            return Err(UnusablePin::Unequal { theirs, ours });
        }
        let outlives = self.timeouts.end_before(claimed.until, *since);
        outlives.then_some(()).ok_or(UnusablePin::TooShort { left: claimed.until.since(*since) })
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
