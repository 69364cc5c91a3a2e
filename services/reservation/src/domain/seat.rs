//! The state machine of one seat: the whole table of transitions as one pure function.
//!
//! AVAILABLE -> HELD -> PINNED -> SOLD, and back. A lapsed hold or pin counts as free at once, but the public still sees the seat as HELD until a
//! command or the sweeper reaches it. That is why a seat keeps its lapsed record until then.

use std::time::Duration;

use primitives::{Credentials, GuestId, HoldId, HoldOwner, OrderId, TierName, Timestamp};
use uuid::Uuid;

use super::limits::HoldLives;

/// What the public sees: a pinned seat reads HELD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Available,
    Held,
    Sold,
}

/// The caller's name for one extension, so that a repeated request does not extend twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationId(pub Uuid);

/// An extension that took effect: under its name, what was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extension {
    pub operation: OperationId,
    pub by: Duration,
}

/// A buyer's temporary right to a seat. All seats of one hold carry the same one, but for their tiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hold {
    pub id: HoldId,
    pub owner: HoldOwner,
    /// What the hold of a guest is counted by, if it is counted.
    pub guest: Option<GuestId>,
    pub since: Timestamp,
    pub until: Timestamp,
    /// All that took effect, at most [`EXTENSIONS_MAX`].
    pub extensions: Vec<Extension>,
    /// Of a unit: which of several prices it is bought at.
    pub tier: Option<TierName>,
}

/// How often a hold may be extended: each extension is kept with every seat of the hold.
pub const EXTENSIONS_MAX: usize = 32;

/// The exclusive right of an order while its buyer pays. It remembers the hold that it came from.
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

/// What a caller wants of one seat.
#[derive(Debug, Clone, Copy)]
pub enum Command<'a> {
    Hold(&'a Hold),
    Extend {
        extension: Extension,
        lives: HoldLives,
        caller: &'a Credentials,
    },
    /// By its holder.
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
    /// `released`: the order has left a tombstone.
    Confirm {
        order: OrderId,
        released: bool,
    },
    /// By the order that has the seat.
    GiveBack {
        order: OrderId,
    },
    /// Only on the ledger's word.
    Correct {
        loser: OrderId,
        winner: OrderId,
    },
    Expire,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The seat already is as requested, or the command does not concern it.
    Keep,
    Become {
        seat: Seat,
        /// The public statuses to publish, in this order: one version each.
        publish: &'static [Status],
    },
    Refuse(SeatRefusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatRefusal {
    /// Held or pinned by another buyer; a pin refuses its owner too.
    Taken,
    Sold,
    NotYours,
    /// There was a hold, or the caller has the genuine token of one, but none is live.
    Expired,
    HoldRequired,
    /// The hold would live longer than any hold may.
    TooLong,
    /// The hold was extended as often as any hold may be.
    TooOften,
    /// The name of the extension stands for another one.
    OperationReused,
    /// The order has given its seats back for good.
    Released,
}

impl Hold {
    /// One that was not extended yet, of seats that have one price.
    #[must_use]
    pub fn new(id: HoldId, owner: HoldOwner, since: Timestamp, until: Timestamp) -> Self {
        Self { id, owner, guest: None, since, until, extensions: Vec::new(), tier: None }
    }
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

    /// The status that was last published.
    #[must_use]
    pub fn published(&self) -> Status {
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

    /// The seat as it counts at `now`: a lapsed one is free.
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
        Command::Extend { extension, lives, caller } => match held_by(seat, caller, now) {
            Ok(hold) => extend(hold, extension, lives),
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
                Decision::Become { seat: Seat::Sold { order: winner }, publish: &[] }
            }
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => Decision::Keep,
        },
        Command::Expire if seat.has_lapsed(now) => free(),
        Command::Expire => Decision::Keep,
    }
}

/// A seat that was published as HELD is published as AVAILABLE before it can be published as HELD again.
fn take(seat: &Seat, hold: &Hold, now: Timestamp) -> Decision {
    match seat.at(now) {
        Seat::Available => {
            let publish: &[Status] = match seat.published() {
                Status::Available => &[Status::Held],
                Status::Held | Status::Sold => &[Status::Available, Status::Held],
            };
            Decision::Become { seat: Seat::Held(hold.clone()), publish }
        }
        Seat::Held(_) | Seat::Pinned(_) => Decision::Refuse(SeatRefusal::Taken),
        Seat::Sold { .. } => Decision::Refuse(SeatRefusal::Sold),
    }
}

/// The live hold of this caller on this seat.
fn held_by<'s>(seat: &'s Seat, caller: &Credentials, now: Timestamp) -> Result<&'s Hold, SeatRefusal> {
    match seat.at(now) {
        Seat::Held(hold) if caller.fit(hold.id, &hold.owner) => Ok(hold),
        Seat::Held(_) => Err(SeatRefusal::NotYours),
        Seat::Pinned(_) => Err(SeatRefusal::Taken),
        Seat::Sold { .. } => Err(SeatRefusal::Sold),
        Seat::Available => Err(SeatRefusal::Expired),
    }
}

fn extend(hold: &Hold, extension: Extension, lives: HoldLives) -> Decision {
    match hold.extensions.iter().find(|known| known.operation == extension.operation) {
        Some(known) if *known == extension => return Decision::Keep,
        Some(_) => return Decision::Refuse(SeatRefusal::OperationReused),
        None if hold.extensions.len() >= EXTENSIONS_MAX => return Decision::Refuse(SeatRefusal::TooOften),
        None => {}
    }
    let until = hold.until.plus(extension.by);
    if until > hold.since.plus(lives.max(&hold.owner)) {
        return Decision::Refuse(SeatRefusal::TooLong);
    }
    let extensions = hold.extensions.iter().copied().chain([extension]).collect();
    let hold = Hold { until, extensions, ..hold.clone() };
    Decision::Become { seat: Seat::Held(hold), publish: &[] }
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
            Decision::Become { seat: Seat::Pinned(pin), publish: &[] }
        }
        // Only a genuine token proves that there was a hold at all.
        Err(SeatRefusal::Expired) if caller.token.is_none() => Decision::Refuse(SeatRefusal::HoldRequired),
        Err(refusal) => Decision::Refuse(refusal),
    }
}

fn unclaim(seat: &Seat, order: OrderId, now: Timestamp) -> Decision {
    match seat {
        Seat::Pinned(pin) if pin.order == order && pin.hold.until > now => {
            Decision::Become { seat: Seat::Held(pin.hold.clone()), publish: &[] }
        }
        Seat::Pinned(pin) if pin.order == order => free(),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => Decision::Keep,
    }
}

fn confirm(seat: &Seat, order: OrderId, released: bool, now: Timestamp) -> Decision {
    if released {
        return Decision::Refuse(SeatRefusal::Released);
    }
    match seat.at(now) {
        Seat::Sold { order: sold_to } if *sold_to == order => Decision::Keep,
        Seat::Sold { .. } => Decision::Refuse(SeatRefusal::Sold),
        Seat::Pinned(pin) if pin.order == order => sell(order),
        // An outage has lost the pin: the order takes the seat again, because no one else has it.
        Seat::Available => sell(order),
        Seat::Held(_) | Seat::Pinned(_) => Decision::Refuse(SeatRefusal::Taken),
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
    Decision::Become { seat: Seat::Sold { order }, publish: &[Status::Sold] }
}

fn free() -> Decision {
    Decision::Become { seat: Seat::Available, publish: &[Status::Available] }
}
