//! The commands of buyers: hold, extend, release.

use primitives::{HoldId, HoldOwner, SeatId, Timestamp};

use super::batch::Batch;
use super::event::{Buyer, Event, Receipt};
use crate::domain::seat::decide;
use crate::domain::{
    Change, Command, Decision, Guard, GuestRefusal, Hold, HoldRefusal, Seat, SeatLimits, SeatRefusal,
    multi_seat, singles, units,
};
use crate::ports::{
    ExtendHold, HoldError, HoldKey, HoldRequest, HoldSeats, ReleaseHold, Reservation, SeatError, Wanted,
};

pub(super) fn hold(
    event: &mut Event,
    batch: &mut Batch,
    command: HoldSeats,
) -> Result<Reservation, HoldError> {
    let HoldSeats { request, hold, limits, guards, trace_id, traceparent } = command;
    let HoldRequest { wanted, owner, guest, life, key, event: _ } = request;
    if let Some(key) = &key
        && let Some(reservation) = replay(event, batch, key)?
    {
        return Ok(Reservation { free: free(event, &wanted), ..reservation });
    }
    let now = batch.now;
    if let Some(unknown) = unknown(event, &wanted) {
        return Err(HoldError::UnknownSeat(unknown));
    }
    if event.meta.on_sale_at > now {
        return Err(HoldError::SaleNotOpen { opens_at: event.meta.on_sale_at });
    }
    // The same command again, because its first answer was lost.
    if let Some(until) = event.live_until(hold, now) {
        let (seats, free) = (held(event, hold, &wanted), free(event, &wanted));
        let tiers = event.tiers_of(hold, &seats);
        return Ok(Reservation { hold, seats, tiers, free, life, until, trace_id, replayed: false });
    }
    let seats = chosen(event, &wanted, now)?;
    let (until, tiers) = (now.plus(life), wanted.tiers(&seats));
    let new = Hold { guest, ..Hold::new(hold, owner, now, until) };
    let changes = multi_seat::hold(&event.find(&seats), &new, now).map_err(refused)?;
    let changes = multi_seat::at_tiers(changes, &tiers);
    check_guards(event, &guards, &seats, now)?;
    check_limits(event, &new, &seats, limits, now)?;
    batch.apply(event, changes, traceparent.as_deref());
    note_single(event, &guards, now);
    batch.changes.has_hold = true;
    if let Some(key) = key {
        let receipt = Receipt { key, seats: seats.clone(), life, trace_id: trace_id.clone() };
        event.keep_receipt(hold, receipt);
        batch.changes.receipts.insert((event.id(), hold));
    }
    let free = free(event, &wanted);
    Ok(Reservation { hold, seats, tiers, free, life, until, trace_id, replayed: false })
}

/// How many of the units that are to be counted.
fn free(event: &Event, wanted: &Wanted) -> Option<usize> {
    wanted.counted().map(|units| event.count_free(units))
}

/// One that the event does not have.
fn unknown(event: &Event, wanted: &Wanted) -> Option<SeatId> {
    let is_unknown = |seat: &&SeatId| event.seat(**seat).is_none();
    match wanted {
        Wanted::Seats(seats) => seats.iter().find(is_unknown).copied(),
        Wanted::Units(units) => Some(&units.range.last).filter(is_unknown).copied(),
    }
}

fn chosen(event: &Event, wanted: &Wanted, now: Timestamp) -> Result<Vec<SeatId>, HoldError> {
    match wanted {
        Wanted::Seats(seats) if seats.is_empty() => Err(HoldError::Short { free: 0 }),
        Wanted::Seats(seats) => Ok(seats.clone()),
        Wanted::Units(some) => {
            if let Some(full) = some.full_tier(|tier| event.live_at_tier(tier, some.range, now)) {
                return Err(HoldError::TierFull(full));
            }
            let (free, lapsed) = (event.free_units(some.range), event.lapsed_units(some.range, now));
            units::choose(some.quantity(), free, lapsed).map_err(|free| HoldError::Short { free })
        }
    }
}

/// The seats of a hold that was made before, as its first answer named them.
fn held(event: &Event, hold: HoldId, wanted: &Wanted) -> Vec<SeatId> {
    match wanted {
        Wanted::Seats(seats) => seats.clone(),
        Wanted::Units(_) => {
            let mut units = event.seats_of_hold(hold).to_vec();
            units.sort_unstable();
            units
        }
    }
}

fn check_guards(event: &Event, guards: &[Guard], seats: &[SeatId], now: Timestamp) -> Result<(), HoldError> {
    let singles = singles::left_single(guards, seats, |seat| is_free(event, seat, now));
    if singles.is_empty() { Ok(()) } else { Err(HoldError::LeavesSingles(singles)) }
}

/// What was free when a hold was made is known in this step alone, so it is this step that writes down what the books are compared for.
fn note_single(event: &mut Event, guards: &[Guard], now: Timestamp) {
    let singles = singles::left_single(guards, &[], |seat| is_free(event, seat, now));
    event.left_single = singles.first().copied().or(event.left_single);
}

