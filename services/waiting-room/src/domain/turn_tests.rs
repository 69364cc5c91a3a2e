//! Turns by examples, and what no sequence of commands may break.

use std::time::Duration;

use primitives::{Timestamp, VisitorId};
use proptest::prelude::*;

use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
}

/// So many wait, and nothing is known of who is there.
fn line(cap: u32, ceiling: u32, waiting: u32) -> Line {
    let rules = RoomRules { cap, ceiling, ..RoomRules::default() };
    let mut line = Line::of(Room::open_at_once(rules, at(0)), at(0));
    let joins: Vec<Join> = (0..waiting)
        .map(|number| Join { visitor: VisitorId(u128::from(number)), instead_of: None })
        .collect();
    let (_, changes) = line.join(&joins).unwrap();
    changes.into_iter().for_each(|change| line.apply(change, at(0)));
    line
}

fn apply(line: &mut Line, changes: Vec<LineChange>, now: Timestamp) {
    changes.into_iter().for_each(|change| line.apply(change, now));
}

fn turn(line: &mut Line, now: Timestamp) -> Vec<u32> {
    let (report, changes) = line.turn(now);
    apply(line, changes, now);
    report.called.iter().map(|number| number.0).collect()
}

/// Of the visitor who joined at this place.
fn claim(number: u32) -> PlaceClaim {
    let index = number.saturating_sub(1);
    let session = SessionId(uuid::Uuid::from_u128(u128::from(number)));
    PlaceClaim {
        visitor: VisitorId(u128::from(index)),
        index: JoinIndex(index),
        number: PlaceNumber(number),
        session,
    }
}

#[test]
fn the_line_is_called_in_order_up_to_the_cap() {
    let mut line = line(3, 600, 5);
    assert_eq!(turn(&mut line, at(0)), [0_u32; 0], "nothing is earned yet");
    assert_eq!(turn(&mut line, at(1)), [1, 2, 3]);
    assert_eq!(turn(&mut line, at(2)), [0_u32; 0], "the room is full");
    let left = line.end(PlaceNumber(2), PlaceEnd::Left, at(2));
    apply(&mut line, left, at(2));
    assert_eq!(turn(&mut line, at(3)), [4]);
}

#[test]
fn no_more_are_called_than_the_ceiling_allows_and_nothing_is_saved_up() {
    let mut line = line(1_000, 120, 100);
    assert_eq!(turn(&mut line, at(1)).len(), 2);
    assert_eq!(turn(&mut line, at(50)).len(), 2, "the calls of a second, however long it was");
    assert_eq!(turn(&mut line, at(50)).len(), 0);
    assert_eq!(turn(&mut line, Timestamp::from_micros(50_500_000)).len(), 1);
}

#[test]
fn who_is_not_there_keeps_the_number_and_goes_first_when_back() {
    let mut line = line(1, 60, 4);
    let there = line.seen(&[PlaceNumber(2), PlaceNumber(3), PlaceNumber(4)]);
    apply(&mut line, there, at(200));
    assert_eq!(turn(&mut line, at(201)), [2], "the first one is not there");
    assert_eq!(line.view.state_of(PlaceNumber(1)), PlaceState::Away);
    let back = line.seen(&[PlaceNumber(1)]);
    apply(&mut line, back, at(202));
    assert_eq!(line.view.state_of(PlaceNumber(1)), PlaceState::Returned { ahead: 0 });
    let left = line.end(PlaceNumber(2), PlaceEnd::Left, at(203));
    apply(&mut line, left, at(203));
    assert_eq!(turn(&mut line, at(204)), [1]);
    let left = line.end(PlaceNumber(1), PlaceEnd::Left, at(205));
    apply(&mut line, left, at(205));
    assert_eq!(turn(&mut line, at(206)), [3]);
}

#[test]
fn those_who_are_back_get_every_second_call() {
    let mut line = line(6, 600, 10);
    line.view.room.serving = 4;
    let back = line.seen(&[PlaceNumber(1), PlaceNumber(2), PlaceNumber(3)]);
    apply(&mut line, back, at(0));
    assert_eq!(turn(&mut line, at(1)), [1, 5, 2, 6, 3, 7]);
}

#[test]
fn a_call_without_an_answer_costs_the_turn_and_a_session_without_a_sign_its_place() {
    let mut line = line(2, 600, 2);
    assert_eq!(turn(&mut line, at(1)), [1, 2]);
    let (_, claimed) = line.claim(&claim(1), at(2)).unwrap();
    apply(&mut line, claimed, at(2));
    turn(&mut line, at(31));
    assert_eq!(line.view.state_of(PlaceNumber(2)), PlaceState::Away);
    turn(&mut line, at(92));
    assert_eq!(line.view.state_of(PlaceNumber(1)), PlaceState::Ended);
    assert_eq!(line.view.taken(), (0, 0));
}

#[test]
fn a_turn_does_not_pass_over_the_whole_line_where_no_one_is_there() {
    let mut line = line(10, 600, 10_000);
    assert_eq!(turn(&mut line, at(1_000)), [0_u32; 0]);
    assert_eq!(line.view.room.serving, LOOKS_MIN + LOOKS_PER_CALL * 10);
}

proptest! {
    /// Whatever happens, in whatever order: the cap is kept, and a number is called before a higher one unless it had been passed over.
    #[test]
    fn the_cap_is_kept_and_the_order_too(steps in prop::collection::vec((0_u8..6, 1_u32..30), 1..200)) {
        let mut line = line(3, 6_000, 30);
        let (mut now, mut highest) = (at(0), 0);
        for (step, number) in steps {
            let (place, before) = (PlaceNumber(number), line.view.returned.clone());
            let changes = match step {
                0 => line.end(place, PlaceEnd::Left, now),
                1 => line.seen(&[place]),
                2 => line.claim(&claim(number), now).map(|(_, changes)| changes).unwrap_or_default(),
                3 => line.renew(place, now),
                _ => {
                    now = now.plus(Duration::from_secs(u64::from(number)));
                    let called = turn(&mut line, now);
                    for number in called {
                        prop_assert!(number > highest || before.contains(&PlaceNumber(number)));
                        highest = highest.max(number);
                    }
                    Vec::new()
                }
            };
            apply(&mut line, changes, now);
            prop_assert!(line.view.slots.len() <= 3);
            prop_assert!(line.view.slots.keys().all(|number| !line.view.gone.contains(number.0)));
            prop_assert!(line.view.room.serving <= line.view.room.issued);
        }
    }
}
