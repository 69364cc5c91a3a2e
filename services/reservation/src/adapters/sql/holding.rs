//! What a buyer does: hold, extend, release.

use primitives::{HoldOwner, Timestamp};

use super::event::{Event, Receipt};
use super::turn::Turn;
use crate::domain::seat::decide;
use crate::domain::{Change, Command, Decision, Hold, HoldRefusal, Refusal, Seat, party};
use crate::ports::{ExtendHold, HoldError, HoldKey, HoldSeats, ReleaseHold, Reservation, SeatError};

pub(super) fn hold(event: &mut Event, turn: &mut Turn, command: HoldSeats) -> Result<Reservation, HoldError> {
    let HoldSeats { seats, owner, life, seats_per_user_max, hold, key, trace_id, traceparent, event: _ } =
        command;
    if let Some(key) = &key
        && let Some(reservation) = replay(event, turn, key)?
    {
        return Ok(reservation);
    }
    let now = turn.now;
    if let Some(unknown) = seats.iter().find(|id| event.seat(**id).is_none()) {
        return Err(HoldError::UnknownSeat(*unknown));
    }
    if event.meta.on_sale_at > now {
        return Err(HoldError::SaleNotOpen { opens_at: event.meta.on_sale_at });
    }
    // The very same command, whose answer was lost on the way.
    if let Some(until) = event.live_until(hold, now) {
        return Ok(Reservation { hold, seats, life, until, trace_id, replayed: false });
    }
    let until = now.plus(life);
    let new = Hold { id: hold, owner, since: now, until, extension: None };
    let changes = party::hold(&event.find(&seats), &new, now).map_err(refused)?;
    if let HoldOwner::User(user) = &new.owner {
        let live = event.live_seats_of(user, now);
        if live + seats.len() > seats_per_user_max {
            return Err(HoldError::TooManySeats { live, max: seats_per_user_max });
        }
    }
    turn.apply(event, changes, traceparent.as_deref());
    turn.changes.has_hold = true;
    if let Some(key) = key {
        let receipt = Receipt { key, seats: seats.clone(), life, trace_id: trace_id.clone() };
        event.keep_receipt(hold, receipt);
        turn.changes.receipts.insert((event.id(), hold));
    }
    Ok(Reservation { hold, seats, life, until, trace_id, replayed: false })
}

/// What the key was answered before, while any seat of that hold is live; then the key is free again.
fn replay(event: &mut Event, turn: &mut Turn, key: &HoldKey) -> Result<Option<Reservation>, HoldError> {
    let Some((hold, receipt)) = event.receipt_of(key) else { return Ok(None) };
    let Some(until) = event.live_until(hold, turn.now) else {
        event.drop_receipt(hold);
        turn.changes.receipts.insert((event.id(), hold));
        return Ok(None);
    };
    if receipt.key.fingerprint != key.fingerprint {
        return Err(HoldError::KeyReused);
    }
    let Receipt { seats, life, trace_id, key: _ } = receipt.clone();
    Ok(Some(Reservation { hold, seats, life, until, trace_id, replayed: true }))
}

fn refused(refusal: HoldRefusal) -> HoldError {
    match refusal {
        HoldRefusal::UnknownSeat(seat) => HoldError::UnknownSeat(seat),
        HoldRefusal::Blocked(blocked) => HoldError::Blocked(blocked),
    }
}

pub(super) fn extend(
    event: &mut Event,
    turn: &mut Turn,
    command: &ExtendHold,
) -> Result<Timestamp, SeatError> {
    let ExtendHold { seat, by, life_max, operation, caller, event: _ } = command;
    let found = event.seat(*seat).ok_or(SeatError::UnknownSeat)?;
    let wish = Command::Extend { by: *by, life_max: *life_max, operation: *operation, caller };
    match decide(found, &wish, turn.now) {
        Decision::Become { seat: Seat::Held(extended), .. } => {
            let siblings = event.find(event.seats_of_hold(extended.id));
            let changes = party::extend(&siblings, &extended);
            turn.apply(event, changes, None);
            Ok(extended.until)
        }
        // It was extended by this very operation before.
        Decision::Keep | Decision::Become { .. } => found.until().ok_or(SeatError::Expired),
        Decision::Refuse(Refusal::TooLong) => Err(SeatError::TooLong { max: *life_max }),
        Decision::Refuse(refusal) => Err(seat_refused(refusal)),
    }
}

pub(super) fn release(event: &mut Event, turn: &mut Turn, command: &ReleaseHold) -> Result<(), SeatError> {
    let found = event.seat(command.seat).ok_or(SeatError::UnknownSeat)?;
    match decide(found, &Command::Release { caller: &command.caller }, turn.now) {
        Decision::Keep => Ok(()),
        Decision::Become { seat, says } => {
            turn.apply(event, vec![Change { id: command.seat, seat, says }], command.traceparent.as_deref());
            Ok(())
        }
        Decision::Refuse(refusal) => Err(seat_refused(refusal)),
    }
}

fn seat_refused(refusal: Refusal) -> SeatError {
    match refusal {
        Refusal::Taken => SeatError::Taken,
        Refusal::Sold => SeatError::Sold,
        Refusal::NotYours => SeatError::NotYours,
        // The last three refuse claims, confirms and extensions, which are not answered here.
        Refusal::Expired | Refusal::HoldRequired | Refusal::TooLong | Refusal::Released => SeatError::Expired,
    }
}
