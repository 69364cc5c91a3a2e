//! Lapsed seats are published without any request.

use std::time::Duration;

use contracts::http::catalog::SeatStatus;
use tokio::time::Instant;

use crate::room::{EVENT, Room};

#[tokio::test]
async fn a_lapsed_hold_is_published_as_available_within_a_second() {
    let room = Room::open().await;
    let _: serde_json::Value = room.api.hold(EVENT, &[1, 2, 3]).await.ok();
    room.receive_changes(3).await;
    room.clock.advance(Duration::from_secs(120));
    let lapsed = Instant::now();
    let changes = room.receive_changes(6).await;
    assert!(lapsed.elapsed() < Duration::from_secs(1), "{:?}", lapsed.elapsed());
    for (_, change) in &changes[3..] {
        assert_eq!(change.status, SeatStatus::Available, "{change:?}");
    }
    room.close().await;
}
