//! Snapshots, changes, gaps and epochs of a map.

use contracts::http::catalog::SeatBody;
use serde_json::json;

use super::*;

fn snapshot(epoch: u64, version: u64, held: i64) -> SeatMapBody {
    let seats = (1..=3).map(
        |id| json!({"id": id, "r": 1, "c": id, "section": "A", "price": 1, "status": status(id == held)}),
    );
    let seats: Vec<SeatBody> = seats.map(|seat| serde_json::from_value(seat).unwrap()).collect();
    SeatMapBody { event_id: 4, epoch, version, rows: 1, cols: 3, seats, pools: Vec::new() }
}

fn status(is_held: bool) -> SeatStatus {
    if is_held { SeatStatus::Held } else { SeatStatus::Available }
}

fn event(name: &str, id: &str, data: &serde_json::Value) -> ServerEvent {
    ServerEvent { name: name.to_owned(), id: Some(id.to_owned()), data: data.to_string() }
}

fn batch(from: u64, version: u64, seat: i64) -> ServerEvent {
    let data = json!({"from": from, "version": version, "changes": [[seat, "SOLD"]]});
    event("SEAT_BATCH", &format!("1-{version}"), &data)
}

fn at(epoch: u64, version: u64) -> Position {
    Position { epoch, version }
}

fn known() -> SeatMap {
    let mut map = SeatMap::default();
    map.install(snapshot(1, 5, 2));
    map
}

#[test]
fn what_follows_a_snapshot_is_applied_once() {
    let mut map = known();
    assert_eq!(map.apply(&batch(5, 6, 3)), None);
    assert_eq!(map.apply(&batch(4, 6, 1)), None, "it has that already");
    let statuses: Vec<_> = map.statuses().values().copied().collect();
    assert_eq!(statuses, [SeatStatus::Available, SeatStatus::Held, SeatStatus::Sold]);
    assert_eq!(map.position(), Some(at(1, 6)));
}

#[test]
fn a_gap_wants_a_snapshot_and_changes_nothing() {
    let mut map = known();
    assert_eq!(map.apply(&batch(7, 8, 3)), Some(at(1, 8)));
    assert_eq!(map, known());
    map.install(snapshot(1, 8, 3));
    assert_eq!(map.apply(&batch(7, 8, 3)), None);
    assert_eq!(map.statuses().get(&3), Some(&SeatStatus::Held));
}

#[test]
fn an_older_snapshot_is_not_taken_over_and_a_later_epoch_is() {
    let mut map = known();
    map.install(snapshot(1, 4, 1));
    assert_eq!(map, known());
    map.install(snapshot(2, 1, 1));
    assert_eq!(map.position(), Some(at(2, 1)));
}

#[test]
fn a_position_that_is_newer_wants_a_snapshot() {
    let mut map = known();
    let position = |epoch, version| json!({"eventId": 4, "epoch": epoch, "version": version});
    assert_eq!(map.apply(&event("INIT", "1-5", &position(1, 5))), None);
    assert_eq!(map.apply(&event("RESYNC", "1-9", &position(1, 9))), Some(at(1, 9)));
    assert_eq!(map.apply(&event("INIT", "2-0", &position(2, 0))), Some(at(2, 0)));
}

#[test]
fn what_cannot_be_read_wants_a_snapshot_and_an_unknown_name_is_ignored() {
    let mut map = known();
    assert_eq!(map.apply(&event("SEAT_BATCH", "1-6", &json!({"from": 5}))), Some(at(1, 6)));
    assert_eq!(map.apply(&event("SEAT_GLOW", "1-7", &json!({}))), None);
}
