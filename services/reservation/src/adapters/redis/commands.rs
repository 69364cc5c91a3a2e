//! The commands of buyers and orders. Those of a sale are coalesced; each of the others is one script.

use std::collections::HashSet;

use async_trait::async_trait;
use bus::Message;
use primitives::{EventId, HoldId, SeatId, Timestamp};
use uuid::Uuid;

use super::codec::{self, Answer, KeyScope, caller as caller_args, micros, reply as reply_args, short};
use super::command_coalescer::CommandName;
use super::store::{RedisSeats, new_id};
use crate::domain::{Blocked, EXTENSIONS_MAX, Seat, Status};
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError,
    HoldSeats, InstallError, OrderCommand, RELEASES_KNOWN_FOR, ReleaseHold, ReleaseReservation, Released,
    Reservation, SeatError, SeatStore, Settled, Snapshot, SnapshotError, Unavailable, UnclaimOrder,
};

#[async_trait]
impl SeatStore for RedisSeats {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        let args = [meta.seat_count.to_string(), meta.on_sale_at.as_micros().to_string()];
        let call = self.runner.call_on(&self.runner.scripts.install, meta.event).args(args);
        let mut answer = self.runner.run_ready(call).await?;
        match answer.word.as_str() {
            "INSTALLED" => Ok(answer.parse()?),
            "OTHER" => Err(InstallError::OtherSeatCount { installed: answer.parse()? }),
            _ => Err(answer.unexpected().into()),
        }
    }

    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.request.event;
        let reservation = self.hold_seats(command).await?;
        self.wake_relay(event);
        Ok(reservation)
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        let ExtendHold { event, seat, hold, extension, lives, caller } = command;
        let call = self.runner.call_on(&self.runner.scripts.extend, event).seats(&[seat]);
        let call = call.args(caller_args(&caller)).args(codec::extension(extension));
        let call = call.args([micros(lives.user), micros(lives.guest), EXTENSIONS_MAX.to_string()]);
        let call = call.args([hold.map_or(String::new(), |hold| short(hold.as_uuid()))]);
        let mut answer = self.runner.run_ready(call).await?;
        match answer.word.as_str() {
            "UNTIL" => Ok(answer.time()?),
            "TOO_LONG" => Err(SeatError::TooLong { max: answer.duration()? }),
            "TOO_OFTEN" => Err(SeatError::TooOften),
            "KEY_REUSED" => Err(SeatError::KeyReused),
            _ => Err(seat_refused(&answer)),
        }
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        let ReleaseHold { event, seat, caller, traceparent } = command;
        let call = self.runner.call_on(&self.runner.scripts.release_hold, event).seats(&[seat]);
        let note = call.keys.named(&format!("released:{}", short(&new_id(self.ids.as_ref()))));
        let call = call.others([note]);
        let call = call.trace(traceparent.as_deref()).args(caller_args(&caller));
        let answer = self.runner.run_ready(call).await?;
        if answer.word != "DONE" {
            return Err(seat_refused(&answer));
        }
        self.wake_relay(event);
        Ok(())
    }

    async fn seats_of(&self, event: EventId, hold: HoldId) -> Result<Vec<(SeatId, Seat)>, SnapshotError> {
        let call = self.runner.call_on(&self.runner.scripts.seats_of, event);
        let mut answer = self.runner.run_ready(call.args([short(hold.as_uuid())])).await?;
        Ok(read_seats(&mut answer)?)
    }

    async fn release_reservation(&self, command: ReleaseReservation) -> Result<Released, SeatError> {
        let ReleaseReservation { event, hold, seat, caller, traceparent } = command;
        let call = self.runner.call_on(&self.runner.scripts.release_reservation, event);
        let note = call.keys.named(&format!("given-back:{}", short(hold.as_uuid())));
        let call = call.others([note]).trace(traceparent.as_deref()).args(caller_args(&caller));
        let seat = seat.map_or(String::new(), |seat| seat.to_string());
        let kept = RELEASES_KNOWN_FOR.as_millis().to_string();
        let answer = self.runner.run_ready(call.args([short(hold.as_uuid()), seat, kept])).await?;
        match answer.word.as_str() {
            "DONE" => {
                self.wake_relay(event);
                Ok(Released::Now)
            }
            "DONE_BEFORE" => Ok(Released::Before),
            _ => Err(seat_refused(&answer)),
        }
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        let ClaimSeats { event, order, seats, pin, caller } = command;
        let part = self.commands.command(CommandName::Claim, event, &seats, None);
        let part = part.args(caller_args(&caller)).args([codec::order(order), micros(pin)]);
        let mut answer = self.commands.execute(event, part).await?;
        Err(match answer.word.as_str() {
            "CLAIMED" => return Ok(read_claimed(&mut answer)?),
            "UNKNOWN_SEAT" => ClaimError::UnknownSeat(answer.seat()?),
            "SOLD" => ClaimError::Blocked(Blocked::Sold(answer.conflicts()?)),
            "TAKEN" => ClaimError::Blocked(Blocked::Taken(answer.conflicts()?)),
            "NOT_YOURS" => ClaimError::NotYours,
            "EXPIRED" => ClaimError::Expired,
            "HOLD_REQUIRED" => ClaimError::HoldRequired,
            _ => answer.unexpected().into(),
        })
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        let UnclaimOrder { event, order, traceparent } = command;
        let call = self.runner.call_on(&self.runner.scripts.unclaim, event);
        let call = call.trace(traceparent.as_deref()).args([codec::order(order)]);
        self.runner.run_ready(call).await?.done()?;
        self.wake_relay(event);
        Ok(())
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        let OrderCommand { event, order, seats, traceparent } = command;
        let (seats, traceparent) = (each_once(&seats), traceparent.as_deref());
        let part = self.commands.command(CommandName::Confirm, event, &seats, traceparent);
        let part = part.args([codec::order(order)]);
        let part = part.args(reply_args(&replies.confirmed)).args(reply_args(&replies.refused));
        let answer = self.commands.execute(event, part).await?;
        let settled = match answer.word.as_str() {
            "SOLD" => Settled::Sold,
            "REFUSED" => Settled::Refused,
            _ => return Err(answer.unexpected()),
        };
        self.wake_relay(event);
        Ok(settled)
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        let OrderCommand { event, order, seats, traceparent } = command;
        let (seats, traceparent) = (each_once(&seats), traceparent.as_deref());
        let part = self.commands.command(CommandName::Release, event, &seats, traceparent);
        let part = part.args([codec::order(order)]).args(reply_args(&reply));
        self.commands.execute(event, part).await?.done()?;
        self.wake_relay(event);
        Ok(())
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        let CorrectSales { event, loser, winners } = command;
        let seats: Vec<SeatId> = winners.iter().map(|(seat, _)| *seat).collect();
        let winners: Vec<String> = winners.iter().map(|(_, winner)| codec::order(*winner)).collect();
        let call = self.runner.call_on(&self.runner.scripts.correct, event).seats(&seats);
        let call = call.args([codec::order(loser), winners.join(",")]).args(reply_args(&reply));
        self.runner.run_ready(call).await?.done()?;
        self.wake_relay(event);
        Ok(())
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        let call = self.runner.call(&self.runner.scripts.answer, KeyScope::NoEvent).args(reply_args(&reply));
        self.runner.run(&call).await?.done()?;
        self.outbox.wake(KeyScope::NoEvent);
        Ok(())
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        let mut answer =
            self.runner.run_ready(self.runner.call_on(&self.runner.scripts.snapshot, event)).await?;
        let (epoch, version, seats) = (answer.parse()?, answer.parse()?, answer.parse()?);
        let left_single = SeatId::new(answer.parse()?).ok();
        Ok(Snapshot { epoch, version, statuses: read_map(&answer.bytes()?, seats), left_single })
    }
}

