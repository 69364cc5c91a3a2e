//! The rules for several seats at once.

use std::time::Duration;

use primitives::{Credentials, HoldId, HoldOwner, OrderId, SeatId, Timestamp, UserId};
use uuid::Uuid;

use super::multi_seat::{self, Blocked, Change, ClaimRefusal, Found, HoldRefusal};
use super::seat::{Hold, Pin, Seat, Status};

fn at(second: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_secs(second))
}

fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn seat_id(number: usize) -> SeatId {
    SeatId::at_index(number).unwrap()
}

fn held_by(user: &str, until: u64) -> Hold {
    let owner = HoldOwner::User(UserId::parse(user).unwrap());
    Hold::new(HoldId::from_uuid(Uuid::from_u128(7)), owner, at(0), at(until))
}

const MINE: &str = "mina";

fn seat(letter: char) -> Option<Seat> {
    match letter {
        '?' => None,
        'f' => Some(Seat::Available),
        'm' => Some(Seat::Held(held_by(MINE, 100))),
        'j' => Some(Seat::Held(held_by("joon", 100))),
        'p' => Some(Seat::Pinned(Pin { order: order(9), hold: held_by("joon", 100), until: at(100) })),
        's' => Some(Seat::Sold { order: order(9) }),
        unknown => panic!("no such seat: {unknown}"),
    }
}

/// One seat a letter; now is second 50.
fn with<T>(letters: &str, then: impl FnOnce(&[Found<'_>]) -> T) -> T {
    let seats: Vec<Option<Seat>> = letters.chars().map(seat).collect();
    let found: Vec<Found<'_>> = seats
        .iter()
        .enumerate()
        .map(|(index, seat)| Found { id: seat_id(index), seat: seat.as_ref() })
        .collect();
    then(&found)
}

fn ids(changes: &[Change]) -> Vec<SeatId> {
    changes.iter().map(|change| change.id).collect()
}

fn blocked_by(blocked: &Blocked) -> (&'static str, Vec<(i64, Status)>) {
    let word = match blocked {
        Blocked::Taken(_) => "taken",
        Blocked::Sold(_) => "sold",
    };
    (word, blocked.conflicts().iter().map(|conflict| (conflict.seat.get(), conflict.status)).collect())
}

#[test]
fn a_hold_takes_all_seats_or_names_every_conflicting_one() {
    let new = held_by("sora", 170);
    let hold = |letters| with(letters, |found| multi_seat::hold(found, &new, at(50)));

    assert_eq!(ids(&hold("ff").unwrap()), [seat_id(0), seat_id(1)]);
    for (letters, expected) in [
        ("fmf", ("taken", vec![(2, Status::Held)])),
        ("spm", ("taken", vec![(1, Status::Sold), (2, Status::Held), (3, Status::Held)])),
        ("sfs", ("sold", vec![(1, Status::Sold), (3, Status::Sold)])),
    ] {
        match hold(letters) {
            Err(HoldRefusal::Blocked(blocked)) => assert_eq!(blocked_by(&blocked), expected, "{letters}"),
            other => panic!("{letters}: {other:?}"),
        }
    }
    assert_eq!(hold("s?"), Err(HoldRefusal::UnknownSeat(seat_id(1))), "no such seat comes first");
}

#[test]
fn of_several_refusals_a_claim_reports_the_first_in_a_fixed_order() {
    let reported = |letters: &str, token: Option<u128>| {
        let token = token.map(|number| HoldId::from_uuid(Uuid::from_u128(number)));
        let caller = Credentials { user: UserId::parse(MINE), was_guest: None, token, open: false };
        match with(letters, |found| multi_seat::claim(found, order(1), at(140), &caller, at(50))) {
            Ok(changes) => format!("{} pinned", changes.len()),
            Err(ClaimRefusal::UnknownSeat(seat)) => format!("no seat {seat}"),
            Err(ClaimRefusal::Blocked(blocked)) => blocked_by(&blocked).0.to_owned(),
            Err(ClaimRefusal::NotYours) => "not yours".to_owned(),
            Err(ClaimRefusal::Expired) => "expired".to_owned(),
            Err(ClaimRefusal::HoldRequired) => "hold required".to_owned(),
        }
    };
    for (letters, token, expected) in [
        ("mm", None, "2 pinned"),
        ("fjps?", None, "no seat 5"),
        ("fjps", None, "sold"),
        ("fjp", None, "taken"),
        ("fjm", None, "not yours"),
        ("mf", Some(7), "expired"),
        ("mf", None, "hold required"),
    ] {
        assert_eq!(reported(letters, token), expected, "{letters}");
    }
}

#[test]
fn a_confirm_sells_all_seats_or_none() {
    let confirm =
        |letters, order, released| with(letters, |found| multi_seat::confirm(found, order, released, at(50)));
    assert_eq!(confirm("ff", order(1), false).map(|changes| ids(&changes).len()), Some(2));
    assert_eq!(
        confirm("pps", order(9), false).map(|changes| ids(&changes).len()),
        Some(2),
        "one is already sold"
    );
    for refused in ["fp", "fs", "f?", "m"] {
        assert_eq!(confirm(refused, order(1), false), None, "{refused}");
    }
    assert_eq!(confirm("f", order(1), true), None, "a tombstone refuses");
    assert_eq!(confirm("", order(1), true), None, "a tombstone refuses, whatever is requested");
}

#[test]
fn an_extension_reaches_the_held_seats_of_its_hold_and_no_others() {
    let mut other = held_by(MINE, 100);
    other.id = HoldId::from_uuid(Uuid::from_u128(8));
    let (held, other) = (Seat::Held(held_by(MINE, 100)), Seat::Held(other));
    let pinned = Seat::Pinned(Pin { order: order(1), hold: held_by(MINE, 100), until: at(140) });
    let seats = [&held, &held, &other, &pinned, &Seat::Available];
    let found: Vec<Found<'_>> = seats
        .iter()
        .enumerate()
        .map(|(index, seat)| Found { id: seat_id(index), seat: Some(seat) })
        .collect();
    let changes = multi_seat::extend(&found, &held_by(MINE, 130));
    assert_eq!(ids(&changes), [seat_id(0), seat_id(1)]);
    assert!(changes.iter().all(|change| change.seat.until() == Some(at(130)) && change.publish.is_empty()));
}
