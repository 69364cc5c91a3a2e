//! A live map of the real server. What it does without a connection is in `tests/it/following.rs`.

use std::time::Duration;

use holdfast_client::bodies::catalog::SeatStatus;
use holdfast_client::bodies::reservation::{BestSeatsBody, HoldSeatsBody};
use holdfast_client::{CallOptions, SeatMap, SeatMapFollower};
use tokio::time::timeout;

use crate::demo::{SHOW, WAREHOUSE, buyer};

async fn until(follower: &mut SeatMapFollower, what: impl Fn(&SeatMap) -> bool) {
    let reached = async { while !what(follower.next().await.unwrap()) {} };
    timeout(Duration::from_secs(20), reached).await.expect("the map does not get there");
}

#[tokio::test]
async fn a_seat_that_is_held_and_released_is_seen() {
    let holdfast = buyer();
    let mut follower = buyer().follow_seats(SHOW);
    follower.next().await.unwrap();
    let wanted = BestSeatsBody { event_id: SHOW, quantity: 1, ..BestSeatsBody::default() };
    let hold = holdfast.hold_best_seats(&wanted, &CallOptions::new()).await.unwrap();
    let reads = |status| move |map: &SeatMap| map.statuses().get(&hold.seat_id) == Some(&status);
    until(&mut follower, reads(SeatStatus::Held)).await;
    let options = CallOptions::new().hold_token(hold.hold_token);
    holdfast.release_reservation(hold.reservation_id, &options).await.unwrap();
    until(&mut follower, reads(SeatStatus::Available)).await;
}

#[tokio::test]
async fn places_to_stand_are_counted() {
    let mut follower = buyer().follow_seats(WAREHOUSE);
    let map = follower.next().await.unwrap();
    let (section, before) =
        map.pools().iter().next().map(|(name, pool)| (name.clone(), pool.available)).unwrap();
    let wanted = HoldSeatsBody {
        event_id: WAREHOUSE,
        section: Some(section.clone()),
        quantity: Some(2),
        ..HoldSeatsBody::default()
    };
    let hold = buyer().hold_seats(&wanted, &CallOptions::new()).await.unwrap();
    until(&mut follower, |map| map.pools()[&section].available == before - 2).await;
    let options = CallOptions::new().hold_token(hold.hold_token);
    buyer().release_reservation(hold.reservation_id, &options).await.unwrap();
}
