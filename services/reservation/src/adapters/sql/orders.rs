//! What an order does: claim, unclaim, confirm, release, correct.

use std::collections::BTreeSet;

use bus::Message;

use super::event::Event;
use super::turn::Turn;
use crate::domain::{ClaimRefusal, Command, Seat, party};
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, OrderCommand, Settled, UnclaimOrder,
};

pub(super) fn claim(event: &mut Event, turn: &mut Turn, command: &ClaimSeats) -> Result<Claimed, ClaimError> {
    let ClaimSeats { order, seats, pin, caller, event: _ } = command;
    let pin_until = turn.now.plus(*pin);
    let changes = party::claim(&event.find(seats), *order, pin_until, caller, turn.now).map_err(refused)?;
    turn.apply(event, changes, None);
    let (mut holds, mut until) = (BTreeSet::new(), None);
    for seat in seats.iter().filter_map(|id| event.seat(*id)) {
        holds.extend(seat.hold().map(|hold| hold.id));
        until = until.into_iter().chain(seat.until()).min();
    }
    // Without an end all of them are sold to this order already, and nothing is pinned any more.
    Ok(Claimed { until: until.unwrap_or(turn.now), holds: holds.into_iter().collect() })
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

pub(super) fn unclaim(event: &mut Event, turn: &mut Turn, command: &UnclaimOrder) {
    let pinned = event.find(event.seats_of_order(command.order));
    let changes = party::each(&pinned, &Command::Unclaim { order: command.order }, turn.now);
    turn.apply(event, changes, command.traceparent.as_deref());
}

/// `event`: none if there is no such event. `released`: the order's tombstone lies here.
pub(super) fn confirm(
    event: Option<&mut Event>,
    turn: &mut Turn,
    command: &OrderCommand,
    replies: ConfirmReplies,
    released: bool,
) -> Settled {
    let sold = event.and_then(|event| {
        let changes = party::confirm(&event.find(&command.seats), command.order, released, turn.now)?;
        turn.apply(event, changes, command.traceparent.as_deref());
        Some(())
    });
    match sold {
        Some(()) => {
            turn.reply(replies.confirmed);
            Settled::Sold
        }
        None => {
            turn.reply(replies.refused);
            Settled::Refused
        }
    }
}

pub(super) fn release(event: Option<&mut Event>, turn: &mut Turn, command: &OrderCommand, reply: Message) {
    if let Some(event) = event {
        let give_back = Command::GiveBack { order: command.order };
        let changes = party::each(&event.find(&command.seats), &give_back, turn.now);
        turn.apply(event, changes, command.traceparent.as_deref());
    }
    turn.leave_tombstone(command.event, command.order);
    turn.reply(reply);
}

pub(super) fn correct(event: Option<&mut Event>, turn: &mut Turn, command: &CorrectSales, reply: Message) {
    if let Some(event) = event {
        for (seat, winner) in &command.winners {
            let correct = Command::Correct { loser: command.loser, winner: *winner };
            let changes = party::each(&event.find(&[*seat]), &correct, turn.now);
            turn.apply(event, changes, None);
        }
    }
    turn.reply(reply);
}

/// Frees what has run out, the longest overdue first, each by its own record. Says since when it was due.
pub(super) fn expire_first(event: &mut Event, turn: &mut Turn) -> Option<std::time::Duration> {
    let (until, id) = event.first_lapsed(turn.now)?;
    let changes = party::each(&event.find(&[id]), &Command::Expire, turn.now);
    debug_assert!(changes.iter().all(|change| change.seat == Seat::Available));
    turn.apply(event, changes, None);
    Some(turn.now.since(until))
}
