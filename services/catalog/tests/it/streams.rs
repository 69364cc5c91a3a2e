//! The seat stream, frame by frame.

use std::time::Duration;

use catalog::Config;
use catalog::domain::SeatStatus::{Available, Held, Sold};
use contracts::ErrorCode;
use contracts::http::catalog::{SeatBatch, SeatStatus, SeatUpdate, StreamPosition};
use serde::de::DeserializeOwned;
use testkit::eventually;
use testkit::stream::{SseConnection, SseFrame, SseItem};

use crate::house::{House, SOON, STREAMS_MAX, club, event_id};

const SINGLE: &str = "/api/events/1/seats/stream";
const BATCH: &str = "/api/events/1/seats/stream?batch=true";

async fn connect(house: &House, path: &str, last_event_id: Option<&str>) -> SseConnection {
    SseConnection::open(&house.api, path, last_event_id).await.unwrap().unwrap()
}

/// A heartbeat is no frame: it may come at any time, and comes first where a stream has nothing to say yet.
async fn next(connection: &mut SseConnection) -> SseFrame {
    loop {
        let item = tokio::time::timeout(SOON, connection.next()).await.expect("no frame came").unwrap();
        match item.expect("the stream ended") {
            SseItem::Frame(frame) => return frame,
            SseItem::Comment(_) => {}
        }
    }
}

/// The next frame has this event and this id; gives its data.
async fn expect<T: DeserializeOwned>(connection: &mut SseConnection, event: &str, id: &str) -> T {
    let frame = next(connection).await;
    assert_eq!((frame.event.as_str(), frame.id.as_deref()), (event, Some(id)), "{frame:?}");
    serde_json::from_str(&frame.data).unwrap()
}

#[tokio::test]
async fn a_stream_begins_with_init_and_goes_on_with_every_change() {
    let house = House::open().await;
    let mut stream = connect(&house, SINGLE, None).await;
    let init: StreamPosition = expect(&mut stream, "INIT", "1-0").await;
    assert_eq!(init, StreamPosition { event_id: 1, epoch: 1, version: 0 });
    house.change_all(1, &[(5, Held), (5, Available)]).await;
    let update: SeatUpdate = expect(&mut stream, "SEAT_UPDATE", "1-1").await;
    assert_eq!(update, SeatUpdate { seat_id: 5, status: SeatStatus::Held, version: 1 });
    let update: SeatUpdate = expect(&mut stream, "SEAT_UPDATE", "1-2").await;
    assert_eq!(update, SeatUpdate { seat_id: 5, status: SeatStatus::Available, version: 2 });
    let mut late = connect(&house, SINGLE, None).await;
    expect::<StreamPosition>(&mut late, "INIT", "1-2").await;
}

#[tokio::test]
async fn a_stream_resumes_behind_the_last_event() {
    let house = House::open().await;
    let at = house.change_all(1, &[(1, Held), (2, Held), (3, Held)]).await;
    house.until(1, at).await;
    let mut stream = connect(&house, SINGLE, Some("1-1")).await;
    assert_eq!(expect::<SeatUpdate>(&mut stream, "SEAT_UPDATE", "1-2").await.seat_id, 2);
    assert_eq!(expect::<SeatUpdate>(&mut stream, "SEAT_UPDATE", "1-3").await.seat_id, 3);

    let mut from_the_start = connect(&house, BATCH, Some("1-0")).await;
    let batch: SeatBatch = expect(&mut from_the_start, "SEAT_BATCH", "1-3").await;
    assert_eq!((batch.from, batch.changes.len()), (0, 3));

    let mut at_the_end = connect(&house, SINGLE, Some("1-3")).await;
    house.change(1, 4, Held).await;
    assert_eq!(expect::<SeatUpdate>(&mut at_the_end, "SEAT_UPDATE", "1-4").await.seat_id, 4);
}

