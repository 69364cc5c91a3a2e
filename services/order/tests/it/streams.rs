//! The stream of one order.

use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::order::{OrderBody, OrderStatus};
use contracts::http::stream_token::StreamTokenBody;
use contracts::messages::PaymentReply;
use primitives::FakeClock;
use testkit::eventually;
use testkit::stream::{OrderFollower, SseConnection, SseItem};
use uuid::Uuid;

use crate::others::{Reply, silent, willing};
use crate::room::{Plan, Room, SOON, timeline};

async fn read_to_the_end(room: &Room, id: Uuid) -> Vec<OrderBody> {
    let path = format!("/api/orders/{id}/stream");
    let mut connection = SseConnection::open(&room.api, &path, None).await.unwrap().unwrap();
    let mut seen: Vec<OrderBody> = Vec::new();
    while let Some(item) = connection.next().await.unwrap() {
        let SseItem::Frame(frame) = item else { continue };
        let body: OrderBody = serde_json::from_str(&frame.data).unwrap();
        assert_eq!((frame.event.as_str(), frame.id), ("ORDER_UPDATE", Some(body.version.to_string())));
        seen.push(body);
    }
    seen
}

#[tokio::test]
async fn a_stream_sends_the_order_as_it_is_and_ends_behind_its_last_change() {
    let room = Room::open().await;
    let id = room.place(&[1]).await.order_id;
    let seen = tokio::time::timeout(SOON, read_to_the_end(&room, id)).await.unwrap();
    assert!(seen.is_sorted_by(|one, next| one.version < next.version));
    let last = seen.last().unwrap();
    assert_eq!(
        (last.status, timeline(last).last().unwrap().as_str()),
        (OrderStatus::Confirmed, "CAPTURE DONE 1")
    );
    let again = tokio::time::timeout(SOON, read_to_the_end(&room, id)).await.unwrap();
    assert_eq!(again, [room.order(id).await], "a settled order is sent once");
    room.close().await;
}

#[tokio::test]
async fn a_client_that_has_seen_the_end_is_answered_204() {
    let room = Room::open().await;
    let id = room.place(&[1]).await.order_id;
    let order =
        room.until(id, "captured", |order| timeline(order).contains(&"CAPTURE DONE 1".to_owned())).await;
    let last_event_id = |version: u64| {
        room.api.get(&format!("/api/orders/{id}/stream")).header("Last-Event-ID", &version.to_string())
    };
    assert_eq!(last_event_id(order.version).await.status, 204);
    assert_eq!(last_event_id(order.version - 1).await.status, 200);
    room.close().await;
}

#[tokio::test]
async fn every_version_reaches_a_follower_in_order() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(silent).open().await;
    let id = room.place(&[1]).await.order_id;
    let follower = OrderFollower::follow(&room.api, id);
    eventually("the order as it is", SOON, async || (follower.seen().len() == 1).then_some(())).await;
    room.until_received(id, "authorize", 1).await;
    room.others.behave(|command| if command.name() == "release" { vec![] } else { vec![command.granted()] });
    clock.advance(Duration::from_secs(30));
    let voided = |order: &OrderBody| timeline(order).contains(&"VOID DONE 1".to_owned());
    eventually("the void", SOON, async || follower.seen().last().is_some_and(voided).then_some(())).await;
    room.others.behave(willing);
    clock.advance(Duration::from_secs(1));
    assert_eq!(follower.outcome(SOON).await.status, OrderStatus::Cancelled);
    assert_eq!(follower.violations(), Vec::<String>::new());
    room.close().await;
}

#[tokio::test]
async fn a_stream_is_refused_to_a_caller_that_may_not_read_the_order() {
    let room = Room::open().await;
    let placed = room.api.with_caller("mina").place_order(1, &[1], None, "k").await;
    let id = placed.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    room.api.get(&format!("/api/orders/{id}/stream")).await.refused(ErrorCode::OrderNotFound);
    room.api.get(&format!("/api/orders/{}/stream", Uuid::nil())).await.refused(ErrorCode::OrderNotFound);
    room.close().await;
}

#[tokio::test]
async fn a_stream_token_opens_the_stream_of_its_order_for_a_minute_and_nothing_else() {
    let clock = Arc::new(FakeClock::default());
    let mut plan = Plan::new().clock(&clock).policy(silent);
    plan.http.anonymous_open = false;
    let room = plan.open().await;
    let mina = room.api.with_caller("mina");
    let placed = mina.place_order(1, &[1], None, "a-key-of-mina").await;
    let id = placed.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    let other = mina.place_order(1, &[2], None, "another-key-of-mina").await;
    let other = other.ok::<contracts::http::order::OrderPlacedBody>().order_id;

    let issue = format!("/api/orders/{id}/stream-token");
    room.api.with_caller("joon").post(&issue).await.refused(ErrorCode::OrderNotFound);
    room.api.post(&issue).await.refused(ErrorCode::OrderNotFound);
    let issued = mina.post(&issue).await;
    assert_eq!((issued.status, issued.header("Cache-Control")), (201, Some("no-store")));
    let token: StreamTokenBody = issued.ok();
    let address = |order: Uuid, token: &str| format!("/api/orders/{order}/stream?streamToken={token}");

    let open = SseConnection::open(&room.api, &address(id, &token.stream_token), None).await.unwrap();
    let mut connection = open.unwrap();
    assert!(matches!(connection.next().await.unwrap(), Some(SseItem::Frame(_))), "the order as it is");

    for forged in ["", "x", &token.stream_token[1..], &format!("{}A", token.stream_token)] {
        room.api.get(&address(id, forged)).await.refused(ErrorCode::TokenInvalid);
    }
    room.api.get(&address(other, &token.stream_token)).await.refused(ErrorCode::TokenInvalid);
    let elsewhere = format!("/api/orders/{id}?streamToken={}", token.stream_token);
    room.api.get(&elsewhere).await.refused(ErrorCode::OrderNotFound);
    room.api
        .get(&format!("/api/orders/{id}"))
        .token(&token.stream_token)
        .await
        .refused(ErrorCode::NotHoldOwner);

    clock.advance(Duration::from_secs(60));
    room.api.get(&address(id, &token.stream_token)).await.refused(ErrorCode::TokenExpired);
    room.others.behave(willing);
    room.others.say(&Reply::Payment(PaymentReply::Authorized { order_id: id })).await;
    let later = tokio::time::timeout(SOON, connection.next()).await.unwrap().unwrap();
    assert!(later.is_some(), "a stream that is open stays open");
    room.close().await;
}
