//! Lapsed seats are published without any request.

use std::time::Duration;

use contracts::http::catalog::SeatStatus;
use contracts::messages::SeatEvent;
use tokio::time::Instant;

use crate::room::{EVENT, Room};

#[tokio::test]
async fn a_lapsed_hold_is_published_as_available_within_a_second() {
    let room = Room::open().await;
    let _: serde_json::Value = room.api.hold(EVENT, &[1, 2, 3]).await.ok();
    room.recorder.receive::<SeatEvent>(3).await;
    room.clock.advance(Duration::from_secs(120));
    let lapsed = Instant::now();
    let events = room.recorder.receive::<SeatEvent>(6).await;
    assert!(lapsed.elapsed() < Duration::from_secs(1), "{:?}", lapsed.elapsed());
    for (_, event) in &events[3..] {
        assert!(matches!(event, SeatEvent::SeatChanged { status: SeatStatus::Available, .. }), "{event:?}");
    }
    room.close().await;
}
