//! A hold as a whole: what stands under its id, and its release.

use primitives::{Credentials, HoldOwner, SeatId, Timestamp};

use super::multi_seat::{self, Change, Found};
use super::seat::{Command, Seat};

/// Why a release of a hold, or of one seat of it, frees nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseRefusal {
    NotYours,
    /// All that was asked for belongs to orders.
    Taken,
    /// The hold has no such seat.
    NotOfIt,
    /// None of its seats is live.
    Ended,
}

/// Of the seats under a hold those that have not lapsed.
pub fn live<'f>(found: &'f [Found<'f>], now: Timestamp) -> impl Iterator<Item = (SeatId, &'f Seat)> {
    let seats = found.iter().filter_map(|found| Some((found.id, found.seat?)));
    seats.filter(move |(_, seat)| !seat.has_lapsed(now))
}

/// `found`: all seats under one hold. Frees those that are held, or the one that is named; what an order has stays. Returns whose they were.
pub fn release(
    found: &[Found<'_>],
    only: Option<SeatId>,
    caller: &Credentials,
    now: Timestamp,
) -> Result<(HoldOwner, Vec<Change>), ReleaseRefusal> {
    let Some(hold) = live(found, now).find_map(|(_, seat)| seat.hold()) else {
        return Err(ReleaseRefusal::Ended);
    };
    if !caller.fit(hold.id, &hold.owner) {
        return Err(ReleaseRefusal::NotYours);
    }
    let wanted = live(found, now).filter(|(id, _)| only.is_none_or(|only| only == *id));
    let wanted: Vec<Found<'_>> = wanted.map(|(id, seat)| Found { id, seat: Some(seat) }).collect();
    let changes = multi_seat::each(&wanted, &Command::Release { caller }, now);
    if !changes.is_empty() {
        Ok((hold.owner.clone(), changes))
    } else if wanted.is_empty() {
        Err(ReleaseRefusal::NotOfIt)
    } else {
        Err(ReleaseRefusal::Taken)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use primitives::{HoldId, OrderId, UserId};
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Hold, Pin};

    fn at(second: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(second))
    }

    fn mina() -> UserId {
        UserId::parse("mina").unwrap()
    }

    fn hold() -> Hold {
        Hold::new(HoldId::from_uuid(Uuid::from_u128(7)), HoldOwner::User(mina()), at(0), at(100))
    }

    fn pinned(until: u64) -> Seat {
        Seat::Pinned(Pin { order: OrderId::from_uuid(Uuid::from_u128(9)), hold: hold(), until: at(until) })
    }

    fn released(seats: &[Seat], only: Option<usize>, user: Option<UserId>) -> Result<usize, ReleaseRefusal> {
        let id = |index| SeatId::at_index(index).unwrap();
        let found: Vec<_> =
            seats.iter().enumerate().map(|(index, seat)| Found { id: id(index), seat: Some(seat) }).collect();
        let caller = Credentials { user, was_guest: None, token: None, open: true };
        release(&found, only.map(id), &caller, at(50)).map(|(owner, changes)| {
            assert_eq!(owner, HoldOwner::User(mina()));
            assert!(changes.iter().all(|change| change.seat == Seat::Available));
            changes.len()
        })
    }

    #[test]
    fn what_is_held_is_freed_and_what_an_order_has_stays() {
        let (held, caller) = (Seat::Held(hold()), Some(mina()));
        assert_eq!(released(&[held.clone(), held.clone()], None, caller.clone()), Ok(2));
        assert_eq!(released(&[held.clone(), held.clone()], Some(1), caller.clone()), Ok(1));
        assert_eq!(released(&[held.clone(), pinned(140)], None, caller.clone()), Ok(1));
        assert_eq!(released(&[held, pinned(140)], Some(1), caller.clone()), Err(ReleaseRefusal::Taken));
        assert_eq!(released(&[pinned(140)], None, caller), Err(ReleaseRefusal::Taken));
    }

    #[test]
    fn a_hold_obeys_its_owner_has_its_own_seats_and_ends() {
        let (held, caller) = (Seat::Held(hold()), Some(mina()));
        let lapsed = Seat::Held(Hold { until: at(50), ..hold() });
        assert_eq!(
            released(std::slice::from_ref(&held), None, UserId::parse("joon")),
            Err(ReleaseRefusal::NotYours)
        );
        assert_eq!(released(std::slice::from_ref(&held), None, None), Err(ReleaseRefusal::NotYours));
        assert_eq!(
            released(std::slice::from_ref(&held), Some(1), caller.clone()),
            Err(ReleaseRefusal::NotOfIt)
        );
        assert_eq!(released(&[held, lapsed.clone()], Some(1), caller.clone()), Err(ReleaseRefusal::NotOfIt));
        assert_eq!(released(&[lapsed], None, caller.clone()), Err(ReleaseRefusal::Ended));
        assert_eq!(released(&[], None, caller), Err(ReleaseRefusal::Ended));
    }
}
