//! A seat map through gaps, lost connections and restarts of the server.

use std::time::Duration;

use holdfast_client::bodies::catalog::SeatStatus;
use holdfast_client::{ErrorCode, Position, SeatMap, SeatMapFollower};
use serde_json::json;
use tokio::time::timeout;

use crate::fake_server::{FakeServer, Script, events, json, refusal};

const MAP: &str = "/api/events/4/seats";
const STREAM: &str = "/api/events/4/seats/stream";

fn snapshot(epoch: u64, version: u64, held: i64) -> Script {
    let status = |id| if id == held { "HELD" } else { "AVAILABLE" };
    let seats: Vec<_> = (1..=3)
        .map(|id| json!({"id": id, "r": 1, "c": id, "section": "A", "price": 1, "status": status(id)}))
        .collect();
    let body =
        json!({"eventId": 4, "epoch": epoch, "version": version, "rows": 1, "cols": 3, "seats": seats});
    json(200, "", &body)
}

fn init(epoch: u64, version: u64) -> String {
    let body = json!({"eventId": 4, "epoch": epoch, "version": version});
    format!("id: {epoch}-{version}\nevent: INIT\ndata: {body}\n\n")
}

fn batch(from: u64, version: u64, seat: i64) -> String {
    let body = json!({"from": from, "version": version, "changes": [[seat, "SOLD"]]});
    format!("id: 1-{version}\nevent: SEAT_BATCH\ndata: {body}\n\n")
}

async fn until(follower: &mut SeatMapFollower, epoch: u64, version: u64) -> SeatMap {
    let reached = async {
        loop {
            let map = follower.next().await.unwrap();
            if map.is_live() && map.position() == Some(Position { epoch, version }) {
                return map.clone();
            }
        }
    };
    timeout(Duration::from_secs(20), reached).await.expect("the map does not get there")
}

#[tokio::test]
async fn a_snapshot_and_the_changes_that_follow_it_are_the_map() {
    let stream = Script::Open(events(&(init(1, 5) + &batch(5, 6, 3))));
    let server = FakeServer::start(&[(MAP, &[snapshot(1, 5, 2)]), (STREAM, &[stream])]).await;
    let map = until(&mut server.client().follow_seats(4), 1, 6).await;
    assert_eq!(map.statuses().get(&2), Some(&SeatStatus::Held));
    assert_eq!(map.statuses().get(&3), Some(&SeatStatus::Sold));
}

#[tokio::test]
async fn a_gap_is_closed_by_another_snapshot_and_never_guessed_at() {
    let stream = Script::Open(events(&(init(1, 5) + &batch(8, 9, 3))));
    let maps = [snapshot(1, 5, 0), snapshot(1, 8, 0), snapshot(1, 9, 1)];
    let server = FakeServer::start(&[(MAP, &maps), (STREAM, &[stream])]).await;
    let map = until(&mut server.client().follow_seats(4), 1, 9).await;
    assert_eq!(map.statuses().get(&1), Some(&SeatStatus::Held));
    assert_eq!(server.sent(MAP, "Accept").len(), 3);
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_resumed_after_the_last_event() {
    let streams = [Script::Answer(events(&init(1, 5))), Script::Open(events(&batch(5, 7, 2)))];
    let server = FakeServer::start(&[(MAP, &[snapshot(1, 5, 0)]), (STREAM, &streams)]).await;
    let mut follower = server.client().follow_seats(4);
    assert!(follower.next().await.unwrap().is_live());
    assert!(!follower.next().await.unwrap().is_live(), "the loss is shown");
    until(&mut follower, 1, 7).await;
    assert_eq!(server.sent(STREAM, "Last-Event-ID"), [None, Some("1-5".to_owned())]);
    assert_eq!(server.sent(MAP, "Accept").len(), 1);
}

#[tokio::test]
async fn a_server_that_begins_a_new_epoch_is_believed() {
    let stream = Script::Open(events(&(init(1, 900) + &init(2, 1))));
    let maps = [snapshot(1, 900, 0), snapshot(2, 1, 1)];
    let server = FakeServer::start(&[(MAP, &maps), (STREAM, &[stream])]).await;
    let map = until(&mut server.client().follow_seats(4), 2, 1).await;
    assert_eq!(map.statuses().get(&1), Some(&SeatStatus::Held));
}

#[tokio::test]
async fn without_its_snapshot_the_follower_begins_anew() {
    let stream = Script::Open(events(&init(1, 5)));
    let lost = std::iter::repeat_n(Script::Nothing, 4).chain([snapshot(1, 5, 3)]).collect::<Vec<_>>();
    let server = FakeServer::start(&[(MAP, &lost), (STREAM, &[stream])]).await;
    let map = until(&mut server.client().follow_seats(4), 1, 5).await;
    assert_eq!(map.statuses().get(&3), Some(&SeatStatus::Held));
    assert_eq!(server.sent(STREAM, "Last-Event-ID"), [None, None]);
}

#[tokio::test]
async fn a_map_that_does_not_exist_is_a_problem() {
    let server = FakeServer::start(&[(STREAM, &[refusal(404, "EVENT_NOT_FOUND", false)])]).await;
    let problem = server.client().follow_seats(4).next().await.unwrap_err();
    assert_eq!(problem.known(), Some(ErrorCode::EventNotFound));
}