fn is_free(event: &Event, seat: SeatId, now: Timestamp) -> bool {
    event.seat(seat).is_some_and(|seat| *seat.at(now) == Seat::Available)
}

fn check_limits(
    event: &Event,
    new: &Hold,
    seats: &[SeatId],
    limits: SeatLimits,
    now: Timestamp,
) -> Result<(), HoldError> {
    let count = seats.len();
    let live = Buyer::of(new).map_or(0, |buyer| event.live_seats_of(&buyer, now));
    if !new.owner.is_guest() {
        let max = limits.per_user;
        return if live + count > max { Err(HoldError::TooManySeats { live, max }) } else { Ok(()) };
    }
    match limits.guests {
        Some(guests) if live + count > guests.each => {
            Err(HoldError::Guest(GuestRefusal::TooManySeats { live, max: guests.each }))
        }
        Some(guests) if event.with_guests_and(seats) > guests.together(event.meta.seat_count) => {
            Err(HoldError::Guest(GuestRefusal::ShareTaken))
        }
        Some(_) | None => Ok(()),
    }
}

/// The first answer to this key, while any seat of that hold is live; after that the key is free again.
fn replay(event: &mut Event, batch: &mut Batch, key: &HoldKey) -> Result<Option<Reservation>, HoldError> {
    let Some((hold, receipt)) = event.receipt_of(key) else { return Ok(None) };
    let Some(until) = event.live_until(hold, batch.now) else {
        event.drop_receipt(hold);
        batch.changes.receipts.insert((event.id(), hold));
        return Ok(None);
    };
    if receipt.key.fingerprint != key.fingerprint {
        return Err(HoldError::KeyReused);
    }
    let Receipt { seats, life, trace_id, key: _ } = receipt.clone();
    let tiers = event.tiers_of(hold, &seats);
    Ok(Some(Reservation { hold, seats, tiers, free: None, life, until, trace_id, replayed: true }))
}

fn refused(refusal: HoldRefusal) -> HoldError {
    match refusal {
        HoldRefusal::UnknownSeat(seat) => HoldError::UnknownSeat(seat),
        HoldRefusal::Blocked(blocked) => HoldError::Blocked(blocked),
    }
}

pub(super) fn extend(
    event: &mut Event,
    batch: &mut Batch,
    command: &ExtendHold,
) -> Result<Timestamp, SeatError> {
    let ExtendHold { seat, hold, extension, lives, caller, event: _ } = command;
    let found = event.seat(*seat).ok_or(SeatError::UnknownSeat)?;
    if hold.is_some_and(|hold| found.hold().is_none_or(|of| of.id != hold)) {
        return Err(SeatError::Expired);
    }
    let extend = Command::Extend { extension: *extension, lives: *lives, caller };
    match decide(found, &extend, batch.now) {
        Decision::Become { seat: Seat::Held(extended), .. } => {
            let siblings = event.find(event.seats_of_hold(extended.id));
            let changes = multi_seat::extend(&siblings, &extended);
            batch.apply(event, changes, None);
            Ok(extended.until)
        }
        // It has already been extended by this operation.
        Decision::Keep | Decision::Become { .. } => found.until().ok_or(SeatError::Expired),
        Decision::Refuse(SeatRefusal::TooLong) => {
            let owner = found.hold().map_or(&HoldOwner::Anonymous, |hold| &hold.owner);
            Err(SeatError::TooLong { max: lives.max(owner) })
        }
        Decision::Refuse(refusal) => Err(seat_refused(refusal)),
    }
}

pub(super) fn release(event: &mut Event, batch: &mut Batch, command: &ReleaseHold) -> Result<(), SeatError> {
    let found = event.seat(command.seat).ok_or(SeatError::UnknownSeat)?;
    match decide(found, &Command::Release { caller: &command.caller }, batch.now) {
        Decision::Keep => Ok(()),
        Decision::Become { seat, publish } => {
            batch.apply(
                event,
                vec![Change { id: command.seat, seat, publish }],
                command.traceparent.as_deref(),
            );
            Ok(())
        }
        Decision::Refuse(refusal) => Err(seat_refused(refusal)),
    }
}

fn seat_refused(refusal: SeatRefusal) -> SeatError {
    match refusal {
        SeatRefusal::Taken => SeatError::Taken,
        SeatRefusal::Sold => SeatError::Sold,
        SeatRefusal::NotYours => SeatError::NotYours,
        SeatRefusal::TooOften => SeatError::TooOften,
        SeatRefusal::OperationReused => SeatError::KeyReused,
        // The last three refuse claims, extensions and confirms, which have other error types.
        SeatRefusal::Expired | SeatRefusal::HoldRequired | SeatRefusal::TooLong | SeatRefusal::Released => {
            SeatError::Expired
        }
    }
}
