//! An event that has been over for long costs nothing any more.

use std::time::Duration;

use catalog::Config;
use contracts::ErrorCode;
use contracts::http::catalog::{EventListBody, SeatMapBody};
use primitives::Clock;
use testkit::stream::SseConnection;

use crate::house::{House, SOON, club, event_id};

#[tokio::test]
async fn an_event_is_forgotten_so_long_after_its_beginning() {
    let house = House::open().await;
    let path = "/api/events/1/seats/stream";
    let mut stream = SseConnection::open(&house.api, path, None).await.unwrap().unwrap();
    let forgotten_at = club(1).date_time.plus(Config::default().event_retention);
    house.clock.advance(forgotten_at.since(house.clock.now()));
    house.publish_elsewhere(later(2)).await;
    house.catalog.forget_events();

    while tokio::time::timeout(SOON, stream.next()).await.expect("the stream goes on").unwrap().is_some() {}
    assert!(house.catalog.maps().get(event_id(1)).is_none(), "its map is kept");
    let (snapshots, installed) = (house.reservations.snapshots(), house.reservations.metas().len());
    house.api.event(1).await.refused(ErrorCode::EventNotFound);
    house.api.seats(1).await.refused(ErrorCode::EventNotFound);
    assert!(house.catalog.map(event_id(1)).await.unwrap().is_none());
    house.catalog.open_all().await.unwrap();
    house.catalog.install(event_id(1)).await.unwrap();
    assert_eq!(
        (house.reservations.snapshots(), house.reservations.metas().len()),
        (snapshots, installed),
        "its seats were read or installed once more"
    );

    assert_eq!(house.api.seats(2).await.ok::<SeatMapBody>().seats.len(), 8);
    let listed: EventListBody = house.api.events().await.ok();
    assert_eq!(listed.items.iter().map(|event| event.id).collect::<Vec<_>>(), [2]);
}

/// As the club, two months later.
fn later(id: i64) -> catalog::domain::NewEvent {
    let club = club(id);
    let date_time = club.date_time.plus(60 * Duration::from_secs(24 * 60 * 60));
    catalog::domain::NewEvent { date_time, ..club }
}
