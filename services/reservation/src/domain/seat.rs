//! The state machine of one seat: the whole table of what may become of it, as one pure function.
//!
//! AVAILABLE -> HELD -> PINNED -> SOLD, and back. A hold or a pin that has run out counts as free, whether anybody has met it
//! or not; what the public was last told of it is another matter, and that is why a seat keeps its lapsed record until somebody does.

use std::time::Duration;

use primitives::{Credentials, HoldId, HoldOwner, OrderId, Timestamp, rule_is_off};
use uuid::Uuid;

/// What the public sees: a pinned seat reads HELD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Available,
    Held,
    Sold,
}

/// The caller's name for one extension, so that a repetition does not extend twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationId(pub Uuid);

/// Somebody's claim on a seat for a short while. All seats of one hold carry the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hold {
    pub id: HoldId,
    pub owner: HoldOwner,
    pub since: Timestamp,
    pub until: Timestamp,
    /// The last extension that took effect.
    pub extension: Option<OperationId>,
}

/// An order that is being paid keeps the seat, and remembers the hold that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pin {
    pub order: OrderId,
    pub hold: Hold,
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Seat {
    Available,
    Held(Hold),
    Pinned(Pin),
    Sold { order: OrderId },
}

/// What somebody wants of one seat.
#[derive(Debug, Clone, Copy)]
pub enum Command<'a> {
    Hold(&'a Hold),
    Extend {
        by: Duration,
        life_max: Duration,
        operation: OperationId,
        caller: &'a Credentials,
    },
    /// By whoever holds it.
    Release {
        caller: &'a Credentials,
    },
    Claim {
        order: OrderId,
        pin_until: Timestamp,
        caller: &'a Credentials,
    },
    Unclaim {
        order: OrderId,
    },
    /// `released`: the order has left a tombstone here.
    Confirm {
        order: OrderId,
        released: bool,
    },
    /// By the order that has it.
    GiveBack {
        order: OrderId,
    },
    /// Only on the word of the ledger.
    Correct {
        loser: OrderId,
        winner: OrderId,
    },
    Expire,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is already as asked, or none of this command's business.
    Keep,
    Become {
        seat: Seat,
        /// What the public is told, in this order: one version each.
        says: &'static [Status],
    },
    Refuse(Refusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Held or pinned by somebody else; pinned refuses its owner too.
    Taken,
    Sold,
    NotYours,
    /// There was a hold, or there is a genuine token of one, but none is live.
    Expired,
    HoldRequired,
    /// The hold would live longer than any may.
    TooLong,
    /// The order gave its seats back for good.
    Released,
}

impl Seat {
    /// When this seat becomes free by itself.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Held(hold) => Some(hold.until),
            Self::Pinned(pin) => Some(pin.until),
            Self::Available | Self::Sold { .. } => None,
        }
    }

    /// The hold behind this seat, if there is one, live or not.
    #[must_use]
    pub fn hold(&self) -> Option<&Hold> {
        match self {
            Self::Held(hold) => Some(hold),
            Self::Pinned(pin) => Some(&pin.hold),
            Self::Available | Self::Sold { .. } => None,
        }
    }

    /// The status that the public was last told.
    #[must_use]
    pub fn told(&self) -> Status {
        match self {
            Self::Available => Status::Available,
            Self::Held(_) | Self::Pinned(_) => Status::Held,
            Self::Sold { .. } => Status::Sold,
        }
    }

    #[must_use]
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.until().is_some_and(|until| until <= now)
    }

    /// This seat as it counts at `now`: what has lapsed is free.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> &Self {
        if self.has_lapsed(now) { &Self::Available } else { self }
    }
}

/// The rules of seats, all of them.
#[must_use]
pub fn decide(seat: &Seat, command: &Command<'_>, now: Timestamp) -> Decision {
    match *command {
        Command::Hold(hold) => take(seat, hold, now),
        Command::Extend { by, life_max, operation, caller } => match held_by(seat, caller, now) {
            Ok(hold) => extend(hold, by, life_max, operation),
            Err(refusal) => Decision::Refuse(refusal),
        },
        Command::Release { caller } => match held_by(seat, caller, now) {
            Ok(_) => free(),
            Err(refusal) => Decision::Refuse(refusal),
        },
        Command::Claim { order, pin_until, caller } => claim(seat, order, pin_until, caller, now),
        Command::Unclaim { order } => unclaim(seat, order, now),
        Command::Confirm { order, released } => confirm(seat, order, released, now),
        Command::GiveBack { order } if belongs_to(seat, order) => free(),
        Command::GiveBack { .. } => Decision::Keep,
        Command::Correct { loser, winner } => match seat {
            Seat::Sold { order } if *order == loser && loser != winner => {
                Decision::Become { seat: Seat::Sold { order: winner }, says: &[] }
            }
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => Decision::Keep,
        },
        Command::Expire if seat.has_lapsed(now) => free(),
        Command::Expire => Decision::Keep,
    }
}

