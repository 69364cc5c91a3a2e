//! Calls, claims, leases and ends by examples.

use std::time::Duration;

use primitives::{Timestamp, VisitorId};

use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
}

fn session(number: u128) -> SessionId {
    SessionId(uuid::Uuid::from_u128(number))
}

fn claim(number: u32, by: u128) -> PlaceClaim {
    PlaceClaim {
        visitor: VisitorId(1),
        index: JoinIndex(number - 1),
        number: PlaceNumber(number),
        session: session(by),
    }
}

/// One visitor, who is called at second 1.
fn called() -> Line {
    let mut line = Line::of(Room::open_at_once(RoomRules::default(), at(0)), at(0));
    let (_, changes) = line.join(&[Join { visitor: VisitorId(1), instead_of: None }]).unwrap();
    changes.into_iter().for_each(|change| line.apply(change, at(0)));
    let (_, changes) = line.turn(at(1));
    changes.into_iter().for_each(|change| line.apply(change, at(1)));
    line
}

#[test]
fn a_second_claim_gets_the_session_of_the_first() {
    let mut line = called();
    let (first, changes) = line.claim(&claim(1, 1), at(5)).unwrap();
    assert_eq!(first, Slot { state: SlotState::Active { session: session(1), end: at(605) }, until: at(95) });
    changes.into_iter().for_each(|change| line.apply(change, at(5)));
    let (second, changes) = line.claim(&claim(1, 2), at(50)).unwrap();
    assert_eq!((second, changes.len()), (first, 0));
}

#[test]
fn only_a_call_is_claimed_and_only_in_time() {
    let mut line = called();
    assert_eq!(line.claim(&claim(2, 1), at(5)), Err(CallRefusal::NotTheirs));
    let other = PlaceClaim { visitor: VisitorId(2), ..claim(1, 1) };
    assert_eq!(line.claim(&other, at(5)), Err(CallRefusal::NotTheirs));
    assert_eq!(line.claim(&claim(1, 1), at(31)), Err(CallRefusal::NotCalled));
    line.view.room.phase = Phase::Closed;
    assert_eq!(line.claim(&claim(1, 1), at(5)), Err(CallRefusal::Closed));
}

#[test]
fn a_lease_is_renewed_and_never_outlasts_the_session() {
    let mut line = called();
    assert_eq!(line.renew(PlaceNumber(1), at(2)), [], "it is not claimed yet");
    let (_, changes) = line.claim(&claim(1, 1), at(5)).unwrap();
    changes.into_iter().for_each(|change| line.apply(change, at(5)));
    for second in (65..605).step_by(60) {
        let changes = line.renew(PlaceNumber(1), at(second));
        changes.into_iter().for_each(|change| line.apply(change, at(second)));
    }
    assert_eq!(line.view.slots.get(&PlaceNumber(1)).unwrap().until, at(605));
    assert_eq!(line.renew(PlaceNumber(1), at(605)), [], "it is over");
}

#[test]
fn a_place_is_given_up_once_and_a_number_that_no_one_has_never() {
    let mut line = called();
    let end = |line: &Line, number| line.end(PlaceNumber(number), PlaceEnd::Left, at(2));
    let changes = end(&line, 1);
    assert_eq!(changes.len(), 3, "its slot, the record of it, and its number");
    changes.into_iter().for_each(|change| line.apply(change, at(2)));
    assert_eq!((end(&line, 0), end(&line, 1), end(&line, 2)), (vec![], vec![], vec![]));
    assert_eq!(line.seen(&[PlaceNumber(1)]).len(), 1, "it does not come back");
}

#[test]
fn of_a_session_that_ends_it_is_counted_how_long_it_lasted_and_whether_it_bought() {
    let mut line = called();
    let (_, changes) = line.claim(&claim(1, 1), at(5)).unwrap();
    changes.into_iter().for_each(|change| line.apply(change, at(5)));
    let changes = line.end(PlaceNumber(1), PlaceEnd::Bought, at(45));
    changes.into_iter().for_each(|change| line.apply(change, at(45)));
    assert_eq!(line.view.room.tally, Tally { ended: 1, bought: 1, dwelt_ms: 40_000 });
}
