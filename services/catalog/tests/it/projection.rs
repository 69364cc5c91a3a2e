//! The projection as a state machine, step by step.

use catalog::domain::SeatStatus::{Available, Held, Sold};
use catalog::domain::{
    CaughtUp, ChangeOutcome, Delta, FetchReason, MapPosition, Projection, SeatStatus, Snapshot, Statuses,
};
use primitives::SeatId;

const SEATS: u32 = 4;

fn delta(epoch: u64, version: u64, seat: i64, status: SeatStatus) -> Delta {
    Delta { position: MapPosition::new(epoch, version), seat: SeatId::new(seat).unwrap(), status }
}

/// A snapshot at which the first `held` seats are held.
fn snapshot(epoch: u64, version: u64, held: usize) -> Snapshot {
    let statuses = (0..SEATS as usize).map(|seat| if seat < held { Held } else { Available }).collect();
    Snapshot { position: MapPosition::new(epoch, version), statuses }
}

/// A projection that stands at epoch 2, version 10.
fn loaded() -> Projection {
    let mut projection = Projection::new(SEATS);
    assert!(projection.begin_first_fetch());
    assert_eq!(projection.fetched(snapshot(2, 10, 0)), replaced(vec![]));
    projection
}

fn replaced(applied: Vec<Delta>) -> CaughtUp {
    CaughtUp { replaced: true, applied, fetch: None }
}

#[test]
fn a_change_is_applied_or_dropped_or_causes_a_fetch() {
    let table = [
        ("the next one", delta(2, 11, 1, Held), ChangeOutcome::Applied),
        ("a repetition", delta(2, 10, 1, Held), ChangeOutcome::AlreadyKnown),
        ("an old one", delta(2, 3, 1, Held), ChangeOutcome::AlreadyKnown),
        ("a high version of an old epoch", delta(1, 99, 1, Held), ChangeOutcome::AlreadyKnown),
        ("one that leaves a gap", delta(2, 12, 1, Held), ChangeOutcome::Fetch(FetchReason::Gap)),
        ("the first of a new epoch", delta(3, 1, 1, Held), ChangeOutcome::Fetch(FetchReason::Epoch)),
        ("the same version of a new epoch", delta(3, 11, 1, Held), ChangeOutcome::Fetch(FetchReason::Epoch)),
        ("a seat that is not there", delta(2, 11, 5, Held), ChangeOutcome::Fetch(FetchReason::UnknownSeat)),
    ];
    for (what, delta, received) in table {
        let mut projection = loaded();
        assert_eq!(projection.receive(&[delta]), received, "{what}");
        let position =
            if received == ChangeOutcome::Applied { delta.position } else { MapPosition::new(2, 10) };
        assert_eq!(projection.position(), Some(position), "{what}");
    }
}

/// Versions 9 to 14 of epoch 2; the first two are known already.
fn overlapping() -> [Delta; 6] {
    [(9, 1, Sold), (10, 2, Sold), (11, 1, Held), (12, 2, Held), (13, 1, Sold), (14, 4, Held)]
        .map(|(version, seat, status)| delta(2, version, seat, status))
}

#[test]
fn of_changes_that_come_together_the_new_ones_are_applied_in_one_step() {
    let mut projection = loaded();
    assert_eq!(projection.receive(&overlapping()[..2]), ChangeOutcome::AlreadyKnown);
    assert_eq!(projection.receive(&overlapping()), ChangeOutcome::Applied);
    let statuses: Statuses = [Sold, Held, Available, Held].into_iter().collect();
    assert_eq!(projection.known(), Some(&Snapshot { position: MapPosition::new(2, 14), statuses }));
    assert_eq!(projection.receive(&overlapping()), ChangeOutcome::AlreadyKnown, "it comes again");
    assert_eq!(projection.receive(&[]), ChangeOutcome::AlreadyKnown);
}

#[test]
fn of_changes_that_come_together_none_is_applied_if_one_cannot_be() {
    let [_, _, next, after_next, ..] = overlapping();
    let table = [
        ("a gap before them", vec![after_next], FetchReason::Gap),
        ("a gap among them", vec![next, delta(2, 13, 1, Sold)], FetchReason::Gap),
        ("an epoch among them", vec![next, delta(3, 12, 1, Sold)], FetchReason::Epoch),
        ("a seat that is not there", vec![next, delta(2, 12, 5, Held)], FetchReason::UnknownSeat),
    ];
    for (what, deltas, reason) in table {
        let mut projection = loaded();
        assert_eq!(projection.receive(&deltas), ChangeOutcome::Fetch(reason), "{what}");
        assert_eq!(projection.known(), Some(&snapshot(2, 10, 0)), "{what}");
    }
}

#[test]
fn a_snapshot_from_the_middle_of_changes_that_came_together_is_followed_by_the_rest() {
    let mut projection = loaded();
    assert!(projection.invalidate());
    assert_eq!(projection.receive(&overlapping()), ChangeOutcome::Buffered);
    let [.., last_but_one, last] = overlapping();
    assert_eq!(projection.fetched(snapshot(2, 12, 2)), replaced(vec![last_but_one, last]));
}

#[test]
fn before_the_first_snapshot_every_change_is_buffered() {
    let mut projection = Projection::new(SEATS);
    assert_eq!(projection.receive(&[delta(2, 11, 1, Sold)]), ChangeOutcome::Fetch(FetchReason::Unseen));
    assert_eq!(projection.receive(&[delta(2, 12, 2, Sold)]), ChangeOutcome::Buffered);
    assert!(!projection.begin_first_fetch(), "a second fetch at the same time");
    assert_eq!(projection.position(), None);
    let caught_up = projection.fetched(snapshot(2, 11, 0));
    assert_eq!(
        caught_up,
        replaced(vec![delta(2, 12, 2, Sold)]),
        "what the snapshot has already is not applied"
    );
    assert_eq!(projection.position(), Some(MapPosition::new(2, 12)));
}

