//! The state machine of the seat map, frame by frame.

use contracts::http::catalog::SeatBody;

use super::SeatStatus::{Available, Held, Sold};
use super::*;

fn frame(event: &str, id: Option<&str>, data: &str) -> SseFrame {
    SseFrame { event: event.to_owned(), id: id.map(str::to_owned), data: data.to_owned() }
}

fn init(epoch: u64, version: u64) -> SseFrame {
    frame("INIT", None, &format!(r#"{{"eventId":1,"epoch":{epoch},"version":{version}}}"#))
}

fn resync(epoch: u64, version: u64) -> SseFrame {
    SseFrame { event: "RESYNC".to_owned(), ..init(epoch, version) }
}

fn update(epoch: u64, version: u64, seat: i64, status: &str) -> SseFrame {
    let data = format!(r#"{{"seatId":{seat},"status":"{status}","version":{version}}}"#);
    frame("SEAT_UPDATE", Some(&format!("{epoch}-{version}")), &data)
}

fn batch(from: u64, version: u64, changes: &str) -> SseFrame {
    let data = format!(r#"{{"from":{from},"version":{version},"changes":{changes}}}"#);
    frame("SEAT_BATCH", Some(&format!("1-{version}")), &data)
}

fn snapshot(epoch: u64, version: u64, statuses: &[SeatStatus]) -> SeatMapBody {
    let seats = statuses.iter().zip(1..).map(|(status, id)| SeatBody {
        id,
        r: 1,
        c: 1,
        section: "A".to_owned(),
        price: 1,
        status: *status,
    });
    SeatMapBody { event_id: 1, epoch, version, rows: 1, cols: 1, seats: seats.collect(), pools: Vec::new() }
}

/// A map of two free seats at 1-5, its stream begun.
fn begun(batches: bool) -> SeatMap {
    let mut map = SeatMap::new(1, batches);
    map.connected();
    assert_eq!(map.on_frame(&init(1, 5)), Next::Fetch(Position::new(1, 5)));
    map.install(&snapshot(1, 5, &[Available, Available]));
    map
}

fn shown(map: &SeatMap) -> Vec<SeatStatus> {
    map.statuses().values().copied().collect()
}

#[test]
fn updates_follow_the_snapshot_one_by_one() {
    let mut map = begun(false);
    assert_eq!(map.on_frame(&update(1, 6, 2, "HELD")), Next::Read);
    assert_eq!(map.on_frame(&update(1, 7, 2, "SOLD")), Next::Read);
    assert_eq!(shown(&map), [Available, Sold]);
    assert_eq!(map.position(), Some(Position::new(1, 7)));
    assert_eq!(map.last_event_id(), Some("1-7"));
    assert_eq!(map.history().iter().map(|update| update.status).collect::<Vec<_>>(), [Held, Sold]);
    assert_eq!(map.violations(), [""; 0]);
}

#[test]
fn what_the_snapshot_already_has_is_ignored() {
    let mut map = begun(false);
    assert_eq!(map.on_frame(&update(1, 4, 1, "HELD")), Next::Read);
    assert_eq!(map.on_frame(&update(1, 5, 1, "SOLD")), Next::Read);
    assert_eq!(shown(&map), [Available, Available]);
    map.install(&snapshot(1, 4, &[Sold, Sold]));
    assert_eq!(shown(&map), [Available, Available], "an older snapshot was installed");
    assert_eq!(map.violations(), [""; 0]);
}

#[test]
fn a_gap_without_resync_is_a_breach_and_is_fetched_again() {
    for gap in [update(1, 7, 1, "HELD"), update(2, 6, 1, "HELD")] {
        let mut map = begun(false);
        assert!(matches!(map.on_frame(&gap), Next::Fetch(_)));
        assert_eq!(map.violations().len(), 1, "{gap:?}");
        assert_eq!(shown(&map), [Available, Available], "a change was guessed");
    }
}

#[test]
fn a_resync_is_fetched_again_and_no_breach() {
    let mut map = begun(false);
    assert_eq!(map.on_frame(&resync(2, 1)), Next::Fetch(Position::new(2, 1)));
    map.install(&snapshot(2, 1, &[Sold, Held]));
    assert_eq!(map.on_frame(&update(2, 2, 2, "AVAILABLE")), Next::Read);
    assert_eq!(shown(&map), [Sold, Available]);
    assert_eq!((map.resyncs(), map.violations()), (1, &[][..]));
}

#[test]
fn a_batch_may_overlap_what_is_known_but_not_leave_a_gap() {
    let mut map = begun(true);
    assert_eq!(map.on_frame(&batch(3, 8, r#"[[1,"HELD"],[2,"SOLD"]]"#)), Next::Read);
    assert_eq!(shown(&map), [Held, Sold]);
    assert_eq!(map.on_frame(&batch(5, 7, r#"[[1,"SOLD"]]"#)), Next::Read);
    assert_eq!(shown(&map), [Held, Sold], "an old batch was applied");
    assert_eq!(map.violations(), [""; 0]);
    assert_eq!(map.on_frame(&batch(9, 10, r#"[[1,"SOLD"]]"#)), Next::Fetch(Position::new(1, 10)));
    assert_eq!(map.violations().len(), 1);
}

#[test]
fn a_resumed_stream_has_no_init_and_a_fresh_one_begins_with_it() {
    let mut map = begun(false);
    map.on_frame(&update(1, 6, 1, "HELD"));
    map.connected();
    assert_eq!(map.on_frame(&update(1, 7, 1, "SOLD")), Next::Read);
    assert_eq!(map.violations(), [""; 0]);
    map.on_frame(&init(1, 7));
    assert_eq!(map.violations().len(), 1, "INIT after a resume passed");

    let mut fresh = SeatMap::new(1, false);
    fresh.install(&snapshot(1, 5, &[Available]));
    fresh.connected();
    fresh.on_frame(&update(1, 6, 1, "HELD"));
    assert_eq!(fresh.violations().len(), 1, "an update before INIT passed");
}

#[test]
fn a_frame_against_the_wire_is_a_breach() {
    let stray = frame("SEAT_UPDATE", None, r#"{"seatId":1,"status":"HELD","version":6}"#);
    let other_version = SseFrame { id: Some("1-6".to_owned()), ..update(1, 9, 1, "HELD") };
    let unreadable = frame("SEAT_UPDATE", Some("1-6"), "{}");
    let other_event = frame("RESYNC", None, r#"{"eventId":2,"epoch":1,"version":5}"#);
    let wrong = [stray, other_version, unreadable, other_event, batch(5, 6, "[]"), frame("HELLO", None, "1")];
    for frame in wrong {
        let mut map = begun(false);
        map.on_frame(&frame);
        assert_eq!(map.violations().len(), 1, "{frame:?}");
    }
}

#[test]
fn a_client_that_could_not_fetch_starts_afresh_instead_of_resuming_behind_a_gap() {
    let mut map = begun(false);
    map.on_frame(&update(1, 6, 1, "HELD"));
    map.on_frame(&SseFrame { id: Some("1-9".to_owned()), ..resync(1, 9) });
    assert_eq!(map.last_event_id(), None);
    map.connected();
    assert_eq!(map.on_frame(&init(1, 9)), Next::Fetch(Position::new(1, 9)));
    map.install(&snapshot(1, 9, &[Sold, Sold]));
    assert_eq!(map.last_event_id(), Some("1-9"));
    assert_eq!(map.violations(), [""; 0]);
}
