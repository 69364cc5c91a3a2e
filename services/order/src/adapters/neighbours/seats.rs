//! Reservation lets orders claim seats.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::reservation::{
    ClaimBody, HeldAnywhereBody, HoldAnywhereBody, HoldKeyBody, SeatTierBody, UnclaimBody,
};
use contracts::api::{CallError, Refusal, ReservationApi};
use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, SeatConflict};
use primitives::{EventId, HoldId, InvalidId, OrderId, SeatId, TierName, Timestamp};

use crate::ports::{
    Claim, ClaimError, Claimed, HeldUnits, HoldUnitsRefusal, Seats, SeatsUnavailable, TakenSeat, UnitsAnswer,
    UnitsWanted,
};

#[derive(Debug, thiserror::Error)]
#[error("a seat is held at a price with an impossible name")]
struct ImpossibleTier;

pub struct ReservedSeats(pub Arc<dyn ReservationApi>);

#[async_trait]
impl Seats for ReservedSeats {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError> {
        let body = ClaimBody {
            event_id: claim.event.get(),
            order_id: *claim.order.as_uuid(),
            seat_ids: claim.seats.iter().map(|seat| seat.get()).collect(),
            buyer: (&claim.caller).into(),
        };
        let claimed = self.0.claim(body).await.map_err(|error| match error {
            CallError::Refused(refusal) => refused(refusal),
            CallError::Unavailable(cause) => ClaimError::Unavailable(cause),
        })?;
        let holds = claimed.holds.into_iter().map(HoldId::from_uuid).collect();
        let until = Timestamp::from_micros(claimed.until_us);
        let tiers = claimed.tiers.iter().map(tier).collect::<Option<_>>();
        let tiers = tiers.ok_or_else(|| ClaimError::Unavailable(ImpossibleTier.into()))?;
        Ok(Claimed { holds, tiers, until, pin: claimed.pin_ms.map(Duration::from_millis) })
    }

    async fn hold_units(&self, wanted: &UnitsWanted) -> Result<UnitsAnswer, HoldUnitsRefusal> {
        let UnitsWanted { key, fingerprint, passes, .. } = wanted;
        let body = HoldAnywhereBody {
            event_id: wanted.event.get(),
            quantity: wanted.quantity,
            life_ms: u64::try_from(wanted.life.as_millis()).unwrap_or(u64::MAX),
            buyer: (&wanted.buyer).into(),
            guest: wanted.guest.to_string(),
            key: HoldKeyBody { digest: key.clone(), fingerprint: fingerprint.clone() },
            passes: passes.tokens.clone(),
            visitor: passes.visitor.map(|names| names.own.to_string()),
            was_visitor: passes.visitor.and_then(|names| names.was).map(|was| was.to_string()),
        };
        let held = self.0.hold_anywhere(body).await.map_err(|error| match error {
            CallError::Refused(refusal) => units_refused(refusal),
            CallError::Unavailable(cause) => HoldUnitsRefusal::Unavailable(cause),
        })?;
        units(held).map_err(|error| HoldUnitsRefusal::Unavailable(error.into()))
    }

    async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), SeatsUnavailable> {
        let body = UnclaimBody { event_id: event.get(), order_id: *order.as_uuid() };
        self.0.unclaim(body).await.map(drop).map_err(|error| SeatsUnavailable(error.into()))
    }
}

fn tier(body: &SeatTierBody) -> Option<(SeatId, TierName)> {
    Some((SeatId::new(body.seat_id).ok()?, TierName::parse(&body.tier)?))
}

fn units(HeldAnywhereBody { hold, free }: HeldAnywhereBody) -> Result<UnitsAnswer, InvalidId> {
    let Some(hold) = hold else { return Ok(UnitsAnswer::Short { free }) };
    Ok(UnitsAnswer::Held(HeldUnits {
        hold: HoldId::from_uuid(hold.hold_id),
        seats: hold.seat_ids.into_iter().map(SeatId::new).collect::<Result<_, _>>()?,
        until: Timestamp::from_micros(hold.until_us),
        free,
    }))
}

fn units_refused(refusal: Refusal) -> HoldUnitsRefusal {
    let known = [
        (ErrorCode::EventNotFound, HoldUnitsRefusal::EventNotFound),
        (ErrorCode::SectionHasSeats, HoldUnitsRefusal::HasSeats),
        (ErrorCode::SaleNotOpen, HoldUnitsRefusal::NotOpen),
        (ErrorCode::QueueTokenRequired, HoldUnitsRefusal::PassNeeded),
        (ErrorCode::ValidationFailed, HoldUnitsRefusal::TooMany),
        (ErrorCode::LimitReached, HoldUnitsRefusal::LimitReached),
        (ErrorCode::RateLimited, HoldUnitsRefusal::RateLimited),
        (ErrorCode::IdempotencyKeyReused, HoldUnitsRefusal::KeyReused),
    ];
    let found = known.into_iter().find(|(code, _)| *code == refusal.code);
    found.map_or_else(|| HoldUnitsRefusal::Unavailable(refusal.into()), |(_, error)| error)
}

/// A refusal that is none of these is not about the claim: a bad token, or an event that the price list knows and the seat store does
/// not know yet. Both pass, so the claim may be retried.
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
        Some(
            ErrorDetails::Fields(_)
            | ErrorDetails::SingleSeats(_)
            | ErrorDetails::Largest(_)
            | ErrorDetails::Free(_)
            | ErrorDetails::FullTier(_)
            | ErrorDetails::Policy(_),
        )
        | None => &[],
    };
    let seat = |conflict: &SeatConflict| {
        let sold = conflict.status == SeatStatus::Sold;
        Some(TakenSeat { seat: SeatId::new(conflict.seat_id).ok()?, sold })
    };
    conflicts.iter().filter_map(seat).collect()
}