#[test]
fn a_gap_is_closed_by_one_fetch_and_the_changes_buffered_behind_it() {
    let mut projection = loaded();
    assert_eq!(projection.receive(&[delta(2, 13, 3, Sold)]), ChangeOutcome::Fetch(FetchReason::Gap));
    assert_eq!(projection.receive(&[delta(2, 14, 4, Held)]), ChangeOutcome::Buffered);
    let caught_up = projection.fetched(snapshot(2, 12, 2));
    assert_eq!(caught_up, replaced(vec![delta(2, 13, 3, Sold), delta(2, 14, 4, Held)]));
    let statuses: Statuses = [Held, Held, Sold, Held].into_iter().collect();
    assert_eq!(projection.known(), Some(&Snapshot { position: MapPosition::new(2, 14), statuses }));
}

#[test]
fn a_gap_behind_the_snapshot_is_fetched_again_and_keeps_the_buffer() {
    let mut projection = loaded();
    projection.receive(&[delta(2, 13, 3, Sold)]);
    projection.receive(&[delta(2, 15, 4, Held)]);
    let caught_up = projection.fetched(snapshot(2, 12, 0));
    let expected =
        CaughtUp { replaced: true, applied: vec![delta(2, 13, 3, Sold)], fetch: Some(FetchReason::Gap) };
    assert_eq!(caught_up, expected);
    assert_eq!(projection.fetched(snapshot(2, 14, 0)), replaced(vec![delta(2, 15, 4, Held)]));
}

#[test]
fn an_impossible_snapshot_is_refused_and_fetched_again() {
    let mut other_hall = snapshot(2, 12, 0);
    other_hall.statuses = Statuses::all_available(SEATS + 1);
    for (snapshot, reason) in [
        (snapshot(2, 9, 1), FetchReason::StaleSnapshot),
        (snapshot(1, 99, 1), FetchReason::StaleSnapshot),
        (other_hall, FetchReason::OtherSeats),
    ] {
        let mut projection = loaded();
        projection.receive(&[delta(2, 12, 1, Held)]);
        let caught_up = projection.fetched(snapshot);
        assert_eq!(caught_up, CaughtUp { replaced: false, applied: vec![], fetch: Some(reason) });
        assert_eq!(projection.position(), Some(MapPosition::new(2, 10)));
        let caught_up = projection.fetched(self::snapshot(2, 11, 0));
        assert_eq!(caught_up, replaced(vec![delta(2, 12, 1, Held)]), "the buffer was lost");
    }
}

#[test]
fn the_same_position_fetched_again_replaces_nothing() {
    let mut projection = loaded();
    assert!(projection.invalidate());
    let caught_up = projection.fetched(snapshot(2, 10, 0));
    assert_eq!(caught_up, CaughtUp { replaced: false, applied: vec![], fetch: None });
}

#[test]
fn an_invalidation_during_a_fetch_is_followed_by_another_fetch() {
    let mut projection = loaded();
    assert!(projection.invalidate());
    assert!(!projection.invalidate(), "a second fetch at the same time");
    assert_eq!(projection.fetched(snapshot(2, 11, 0)).fetch, Some(FetchReason::Unseen));
    assert_eq!(projection.fetched(snapshot(2, 11, 0)).fetch, None);
}

#[test]
fn the_buffer_is_bounded_and_an_overflow_costs_another_fetch() {
    let mut projection = loaded();
    assert!(projection.invalidate());
    let last = 11 + Projection::PENDING_MAX as u64;
    for version in 11..=last {
        assert_eq!(projection.receive(&[delta(2, version, 1, Held)]), ChangeOutcome::Buffered);
    }
    assert!(projection.fetched(snapshot(2, 10, 0)).fetch.is_some());
    assert_eq!(projection.fetched(snapshot(2, last - 1, 0)), replaced(vec![delta(2, last, 1, Held)]));
}

#[test]
fn a_snapshot_without_a_fetch_changes_nothing() {
    let mut projection = loaded();
    let caught_up = projection.fetched(snapshot(2, 50, 4));
    assert_eq!(caught_up, CaughtUp { replaced: false, applied: vec![], fetch: None });
    assert_eq!(projection.position(), Some(MapPosition::new(2, 10)));
}

#[test]
fn an_epoch_that_began_has_the_map_fetched_once() {
    let mut projection = loaded();
    assert_eq!(
        projection.epoch_began(MapPosition::new(2, 10)),
        ChangeOutcome::AlreadyKnown,
        "it is there already"
    );
    assert_eq!(projection.epoch_began(MapPosition::new(3, 0)), ChangeOutcome::Fetch(FetchReason::Epoch));
    assert_eq!(projection.receive(&[delta(3, 1, 2, Held)]), ChangeOutcome::Buffered);
    let caught_up = projection.fetched(snapshot(3, 0, 1));
    assert_eq!(caught_up, replaced(vec![delta(3, 1, 2, Held)]));
    assert_eq!(projection.epoch_began(MapPosition::new(3, 0)), ChangeOutcome::AlreadyKnown, "it comes again");
}

#[test]
fn an_epoch_that_begins_during_a_fetch_has_it_repeated() {
    let mut projection = loaded();
    assert!(projection.invalidate());
    assert_eq!(projection.epoch_began(MapPosition::new(3, 0)), ChangeOutcome::Buffered);
    assert_eq!(projection.fetched(snapshot(2, 10, 0)).fetch, Some(FetchReason::Unseen), "it began too early");
    assert_eq!(projection.fetched(snapshot(3, 0, 1)), replaced(vec![]));
}
