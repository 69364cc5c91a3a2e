//! What messages look like on the bus: two versions of a service read each other's during an upgrade, and what they left behind.

use contracts::Envelope;
use contracts::http::catalog::SeatStatus::{Available, Held, Sold};
use contracts::messages::{SeatChange, SeatEvent};
use serde_json::Value;

/// Asserts that the stored message is read as this and written as the same.
fn pinned(stored: &str, expected: &SeatEvent) {
    let read: Envelope<SeatEvent> = serde_json::from_str(stored).unwrap();
    assert_eq!(read.message, *expected);
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(stored).unwrap());
}

#[test]
fn the_changes_of_one_step_share_a_message() {
    let changes = vec![(20_000, Available), (20_000, Held), (7, Sold)];
    let event = SeatEvent::SeatsChanged { event_id: 4, epoch: 2, first_version: 17, version: 19, changes };
    pinned(include_str!("../messages/seats_changed.json"), &event);
    let change = |version, seat_id, status| SeatChange { version, seat_id, status };
    let expected = [change(17, 20_000, Available), change(18, 20_000, Held), change(19, 7, Sold)];
    assert_eq!(event.changes().unwrap(), expected);
}

#[test]
fn a_change_in_the_first_form_is_still_read() {
    let event = SeatEvent::SeatChanged { event_id: 4, epoch: 2, version: 17, seat_id: 20_000, status: Held };
    pinned(include_str!("../messages/seat_changed.json"), &event);
    assert_eq!(event.changes().unwrap(), [SeatChange { version: 17, seat_id: 20_000, status: Held }]);
}

#[test]
fn the_beginning_of_an_epoch_has_no_changes() {
    let event = SeatEvent::EpochBegan { event_id: 4, epoch: 3, version: 0 };
    pinned(include_str!("../messages/epoch_began.json"), &event);
    assert_eq!(event.changes().unwrap(), []);
}

#[test]
fn a_range_that_is_not_covered_has_no_changes_to_apply() {
    for (first_version, version, seats) in
        [(17, 19, 2), (17, 18, 3), (18, 17, 0), (17, 16, 1), (0, u64::MAX, 1)]
    {
        let changes = (1..=seats).map(|seat| (seat, Held)).collect();
        let event = SeatEvent::SeatsChanged { event_id: 4, epoch: 2, first_version, version, changes };
        assert_eq!(event.changes(), None, "{event:?}");
    }
}