fn seat_refused(answer: &Answer) -> SeatError {
    match answer.word.as_str() {
        "UNKNOWN_SEAT" => SeatError::UnknownSeat,
        "NOT_YOURS" => SeatError::NotYours,
        "TAKEN" => SeatError::Taken,
        "SOLD" => SeatError::Sold,
        "EXPIRED" => SeatError::Expired,
        _ => answer.unexpected().into(),
    }
}

/// A seat and its record in turn.
fn read_seats(answer: &mut Answer) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
    let mut seats = Vec::new();
    while answer.has_more() {
        let (id, record) = (answer.seat()?, answer.text()?);
        seats.push((id, codec::read_record(&record).ok_or_else(|| answer.unexpected())?));
    }
    seats.sort_unstable_by_key(|(id, _)| *id);
    Ok(seats)
}

fn read_claimed(answer: &mut Answer) -> Result<Claimed, Unavailable> {
    let until = answer.time()?;
    let holds = answer.text()?;
    let holds = holds.split(',').filter_map(|hold| hold.parse::<Uuid>().ok()).map(HoldId::from_uuid);
    let mut holds: Vec<HoldId> = holds.collect();
    holds.sort_unstable();
    holds.dedup();
    Ok(Claimed { until, holds, tiers: answer.tiers()? })
}

/// In the order in which they were named.
fn each_once(seats: &[SeatId]) -> Vec<SeatId> {
    let mut seen = HashSet::new();
    seats.iter().copied().filter(|seat| seen.insert(*seat)).collect()
}

/// The map as Redis keeps it (`rules.lua`): the first seat in the highest two bits of the first byte, and nothing behind the last seat that ever changed.
fn read_map(map: &[u8], seats: usize) -> Vec<Status> {
    let status = |seat: usize| {
        let byte = map.get(seat / 4).copied().unwrap_or(0);
        match (byte >> (6 - 2 * (seat % 4))) & 0b11 {
            0 => Status::Available,
            2 => Status::Sold,
            _ => Status::Held,
        }
    };
    (0..seats).map(status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_has_two_bits_per_seat_and_may_end_early() {
        use Status::{Available, Held, Sold};
        let map = [0b01_10_00_11, 0b10_00_00_00];
        let expected =
            [Held, Sold, Available, Held, Sold, Available, Available, Available, Available, Available];
        assert_eq!(read_map(&map, 10), expected);
        assert_eq!(read_map(&[], 2), [Available, Available]);
    }
}
