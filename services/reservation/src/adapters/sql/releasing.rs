//! A hold by its id: what it has, and its release.

use primitives::{HoldId, HoldOwner, SeatId, Timestamp};

use super::batch::Batch;
use super::event::Event;
use crate::domain::whole_hold::{self, ReleaseRefusal};
use crate::domain::{Change, Seat};
use crate::ports::{ReleaseReservation, Released, SeatError};

pub(super) fn seats_of(event: &Event, hold: HoldId, now: Timestamp) -> Vec<(SeatId, Seat)> {
    let found = event.find(event.seats_of_hold(hold));
    let mut live: Vec<_> = whole_hold::live(&found, now).map(|(id, seat)| (id, seat.clone())).collect();
    live.sort_unstable_by_key(|(id, _)| *id);
    live
}

pub(super) fn release(
    event: &mut Event,
    batch: &mut Batch,
    command: &ReleaseReservation,
) -> Result<(), ReleaseRefusal> {
    let ReleaseReservation { hold, seat, caller, traceparent, event: id } = command;
    let found = event.find(event.seats_of_hold(*hold));
    let (owner, changes) = whole_hold::release(&found, *seat, caller, batch.now)?;
    changes.iter().for_each(|Change { id: seat, .. }| batch.changes.released.add(*id, *hold, &owner, *seat));
    batch.apply(event, changes, traceparent.as_deref());
    Ok(())
}

/// `owners`: of those who have released the same before.
pub(super) fn repeated(
    refusal: ReleaseRefusal,
    command: &ReleaseReservation,
    owners: &[HoldOwner],
) -> Result<Released, SeatError> {
    let by_caller = owners.iter().any(|owner| command.caller.fit(command.hold, owner));
    match refusal {
        ReleaseRefusal::NotYours => Err(SeatError::NotYours),
        ReleaseRefusal::Taken | ReleaseRefusal::NotOfIt | ReleaseRefusal::Ended if by_caller => {
            Ok(Released::Before)
        }
        ReleaseRefusal::Taken => Err(SeatError::Taken),
        ReleaseRefusal::NotOfIt => Err(SeatError::UnknownSeat),
        ReleaseRefusal::Ended => Err(SeatError::Expired),
    }
}
