//! Reservation lets orders claim seats. One try a call: the use case that asks has a rule of asking of its own.

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::ErrorDetails;
use contracts::internal::reservation::{CLAIM, ClaimBody, ClaimedBody, UNCLAIM, UnclaimBody, path};
use primitives::{EventId, HoldId, OrderId, SeatId, Timestamp};
use service_client::{Call, CallError, Refusal, ServiceClient};

use crate::ports::{Claim, ClaimError, Claimed, Seats, SeatsUnavailable, TakenSeat};

pub struct HttpSeats {
    reservation: ServiceClient,
}

impl HttpSeats {
    #[must_use]
    pub fn new(reservation: ServiceClient) -> Self {
        Self { reservation }
    }

    async fn ask_to_claim(&self, body: &ClaimBody) -> Result<ClaimedBody, CallError> {
        self.reservation.try_once(&Call::post("claim", path(CLAIM), body)?).await?.json()
    }

    async fn ask_to_unclaim(&self, body: &UnclaimBody) -> Result<(), CallError> {
        self.reservation.try_once(&Call::post("unclaim", path(UNCLAIM), body)?).await?;
        Ok(())
    }
}

#[async_trait]
impl Seats for HttpSeats {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let body = ClaimBody {
            event_id: claim.event.get(),
            order_id: *claim.order.as_uuid(),
            seat_ids: claim.seats.iter().map(|seat| seat.get()).collect(),
            buyer: (&claim.caller).into(),
        };
        let claimed = self.ask_to_claim(&body).await.map_err(|error| match error {
            CallError::Refused(refusal) => refused(refusal),
            CallError::Unavailable(cause) => ClaimError::Unavailable(cause),
        })?;
        let holds = claimed.holds.into_iter().map(HoldId::from_uuid).collect();
        Ok(Claimed { holds, until: Timestamp::from_micros(claimed.until_us) })
    }

    async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), SeatsUnavailable> {
        let body = UnclaimBody { event_id: event.get(), order_id: *order.as_uuid() };
        self.ask_to_unclaim(&body).await.map_err(|error| SeatsUnavailable(error.into()))
    }
}

/// A refusal that is none of these was not meant for a claim: a token that is not good, or an event that the price list has named and
/// the seat store has not been told of yet. Both pass, so the claim may be repeated.
fn refused(refusal: Refusal) -> ClaimError {
    let taken = || taken(&refusal);
    let known = [
        (ErrorCode::SeatNotFound, ClaimError::SeatNotFound),
        (ErrorCode::SeatSold, ClaimError::Sold(taken())),
        (ErrorCode::ReservationConflict, ClaimError::Taken(taken())),
        (ErrorCode::NotHoldOwner, ClaimError::NotOwner),
        (ErrorCode::HoldExpired, ClaimError::Expired),
        (ErrorCode::HoldRequired, ClaimError::HoldRequired),
    ];
    let found = known.into_iter().find(|(code, _)| *code == refusal.code);
    found.map_or_else(|| ClaimError::Unavailable(refusal.into()), |(_, error)| error)
}

fn taken(refusal: &Refusal) -> Vec<TakenSeat> {
    let conflicts = match &refusal.details {
        Some(ErrorDetails::Conflicts(conflicts)) => conflicts.as_slice(),
        Some(ErrorDetails::Fields(_)) | None => &[],
    };
    let seat = |id| SeatId::new(id).ok();
    conflicts
        .iter()
        .filter_map(|conflict| {
            Some(TakenSeat { seat: seat(conflict.seat_id)?, sold: conflict.status == SeatStatus::Sold })
        })
        .collect()
}