#[tokio::test]
async fn a_stream_that_cannot_resume_says_resync_and_goes_on() {
    let config = Config { ring_changes: 16, ..Config::default() };
    let house = House::open_with(config, vec![club(1)]).await;
    house.loaded().await;
    house.reservations.new_epoch(event_id(1));
    let changes: Vec<_> = (0..20).map(|turn| (3, if turn % 2 == 0 { Held } else { Available })).collect();
    let at = house.change_all(1, &changes).await;
    house.until(1, at).await;
    // Fallen out of the ring, of another epoch, ahead of the server, and none of ours.
    let lost = ["2-3", "1-20", "3-1", "2-21", "garbage", "2-", "2-18446744073709551616", "é"];
    let mut streams = Vec::new();
    for (path, last) in lost.iter().flat_map(|last| [(SINGLE, last), (BATCH, last)]) {
        let mut stream = connect(&house, path, Some(last)).await;
        let resync: StreamPosition = expect(&mut stream, "RESYNC", "2-20").await;
        assert_eq!(resync, StreamPosition { event_id: 1, epoch: 2, version: 20 }, "{last}");
        streams.push((path, stream));
    }
    house.change(1, 8, Sold).await;
    for (path, stream) in &mut streams {
        let event = if *path == BATCH { "SEAT_BATCH" } else { "SEAT_UPDATE" };
        expect::<serde_json::Value>(stream, event, "2-21").await;
    }
}

#[tokio::test]
async fn an_empty_last_event_id_is_none() {
    let house = House::open().await;
    let mut stream = connect(&house, SINGLE, Some("")).await;
    expect::<StreamPosition>(&mut stream, "INIT", "1-0").await;
}

#[tokio::test]
async fn a_batch_goes_out_at_once_after_a_quiet_time() {
    // So long a tick that nothing but the leading edge can come within this test.
    let house = ticking(Duration::from_secs(3_600)).await;
    let mut stream = connect(&house, BATCH, None).await;
    expect::<StreamPosition>(&mut stream, "INIT", "1-0").await;
    house.change(1, 7, Held).await;
    let batch: SeatBatch = expect(&mut stream, "SEAT_BATCH", "1-1").await;
    assert_eq!(batch, SeatBatch { from: 0, version: 1, changes: vec![(7, SeatStatus::Held)], pools: vec![] });
}

#[tokio::test]
async fn a_batch_has_the_latest_status_of_each_seat() {
    let house = ticking(Config::default().batch_tick).await;
    let mut stream = connect(&house, BATCH, None).await;
    expect::<StreamPosition>(&mut stream, "INIT", "1-0").await;
    house.change_all(1, &[(7, Held), (1, Held), (7, Sold)]).await;
    let batch: SeatBatch = expect(&mut stream, "SEAT_BATCH", "1-3").await;
    let changes = vec![(1, SeatStatus::Held), (7, SeatStatus::Sold)];
    assert_eq!(batch, SeatBatch { from: 0, version: 3, changes, pools: vec![] });
    house.change(1, 7, Available).await;
    assert_eq!(expect::<SeatBatch>(&mut stream, "SEAT_BATCH", "1-4").await.from, 3);
}

#[tokio::test]
async fn a_caller_has_only_so_many_streams() {
    let house = House::open().await;
    let mut streams = Vec::new();
    for _ in 0..STREAMS_MAX {
        streams.push(connect(&house, SINGLE, None).await);
    }
    let refusal = SseConnection::open(&house.api, SINGLE, None).await.unwrap().unwrap_err();
    refusal.refused(ErrorCode::RateLimited);
    drop(streams);
    eventually("the places are free again", SOON, async || {
        SseConnection::open(&house.api, SINGLE, None).await.unwrap().ok()
    })
    .await;
}

async fn ticking(batch_tick: Duration) -> House {
    let house = House::open_with(Config { batch_tick, ..Config::default() }, vec![club(1)]).await;
    house.loaded().await;
    house
}
