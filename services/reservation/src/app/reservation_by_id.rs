//! A reservation by its id: what it has, more time for it, and its release. The id names the event, and the store knows the seats.

use std::time::Duration;

use primitives::{Credentials, Currency, EventId, HoldId, SeatId, TierName, Timestamp};

use super::extend_hold::ExtendRequest;
use super::reservations::Reservations;
use crate::domain::{SalePlan, Seat};
use crate::ports::{ReleaseReservation, Released, SeatError, SnapshotError};

/// Each seat of a reservation may leave it between the two steps of an extension.
const EXTENSION_ATTEMPTS_MAX: u32 = 8;

/// A reservation as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationDetails {
    pub event: EventId,
    pub hold: HoldId,
    /// By ascending id, at least one.
    pub seats: Vec<ReservedSeat>,
    /// None: the catalog does not answer, and so it is with sections and prices.
    pub currency: Option<Currency>,
    /// Of what is still held; where an order has all of it, the end of its pins.
    pub until: Timestamp,
    /// How long it may live in all.
    pub life_max: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservedSeat {
    pub seat: SeatId,
    /// An order has it, and is being paid.
    pub is_ordered: bool,
    pub section: Option<String>,
    pub tier: Option<TierName>,
    pub price: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct ExtendReservation {
    pub hold: HoldId,
    pub by: Duration,
    pub caller: Credentials,
    /// The caller's scope and key, if the request has one.
    pub key: Option<(String, String)>,
}

#[derive(Debug, thiserror::Error)]
pub enum ReservationError {
    /// Also that of another buyer.
    #[error("there is no such reservation")]
    NotFound,
    /// The caller has proven that it was theirs.
    #[error("the reservation has ended")]
    Ended,
    #[error(transparent)]
    Refused(SeatError),
}

impl Reservations {
    pub async fn reservation(
        &self,
        hold: HoldId,
        caller: &Credentials,
    ) -> Result<ReservationDetails, ReservationError> {
        let (event, seats) = self.own_seats(hold, caller).await?;
        let plan = match &self.plans {
            Some(plans) => plans.if_known(event).await,
            None => None,
        };
        let (held, pinned): (Vec<_>, Vec<_>) =
            seats.iter().partition(|(_, seat)| matches!(seat, Seat::Held(_)));
        let ends = |seats: &[&(SeatId, Seat)]| seats.iter().filter_map(|(_, seat)| seat.until()).max();
        let owner = seats.iter().find_map(|(_, seat)| seat.hold()).map(|hold| &hold.owner);
        let (Some(until), Some(owner)) = (ends(&held).or(ends(&pinned)), owner) else {
            return Err(ReservationError::NotFound);
        };
        Ok(ReservationDetails {
            event,
            hold,
            currency: plan.as_ref().and_then(|plan| plan.currency()),
            until,
            life_max: self.limits.lives().max(owner),
            seats: seats.iter().map(|(id, seat)| reserved(*id, seat, plan.as_deref())).collect(),
        })
    }

    /// The new end of all seats that are still held.
    pub async fn extend_reservation(
        &self,
        request: ExtendReservation,
    ) -> Result<Timestamp, ReservationError> {
        let ExtendReservation { hold, by, caller, key } = request;
        for _ in 0..EXTENSION_ATTEMPTS_MAX {
            let (event, seats) = self.own_seats(hold, &caller).await?;
            let held = seats.iter().find(|(_, seat)| matches!(seat, Seat::Held(_)));
            let Some((seat, _)) = held else { return Err(ReservationError::Refused(SeatError::Taken)) };
            let (caller, key) = (caller.clone(), key.clone());
            let extend = ExtendRequest { event, seat: *seat, hold: Some(hold), by, caller, key };
            match self.extend(extend).await {
                Ok(until) => return Ok(until),
                // That seat has left the reservation meanwhile; another may be held yet.
                Err(SeatError::Expired | SeatError::Taken | SeatError::NotYours | SeatError::Sold) => {}
                Err(error) => return Err(ReservationError::Refused(error)),
            }
        }
        Err(ended(hold, caller.token))
    }

    /// All that the reservation still has, or one seat of it. Repeated by its holder, it changes nothing.
    pub async fn release_reservation(
        &self,
        hold: HoldId,
        seat: Option<SeatId>,
        caller: Credentials,
    ) -> Result<Released, ReservationError> {
        let event = hold.event().ok_or(ReservationError::NotFound)?;
        let (token, traceparent) = (caller.token, telemetry::current_traceparent());
        let command = ReleaseReservation { event, hold, seat, caller, traceparent };
        let released = self.store.release_reservation(command).await;
        self.sold_out.freed(event);
        released.map_err(|error| match error {
            SeatError::UnknownEvent | SeatError::NotYours => ReservationError::NotFound,
            SeatError::Expired => ended(hold, token),
            error @ (SeatError::UnknownSeat
            | SeatError::Taken
            | SeatError::Sold
            | SeatError::TooLong { .. }
            | SeatError::TooOften
            | SeatError::KeyReused
            | SeatError::Unavailable(_)) => ReservationError::Refused(error),
        })
    }

    /// What stands under a hold of this caller: at least one seat.
    async fn own_seats(
        &self,
        hold: HoldId,
        caller: &Credentials,
    ) -> Result<(EventId, Vec<(SeatId, Seat)>), ReservationError> {
        let event = hold.event().ok_or(ReservationError::NotFound)?;
        let seats = self.store.seats_of(event, hold).await.map_err(|error| match error {
            SnapshotError::UnknownEvent => ReservationError::NotFound,
            SnapshotError::Unavailable(error) => ReservationError::Refused(error.into()),
        })?;
        match seats.first().and_then(|(_, seat)| seat.hold()) {
            Some(held) if caller.fit(held.id, &held.owner) => Ok((event, seats)),
            Some(_) => Err(ReservationError::NotFound),
            None => Err(ended(hold, caller.token)),
        }
    }
}

/// Only a genuine token proves that there was a hold at all.
fn ended(hold: HoldId, token: Option<HoldId>) -> ReservationError {
    if token == Some(hold) { ReservationError::Ended } else { ReservationError::NotFound }
}

fn reserved(id: SeatId, seat: &Seat, plan: Option<&SalePlan>) -> ReservedSeat {
    let tier = seat.hold().and_then(|hold| hold.tier.clone());
    let section = plan.and_then(|plan| plan.section_of(id));
    ReservedSeat {
        seat: id,
        is_ordered: matches!(seat, Seat::Pinned(_)),
        section: section.map(|section| section.name.clone()),
        price: section.map(|section| section.price_at(tier.as_ref())),
        tier,
    }
}
