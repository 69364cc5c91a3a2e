//! The order service claims seats of reservation.

use std::sync::Arc;

use async_trait::async_trait;
use order::ports::{Claim, ClaimError, Claimed, Seats, SeatsUnavailable, TakenSeat};
use primitives::{EventId, OrderId};
use reservation::app::Reservations;
use reservation::domain::{Blocked, Conflict, Status};

pub(crate) struct ReservedSeats(pub(crate) Arc<Reservations>);

#[async_trait]
impl Seats for ReservedSeats {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let claimed = self.0.claim(claim.event, claim.order, claim.seats.clone(), &claim.caller).await;
        claimed.map(|claimed| Claimed { holds: claimed.holds, until: claimed.until }).map_err(refusal)
    }

    async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), SeatsUnavailable> {
        self.0.unclaim(event, order).await.map_err(|error| SeatsUnavailable(error.into()))
    }
}

fn refusal(error: reservation::ports::ClaimError) -> ClaimError {
    use reservation::ports::ClaimError as Refused;
    match error {
        // The price list has named the event already: the seat store has not been told of it yet, and soon will be.
        Refused::UnknownEvent => ClaimError::Unavailable(error.into()),
        Refused::UnknownSeat(_) => ClaimError::SeatNotFound,
        Refused::Blocked(Blocked::Taken(conflicts)) => ClaimError::Taken(taken(&conflicts)),
        Refused::Blocked(Blocked::Sold(conflicts)) => ClaimError::Sold(taken(&conflicts)),
        Refused::NotYours => ClaimError::NotOwner,
        Refused::Expired => ClaimError::Expired,
        Refused::HoldRequired => ClaimError::HoldRequired,
        Refused::Unavailable(cause) => ClaimError::Unavailable(cause.into()),
    }
}

fn taken(conflicts: &[Conflict]) -> Vec<TakenSeat> {
    conflicts
        .iter()
        .map(|conflict| TakenSeat { seat: conflict.seat, sold: conflict.status == Status::Sold })
        .collect()
}
