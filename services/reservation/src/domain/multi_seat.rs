//! Rules for several seats at once: all or none, and which refusal is reported when there are several.

use primitives::{Credentials, OrderId, SeatId, TierName, Timestamp};

use crate::domain::seat::{Command, Decision, Hold, Seat, SeatRefusal, Status, decide};

/// A seat that a command names, as the store has it; `None`: the event has no such seat.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    pub id: SeatId,
    pub seat: Option<&'a Seat>,
}

/// The new state of one seat, and what is published about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: SeatId,
    pub seat: Seat,
    pub publish: &'static [Status],
}

/// A seat that prevents a hold or claim; never AVAILABLE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    pub seat: SeatId,
    pub status: Status,
}

/// The seats that prevent a hold or claim, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// Other buyers have some of them, for now.
    Taken(Vec<Conflict>),
    /// For good.
    Sold(Vec<Conflict>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldRefusal {
    UnknownSeat(SeatId),
    Blocked(Blocked),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimRefusal {
    UnknownSeat(SeatId),
    Blocked(Blocked),
    NotYours,
    Expired,
    HoldRequired,
}

impl Blocked {
    /// A hold is refused as sold only if all conflicting seats are: the others may become free again.
    #[must_use]
    pub fn of_hold(conflicts: Vec<Conflict>) -> Self {
        if conflicts.iter().all(|conflict| conflict.status == Status::Sold) {
            Self::Sold(conflicts)
        } else {
            Self::Taken(conflicts)
        }
    }

    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        match self {
            Self::Taken(conflicts) | Self::Sold(conflicts) => conflicts,
        }
    }
}

/// Holds all seats, or names every conflicting one.
pub fn hold(found: &[Found<'_>], hold: &Hold, now: Timestamp) -> Result<Vec<Change>, HoldRefusal> {
    let seats = known(found).map_err(HoldRefusal::UnknownSeat)?;
    let (changes, refused) = decide_all(&seats, &Command::Hold(hold), now);
    let conflicts = conflicts(&refused);
    if conflicts.is_empty() { Ok(changes) } else { Err(HoldRefusal::Blocked(Blocked::of_hold(conflicts))) }
}

/// The changes that hold seats, those that are named at these tiers.
#[must_use]
pub fn at_tiers(mut changes: Vec<Change>, tiers: &[(SeatId, TierName)]) -> Vec<Change> {
    for change in &mut changes {
        let tier = tiers.iter().find(|(seat, _)| *seat == change.id);
        if let (Seat::Held(hold), Some((_, tier))) = (&mut change.seat, tier) {
            hold.tier = Some(tier.clone());
        }
    }
    changes
}

/// Pins all seats for the order, or none. Of several refusals the first in this list is reported: no such seat, sold, taken, not yours,
/// expired, hold required.
pub fn claim(
    found: &[Found<'_>],
    order: OrderId,
    pin_until: Timestamp,
    caller: &Credentials,
    now: Timestamp,
) -> Result<Vec<Change>, ClaimRefusal> {
    let seats = known(found).map_err(ClaimRefusal::UnknownSeat)?;
    let (changes, refused) = decide_all(&seats, &Command::Claim { order, pin_until, caller }, now);
    let any = |wanted| refused.iter().any(|(_, refusal)| *refusal == wanted);
    if any(SeatRefusal::Sold) {
        Err(ClaimRefusal::Blocked(Blocked::Sold(conflicts(&refused))))
    } else if any(SeatRefusal::Taken) {
        Err(ClaimRefusal::Blocked(Blocked::Taken(conflicts(&refused))))
    } else if any(SeatRefusal::NotYours) {
        Err(ClaimRefusal::NotYours)
    } else if any(SeatRefusal::Expired) {
        Err(ClaimRefusal::Expired)
    } else if refused.is_empty() {
        Ok(changes)
    } else {
        Err(ClaimRefusal::HoldRequired)
    }
}

/// Sells all seats to the order; `None`: at least one cannot be sold to it.
#[must_use]
pub fn confirm(found: &[Found<'_>], order: OrderId, released: bool, now: Timestamp) -> Option<Vec<Change>> {
    let seats = known(found).ok()?;
    let (changes, refused) = decide_all(&seats, &Command::Confirm { order, released }, now);
    (!released && refused.is_empty()).then_some(changes)
}

/// What the command changes, seat by seat. Seats that it does not concern, or that do not exist, stay as they are.
#[must_use]
pub fn each(found: &[Found<'_>], command: &Command<'_>, now: Timestamp) -> Vec<Change> {
    let seats: Vec<_> = found.iter().filter_map(|found| Some((found.id, found.seat?))).collect();
    decide_all(&seats, command, now).0
}

/// When one seat of a hold is extended, the others that are still held follow.
#[must_use]
pub fn extend(found: &[Found<'_>], extended: &Hold) -> Vec<Change> {
    let of_this_hold = |found: &Found<'_>| match found.seat {
        Some(Seat::Held(hold)) if hold.id == extended.id => Some((found.id, hold.tier.clone())),
        Some(Seat::Held(_) | Seat::Available | Seat::Pinned(_) | Seat::Sold { .. }) | None => None,
    };
    let change =
        |(id, tier)| Change { id, seat: Seat::Held(Hold { tier, ..extended.clone() }), publish: &[] };
    found.iter().filter_map(of_this_hold).map(change).collect()
}

type Refused = (SeatId, SeatRefusal);

fn decide_all(
    seats: &[(SeatId, &Seat)],
    command: &Command<'_>,
    now: Timestamp,
) -> (Vec<Change>, Vec<Refused>) {
    let (mut changes, mut refused) = (Vec::with_capacity(seats.len()), Vec::new());
    for (id, seat) in seats {
        match decide(seat, command, now) {
            Decision::Keep => {}
            Decision::Become { seat, publish } => changes.push(Change { id: *id, seat, publish }),
            Decision::Refuse(refusal) => refused.push((*id, refusal)),
        }
    }
    (changes, refused)
}

fn known<'a>(found: &[Found<'a>]) -> Result<Vec<(SeatId, &'a Seat)>, SeatId> {
    found.iter().map(|found| found.seat.map(|seat| (found.id, seat)).ok_or(found.id)).collect()
}

fn conflicts(refused: &[Refused]) -> Vec<Conflict> {
    let conflict = |(seat, refusal): &Refused| match refusal {
        SeatRefusal::Taken => Some(Conflict { seat: *seat, status: Status::Held }),
        SeatRefusal::Sold => Some(Conflict { seat: *seat, status: Status::Sold }),
        SeatRefusal::NotYours
        | SeatRefusal::Expired
        | SeatRefusal::HoldRequired
        | SeatRefusal::TooLong
        | SeatRefusal::TooOften
        | SeatRefusal::OperationReused
        | SeatRefusal::Released => None,
    };
    refused.iter().filter_map(conflict).collect()
}
