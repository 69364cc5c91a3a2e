//! A line and what is left of its event, and what buyers do with their slots.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::api::waiting_room::{ChangesQuery, HeldBody, IntakeBody, LoadBody, SessionHoldBody};
use serde_json::{Value, json};
use testkit::eventually;
use uuid::Uuid;

use crate::operators::client;
use crate::room::{EVENT, Room, SOON};

const SECOND: Duration = Duration::from_secs(1);

async fn operated(room: &Room) -> Value {
    let path = format!("/api/waiting-room/admin/events/{EVENT}");
    let call = room.api.get(&path).header("Authorization", &format!("Bearer {}", crate::room::OPERATOR));
    call.await.ok()
}

#[tokio::test]
async fn the_cap_follows_what_is_left_and_so_does_the_chance() {
    let room = Room::start().await;
    room.left.becomes(2, 0);
    room.open_room(&json!({ "cap": 10, "ceiling": 6000 })).await;
    eventually("the cap follows", SOON, async || (operated(&room).await["capNow"] == 3).then_some(())).await;
    let visitors = room.enter_all(&["mina", "joon", "sora", "yuna", "dana"]).await;
    room.pass(SECOND);
    for visitor in &visitors[..3] {
        visitor.becomes("CALLED").await;
    }
    room.pass(SECOND);
    let waiting = visitors[3].becomes("WAITING").await;
    assert_eq!(waiting["chance"], "UNLIKELY");
    assert_eq!(operated(&room).await["limitedBy"], "STOCK");

    room.left.becomes(500, 0);
    eventually("the cap is the operators' again", SOON, async || {
        (operated(&room).await["capNow"] == 10).then_some(())
    })
    .await;
    room.pass(SECOND);
    visitors[4].becomes("CALLED").await;
    room.close().await;
}

#[tokio::test]
async fn a_line_for_nothing_ends_and_all_who_wait_are_notified() {
    let room = Room::start().await;
    room.left.becomes(0, 1);
    room.open_room(&json!({ "cap": 1, "ceiling": 6000 })).await;
    let visitors = room.enter_all(&["mina", "joon"]).await;
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    visitors[1].becomes("WAITING").await;
    room.left.becomes(0, 0);
    visitors[1].becomes("CLOSED").await;
    visitors[0].claim().await.refused(ErrorCode::SaleNotOpen);
    room.close().await;
}

#[tokio::test]
async fn what_limits_a_line_is_said_and_why() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 10, "ceiling": 600 })).await;
    let rooms = client(&room);
    let report = async |orders| {
        let load = Some(LoadBody { hold_p95_ms: Some(20), orders });
        rooms.held(HeldBody { load, ..HeldBody::default() }).await.unwrap();
        room.pass(SECOND);
    };
    report(IntakeBody::Unreachable).await;
    eventually("the line stands still", SOON, async || (operated(&room).await["rateNow"] == 0).then_some(()))
        .await;
    room.enter_all(&["mina"]).await;
    let stopped = eventually("it is said why", SOON, async || {
        Some(operated(&room).await).filter(|operated| operated["limitedBy"] == "UNREACHABLE")
    })
    .await;
    assert_eq!((&stopped["ceiling"], &stopped["room"]["waiting"]), (&json!(600), &json!(1)));
    let rising = eventually("the line moves again", SOON, async || {
        report(IntakeBody::HasRoom).await;
        Some(operated(&room).await).filter(|operated| operated["rateNow"] != 0)
    })
    .await;
    assert_eq!(rising["conversionPercent"], 50, "nothing is measured yet");
    room.close().await;
}

#[tokio::test]
async fn a_session_that_has_ended_is_reported_to_those_who_verify_passes() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1, "ceiling": 6000 })).await;
    let visitors = room.enter_all(&["mina"]).await;
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    let _: Value = visitors[0].claim().await.ok();
    visitors[0].becomes("ACTIVE").await;
    let rooms = client(&room);
    assert!(rooms.guarded().await.unwrap().ended.is_empty());
    let hold_id = Uuid::from_u128(7);
    let holds = vec![SessionHoldBody { event_id: EVENT, session: Uuid::from_u128(8), hold_id }];
    rooms.held(HeldBody { holds, ..HeldBody::default() }).await.unwrap();
    let known = rooms.guarded().await.unwrap().state;
    let (_, news) = tokio::join!(visitors[0].leave(), rooms.changes(ChangesQuery { known: Some(known) }));
    // The line may have changed otherwise before the session has ended.
    let mut news = news.unwrap();
    while news.ended.is_empty() {
        news = rooms.changes(ChangesQuery { known: Some(news.state) }).await.unwrap();
    }
    assert_eq!(news.ended.len(), 1, "without asking again and again");
    room.pass(Duration::from_secs(11));
    eventually("for a while", SOON, async || rooms.guarded().await.unwrap().ended.is_empty().then_some(()))
        .await;
    room.close().await;
}
