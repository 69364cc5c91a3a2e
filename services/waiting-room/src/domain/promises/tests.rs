//! Records that agree, and a planted breach of each promise.

use std::time::Duration;

use primitives::{Timestamp, VisitorId};

use super::*;
use crate::domain::{
    AdmissionEntry, AdmissionStep, Draw, JoinIndex, Phase, PlaceNumber, Room, RoomRules, Seal, seed, shuffled,
};

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
}

/// Its last turn was then.
fn room(turned: u64) -> Room {
    Room { turned_at: at(turned), issued: 9, ..Room::open_at_once(RoomRules::default(), at(0)) }
}

fn entry(seconds: u64, number: u32, step: AdmissionStep) -> AdmissionEntry {
    AdmissionEntry { at: at(seconds), number: PlaceNumber(number), step }
}

fn called(seconds: u64, number: u32, cap: u32) -> AdmissionEntry {
    entry(seconds, number, AdmissionStep::Called { returned: false, cap })
}

fn back(seconds: u64, number: u32, cap: u32) -> AdmissionEntry {
    entry(seconds, number, AdmissionStep::Called { returned: true, cap })
}

fn claimed(seconds: u64, number: u32, by: u128) -> AdmissionEntry {
    entry(seconds, number, AdmissionStep::Claimed { by: VisitorId(by) })
}

fn ended(seconds: u64, number: u32) -> AdmissionEntry {
    entry(seconds, number, AdmissionStep::Ended)
}

fn broken(turned: u64, entries: &[AdmissionEntry]) -> Vec<&'static str> {
    of_admissions(&room(turned), entries).iter().map(|flaw| flaw.promise.id()).collect()
}

#[test]
fn a_line_that_obeys_its_rules_breaks_no_promise() {
    let entries = [
        called(1, 1, 2),
        called(1, 3, 2),
        claimed(2, 1, 11),
        ended(31, 3),
        called(32, 4, 2),
        ended(40, 4),
        back(41, 3, 2),
        claimed(42, 3, 13),
        ended(43, 1),
        called(44, 5, 1_000),
        // The cap was lowered: what is taken stays.
        ended(50, 5),
        ended(60, 3),
        called(61, 6, 1),
        claimed(62, 6, 11),
    ];
    assert_eq!(broken(70, &entries), [""; 0]);
    assert_eq!(broken(70, &entries[5..]), [""; 0], "what was recorded before is missing");
}

#[test]
fn a_place_that_is_called_out_of_its_order_or_twice_is_found() {
    assert_eq!(broken(9, &[called(1, 4, 9), called(2, 3, 9)]), ["I10"]);
    assert_eq!(broken(9, &[called(1, 4, 9), back(2, 4, 9)]), ["I10"]);
    assert_eq!(broken(9, &[called(1, 4, 9), back(2, 3, 9), called(3, 5, 9)]), [""; 0]);
    assert_eq!(broken(9, &[called(1, 9, 9), called(2, 10, 9)]), ["I10"], "no one has it");
}

#[test]
fn a_call_beyond_the_cap_is_found() {
    assert_eq!(broken(9, &[called(1, 1, 2), called(1, 2, 2), called(2, 3, 2)]), ["I11"]);
    assert_eq!(broken(9, &[called(1, 1, 2), called(1, 2, 2), called(2, 3, 3)]), [""; 0]);
}

#[test]
fn a_visitor_who_is_in_the_sale_twice_is_found() {
    let twice = [called(1, 1, 9), called(1, 2, 9), claimed(2, 1, 7), claimed(3, 2, 7)];
    assert_eq!(broken(9, &twice), ["I12"]);
}

#[test]
fn a_slot_that_is_kept_for_too_long_is_found_by_the_turns_that_were_taken_since() {
    assert_eq!(broken(36, &[called(1, 1, 9)]), [""; 0]);
    assert_eq!(broken(37, &[called(1, 1, 9)]), ["I16"]);
    assert_eq!(broken(606, &[called(1, 1, 9), claimed(2, 1, 7)]), [""; 0]);
    assert_eq!(broken(608, &[called(1, 1, 9), claimed(2, 1, 7)]), ["I16"]);
    let closed = Room { phase: Phase::Closed, ..room(999) };
    assert_eq!(of_admissions(&closed, &[called(1, 1, 9)]), []);
}

#[test]
fn a_draw_that_does_not_follow_from_what_was_published_is_found() {
    let mut draw = Draw::new([7; 32], None);
    draw.seal = Some(Seal { count: 100, root: [1; 32] });
    draw.seed = seed(&draw).ok();
    let drawn = draw.seed.unwrap();
    let fair = Room { draw: Some(draw.clone()), opens_at: Some(at(100)), epoch: 5, ..room(9) };
    let number_of = |JoinIndex(index): JoinIndex| Some(PlaceNumber(shuffled(index, 100, &drawn) + 1));
    assert_eq!(of_draw(&fair, number_of), None);
    assert_eq!(of_draw(&fair, |_| None), None);
    assert_eq!(of_draw(&room(9), number_of), None, "there was no draw");

    let moved = |JoinIndex(index): JoinIndex| Some(PlaceNumber(index + 1));
    assert!(of_draw(&fair, moved).is_some(), "another order");
    let other_seed = Room { draw: Some(Draw { seed: Some([9; 32]), ..draw }), ..fair.clone() };
    assert!(of_draw(&other_seed, |_| None).is_some());
    let late = Room { epoch: 100_000_000, ..fair };
    assert!(of_draw(&late, |_| None).is_some(), "the secret was chosen when the list was closed");
}
