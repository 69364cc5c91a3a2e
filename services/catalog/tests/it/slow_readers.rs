//! A client that does not read costs its connection's buffers and a cursor, and has to fetch the map when it reads again.

use catalog::Config;
use catalog::domain::SeatStatus::{Available, Held};
use contracts::http::catalog::SeatMapBody;
use testkit::SeatMap;
use testkit::stream::{Next, SseConnection, SseItem};

use crate::house::{House, SOON, club, event_id};

const RING: usize = 64;

#[tokio::test]
async fn a_reader_that_fell_out_of_the_ring_is_resynced_and_the_ring_stays_small() {
    let house = House::open_with(Config { ring_changes: RING, ..Config::default() }, vec![club(1)]).await;
    house.loaded().await;
    let mut connection =
        SseConnection::open(&house.api, "/api/events/1/seats/stream", None).await.unwrap().unwrap();
    let mut map = SeatMap::new(1, false);
    read_one(&house, &mut connection, &mut map).await;
    assert_eq!(map.position().map(|at| at.version), Some(0));

    // More than all buffers between here and there can hold.
    for _ in 0..20 {
        let changes: Vec<_> =
            (0..1_000).map(|turn| (1 + turn % 8, if turn < 500 { Held } else { Available })).collect();
        let at = house.change_all(1, &changes).await;
        house.until(1, at).await;
    }
    let live = house.catalog.live_map(event_id(1)).await.unwrap();
    assert_eq!(live.changes_kept(), RING);
    let last = live.position().unwrap();

    while map.position().is_none_or(|at| (at.epoch, at.version) < (last.epoch, last.version)) {
        read_one(&house, &mut connection, &mut map).await;
    }
    assert!(map.resyncs() >= 1, "every change was kept for it");
    assert_eq!(map.violations(), [""; 0]);
}

async fn read_one(house: &House, connection: &mut SseConnection, map: &mut SeatMap) {
    let item = tokio::time::timeout(SOON, connection.next()).await.expect("no frame came").unwrap();
    let SseItem::Frame(frame) = item.expect("the stream ended") else { return };
    if let Next::Fetch(_) = map.on_frame(&frame) {
        map.install(&house.api.seats(1).await.ok::<SeatMapBody>());
    }
}
