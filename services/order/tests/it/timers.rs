//! A command without a reply is resent, as a new message, at the right times and no others.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use contracts::http::order::OrderStatus;
use primitives::FakeClock;
use uuid::Uuid;

use crate::others::{ignoring, silent, willing};
use crate::room::{Plan, Room, timeline};

async fn waiting_for(command: &'static str) -> (Arc<FakeClock>, Room, Uuid) {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring(command)).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, command, 1).await;
    (clock, room, id)
}

#[tokio::test]
async fn a_confirm_without_an_answer_is_sent_ever_more_slowly_as_a_new_message() {
    let (clock, room, id) = waiting_for("confirm").await;
    for (times, pause) in [(2, 2), (3, 4), (4, 8)] {
        clock.advance(Duration::from_secs(pause));
        room.until_received(id, "confirm", times).await;
    }
    let received = room.others.received();
    let confirms = received.iter().filter(|received| received.command.name() == "confirm");
    assert_eq!(confirms.map(|received| received.id).collect::<HashSet<_>>().len(), 4);

    room.others.behave(willing);
    clock.advance(Duration::from_secs(16));
    let order = room.until_confirmed(id).await;
    let timeline = timeline(&order);
    assert!(
        timeline.contains(&"CONFIRM SENT 4".to_owned()) && timeline.contains(&"CONFIRM DONE 5".to_owned()),
        "{timeline:?}"
    );
    room.close().await;
}

#[tokio::test]
async fn a_capture_is_sent_again_for_as_long_as_it_takes() {
    let (clock, room, id) = waiting_for("capture").await;
    for (times, pause) in [(2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 30), (8, 30)] {
        clock.advance(Duration::from_secs(pause));
        room.until_received(id, "capture", times).await;
    }
    assert_eq!(room.order(id).await.status, OrderStatus::Confirmed);
    room.others.behave(willing);
    clock.advance(Duration::from_secs(30));
    room.until(id, "captured", |order| timeline(order).contains(&"CAPTURE DONE 9".to_owned())).await;
    room.close().await;
}

#[tokio::test]
async fn a_compensation_resends_only_commands_without_a_reply() {
    let (clock, room, id) = waiting_for("authorize").await;
    room.others.behave(|command| if command.name() == "release" { vec![command.granted()] } else { vec![] });
    clock.advance(Duration::from_secs(30));
    room.until(id, "released", |order| timeline(order).contains(&"RELEASE DONE 1".to_owned())).await;
    for (times, pause) in [(2, 1), (3, 2), (4, 4)] {
        clock.advance(Duration::from_secs(pause));
        room.until_received(id, "void", times).await;
    }
    assert_eq!(room.others.counts(id).get("release"), Some(&1));
    room.others.behave(willing);
    clock.advance(Duration::from_secs(8));
    room.until_cancelled(id).await;
    room.close().await;
}

#[tokio::test]
async fn a_long_compensation_is_seen_by_operators() {
    let (clock, room, id) = waiting_for("authorize").await;
    room.others.behave(silent);
    clock.advance(Duration::from_secs(30));
    room.until_received(id, "void", 1).await;
    clock.advance(Duration::from_secs(301));
    testkit::eventually("the alert", crate::room::SOON, async || {
        room.metrics()
            .await
            .lines()
            .any(|line| line.starts_with("holdfast_order_compensation_alert"))
            .then_some(())
    })
    .await;
    room.close().await;
}