/// What was told HELD has to be told AVAILABLE before it can be told HELD again.
fn take(seat: &Seat, hold: &Hold, now: Timestamp) -> Decision {
    match seat.at(now) {
        Seat::Available => {
            let says: &[Status] = match seat.told() {
                Status::Available => &[Status::Held],
                Status::Held | Status::Sold => &[Status::Available, Status::Held],
            };
            Decision::Become { seat: Seat::Held(hold.clone()), says }
        }
        Seat::Held(_) | Seat::Pinned(_) => Decision::Refuse(Refusal::Taken),
        Seat::Sold { .. } => Decision::Refuse(Refusal::Sold),
    }
}

/// The live hold of this caller on this seat.
fn held_by<'s>(seat: &'s Seat, caller: &Credentials, now: Timestamp) -> Result<&'s Hold, Refusal> {
    match seat.at(now) {
        Seat::Held(hold) if caller.fit(hold.id, &hold.owner) || rule_is_off!("owner-check") => Ok(hold),
        Seat::Held(_) => Err(Refusal::NotYours),
        Seat::Pinned(_) => Err(Refusal::Taken),
        Seat::Sold { .. } => Err(Refusal::Sold),
        Seat::Available => Err(Refusal::Expired),
    }
}

fn extend(hold: &Hold, by: Duration, life_max: Duration, operation: OperationId) -> Decision {
    if hold.extension == Some(operation) {
        return Decision::Keep;
    }
    let until = hold.until.plus(by);
    if until > hold.since.plus(life_max) {
        return Decision::Refuse(Refusal::TooLong);
    }
    let hold = Hold { until, extension: Some(operation), ..hold.clone() };
    Decision::Become { seat: Seat::Held(hold), says: &[] }
}

fn claim(
    seat: &Seat,
    order: OrderId,
    pin_until: Timestamp,
    caller: &Credentials,
    now: Timestamp,
) -> Decision {
    if belongs_to(seat.at(now), order) {
        return Decision::Keep;
    }
    match held_by(seat, caller, now) {
        Ok(hold) => {
            let pin = Pin { order, hold: hold.clone(), until: pin_until.max(hold.until) };
            Decision::Become { seat: Seat::Pinned(pin), says: &[] }
        }
        // Only a genuine token proves that there ever was a hold.
        Err(Refusal::Expired) if caller.token.is_none() => Decision::Refuse(Refusal::HoldRequired),
        Err(refusal) => Decision::Refuse(refusal),
    }
}

fn unclaim(seat: &Seat, order: OrderId, now: Timestamp) -> Decision {
    match seat {
        Seat::Pinned(pin) if pin.order == order && pin.hold.until > now => {
            Decision::Become { seat: Seat::Held(pin.hold.clone()), says: &[] }
        }
        Seat::Pinned(pin) if pin.order == order => free(),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => Decision::Keep,
    }
}

fn confirm(seat: &Seat, order: OrderId, released: bool, now: Timestamp) -> Decision {
    if released {
        return Decision::Refuse(Refusal::Released);
    }
    match seat.at(now) {
        Seat::Sold { order: sold_to } if *sold_to == order => Decision::Keep,
        Seat::Sold { .. } => Decision::Refuse(Refusal::Sold),
        Seat::Pinned(pin) if pin.order == order => sell(order),
        // A pin that an outage has lost: taken again, since nobody else has the seat.
        Seat::Available => sell(order),
        Seat::Held(_) | Seat::Pinned(_) => Decision::Refuse(Refusal::Taken),
    }
}

/// Pinned by or sold to this order, whether the pin has lapsed or not.
fn belongs_to(seat: &Seat, order: OrderId) -> bool {
    match seat {
        Seat::Pinned(pin) => pin.order == order,
        Seat::Sold { order: sold_to } => *sold_to == order,
        Seat::Available | Seat::Held(_) => false,
    }
}

fn sell(order: OrderId) -> Decision {
    Decision::Become { seat: Seat::Sold { order }, says: &[Status::Sold] }
}

fn free() -> Decision {
    Decision::Become { seat: Seat::Available, says: &[Status::Available] }
}
