//! A buyer's own orders over `/ws`: after a proof, and the newest state of each.

use std::time::Duration;

use access::{HoldTokens, StreamSubject, StreamTokens};
use contracts::ErrorCode;
use contracts::messages::OrderEvent;
use primitives::{Clock, HoldId, OrderId};
use serde_json::{Value, json};
use service_harness::SECRET;
use testkit::{Said, Socket, eventually};
use uuid::Uuid;

use crate::house::{House, SOON};

const HOLD: Uuid = Uuid::from_u128(71);
const OF_ANOTHER: Uuid = Uuid::from_u128(72);

async fn open(house: &House) -> Socket {
    let mut socket = house.api.socket("/ws?eventId=1").await.unwrap();
    socket.message("stock.update").await;
    socket
}

async fn watch(socket: &mut Socket, hold: Uuid) {
    let token = HoldTokens::new(SECRET).sign(HoldId::from_uuid(hold));
    socket.say(&format!(r#"{{"type":"client.watch","holdToken":"{token}"}}"#)).await.unwrap();
    // Its answer comes behind the watch.
    socket.say(r#"{"type":"client.ping"}"#).await.unwrap();
}

fn order(id: u128) -> Uuid {
    Uuid::from_u128(id)
}

fn created(id: u128, hold: Uuid) -> OrderEvent {
    OrderEvent::OrderCreated { order_id: order(id), version: 1, hold_ids: vec![hold] }
}

fn confirmed(id: u128, hold: Uuid) -> OrderEvent {
    OrderEvent::OrderConfirmed { order_id: order(id), version: 3, hold_ids: vec![hold], bought: None }
}

fn cancelled(id: u128, hold: Uuid, expired: bool) -> OrderEvent {
    OrderEvent::OrderCancelled { order_id: order(id), version: 3, hold_ids: vec![hold], expired }
}

async fn publish(house: &House, events: &[OrderEvent]) {
    let messages: Vec<_> = events.iter().map(|event| house.compose(event)).collect();
    house.publish(&messages).await;
}

async fn expect(socket: &mut Socket, id: u128, status: &str) {
    let update: Value = socket.message("order.update").await;
    assert_eq!((&update["orderId"], &update["status"]), (&json!(order(id)), &json!(status)), "{update}");
}

/// Publishes until the catalog follows, which it does from the end of the topic.
async fn followed(house: &House) {
    eventually("the catalog follows orders", SOON, async || {
        publish(house, &[created(1, Uuid::from_u128(1))]).await;
        let mut late = open(house).await;
        watch(&mut late, Uuid::from_u128(1)).await;
        let first = late.next().await;
        // It may have missed some, since it did not follow yet.
        let has_followed = matches!(first, Said::Text(_)) && first.json()["type"] == "order.update";
        has_followed.then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_client_that_shows_the_hold_token_learns_what_becomes_of_its_orders() {
    let house = House::open().await;
    followed(&house).await;
    let (mut mine, mut other) = (open(&house).await, open(&house).await);
    watch(&mut mine, HOLD).await;
    watch(&mut other, OF_ANOTHER).await;
    for socket in [&mut mine, &mut other] {
        socket.message("stock.update").await;
    }
    publish(&house, &[created(10, HOLD), created(20, OF_ANOTHER)]).await;
    expect(&mut mine, 10, "HOLD").await;
    publish(&house, &[confirmed(10, HOLD)]).await;
    expect(&mut mine, 10, "PAID").await;
    publish(&house, &[cancelled(11, HOLD, false)]).await;
    expect(&mut mine, 11, "CANCELLED").await;
    publish(&house, &[cancelled(12, HOLD, true)]).await;
    expect(&mut mine, 12, "EXPIRED").await;
    expect(&mut other, 20, "HOLD").await;
}

#[tokio::test]
async fn a_client_that_comes_back_learns_the_state_first() {
    let house = House::open().await;
    followed(&house).await;
    let mut socket = open(&house).await;
    watch(&mut socket, HOLD).await;
    socket.message("stock.update").await;
    publish(&house, &[created(10, HOLD)]).await;
    expect(&mut socket, 10, "HOLD").await;
    drop(socket);
    publish(&house, &[confirmed(10, HOLD), created(1, Uuid::from_u128(2))]).await;
    let mut witness = open(&house).await;
    watch(&mut witness, Uuid::from_u128(2)).await;
    expect(&mut witness, 1, "HOLD").await;
    let mut back = open(&house).await;
    watch(&mut back, HOLD).await;
    expect(&mut back, 10, "PAID").await;
}

#[tokio::test]
async fn a_forged_token_closes_the_socket_and_an_order_without_holds_concerns_no_client() {
    let house = House::open().await;
    followed(&house).await;
    let forged = HoldTokens::new(b"another secret").sign(HoldId::from_uuid(HOLD));
    for token in [forged.as_str(), "", "nonsense"] {
        let mut socket = open(&house).await;
        socket.say(&format!(r#"{{"type":"client.watch","holdToken":"{token}"}}"#)).await.unwrap();
        assert_eq!(socket.closed().await, 1008, "{token:?}");
    }
    let mut socket = open(&house).await;
    watch(&mut socket, HOLD).await;
    socket.message("stock.update").await;
    // As an earlier release writes it.
    let bare = OrderEvent::OrderCreated { order_id: order(9), version: 1, hold_ids: Vec::new() };
    publish(&house, &[bare, created(10, HOLD)]).await;
    expect(&mut socket, 10, "HOLD").await;
}

#[tokio::test]
async fn a_socket_with_a_stream_token_begins_by_watching_its_hold() {
    let house = House::open().await;
    followed(&house).await;
    let tokens = StreamTokens::new(SECRET);
    let (token, until) = tokens.issue(StreamSubject::Hold(HoldId::from_uuid(HOLD)), house.clock.now());
    let path = |token: &str| format!("/ws?eventId=1&streamToken={token}");
    let mut socket = house.api.socket(&path(&token)).await.unwrap();
    socket.message("stock.update").await;
    publish(&house, &[created(10, OF_ANOTHER), created(11, HOLD)]).await;
    expect(&mut socket, 11, "HOLD").await;

    let (of_order, _) = tokens.issue(StreamSubject::Order(OrderId::from_uuid(order(11))), house.clock.now());
    for refused in ["forged", &of_order] {
        house.api.get(&path(refused)).await.refused(ErrorCode::TokenInvalid);
    }
    house.clock.advance(Duration::from_secs(60));
    assert!(house.clock.now() >= until);
    house.api.get(&path(&token)).await.refused(ErrorCode::TokenExpired);
}
