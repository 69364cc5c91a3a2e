//! The commands of orders: claim, unclaim, confirm, release, correct.

use std::collections::BTreeSet;

use bus::Message;

use super::batch::Batch;
use super::event::Event;
use crate::domain::{ClaimRefusal, Command, Seat, multi_seat};
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, OrderCommand, Settled, UnclaimOrder,
};

pub(super) fn claim(
    event: &mut Event,
    batch: &mut Batch,
    command: &ClaimSeats,
) -> Result<Claimed, ClaimError> {
    let ClaimSeats { order, seats, pin, caller, event: _ } = command;
    let pin_until = batch.now.plus(*pin);
    let changes =
        multi_seat::claim(&event.find(seats), *order, pin_until, caller, batch.now).map_err(refused)?;
    batch.apply(event, changes, None);
    let (mut holds, mut tiers, mut until) = (BTreeSet::new(), Vec::new(), None);
    for (id, seat) in seats.iter().filter_map(|id| Some((*id, event.seat(*id)?))) {
        holds.extend(seat.hold().map(|hold| hold.id));
        tiers.extend(seat.hold().and_then(|hold| Some((id, hold.tier.clone()?))));
        until = until.into_iter().chain(seat.until()).min();
    }
    // Without an end all of them are already sold to this order, and nothing is pinned any more.
    Ok(Claimed { until: until.unwrap_or(batch.now), holds: holds.into_iter().collect(), tiers })
}

fn refused(refusal: ClaimRefusal) -> ClaimError {
    match refusal {
        ClaimRefusal::UnknownSeat(seat) => ClaimError::UnknownSeat(seat),
        ClaimRefusal::Blocked(blocked) => ClaimError::Blocked(blocked),
        ClaimRefusal::NotYours => ClaimError::NotYours,
        ClaimRefusal::Expired => ClaimError::Expired,
        ClaimRefusal::HoldRequired => ClaimError::HoldRequired,
    }
}

pub(super) fn unclaim(event: &mut Event, batch: &mut Batch, command: &UnclaimOrder) {
    let pinned = event.find(event.seats_of_order(command.order));
    let changes = multi_seat::each(&pinned, &Command::Unclaim { order: command.order }, batch.now);
    batch.apply(event, changes, command.traceparent.as_deref());
}

/// `event`: none if there is no such event. `released`: the order has left a tombstone.
pub(super) fn confirm(
    event: Option<&mut Event>,
    batch: &mut Batch,
    command: &OrderCommand,
    replies: ConfirmReplies,
    released: bool,
) -> Settled {
    let sold = event.and_then(|event| {
        let changes = multi_seat::confirm(&event.find(&command.seats), command.order, released, batch.now)?;
        batch.apply(event, changes, command.traceparent.as_deref());
        Some(())
    });
    match sold {
        Some(()) => {
            batch.reply(replies.confirmed);
            Settled::Sold
        }
        None => {
            batch.reply(replies.refused);
            Settled::Refused
        }
    }
}

pub(super) fn release(event: Option<&mut Event>, batch: &mut Batch, command: &OrderCommand, reply: Message) {
    if let Some(event) = event {
        let give_back = Command::GiveBack { order: command.order };
        let changes = multi_seat::each(&event.find(&command.seats), &give_back, batch.now);
        batch.apply(event, changes, command.traceparent.as_deref());
    }
    batch.leave_tombstone(command.event, command.order);
    batch.reply(reply);
}

pub(super) fn correct(event: Option<&mut Event>, batch: &mut Batch, command: &CorrectSales, reply: Message) {
    if let Some(event) = event {
        for (seat, winner) in &command.winners {
            let correct = Command::Correct { loser: command.loser, winner: *winner };
            let changes = multi_seat::each(&event.find(&[*seat]), &correct, batch.now);
            batch.apply(event, changes, None);
        }
    }
    batch.reply(reply);
}

/// Frees the longest overdue seat, by its own record. Returns how long it had been lapsed.
pub(super) fn expire_first(event: &mut Event, batch: &mut Batch) -> Option<std::time::Duration> {
    let (until, id) = event.first_lapsed(batch.now)?;
    let changes = multi_seat::each(&event.find(&[id]), &Command::Expire, batch.now);
    debug_assert!(changes.iter().all(|change| change.seat == Seat::Available));
    batch.apply(event, changes, None);
    Some(batch.now.since(until))
}
