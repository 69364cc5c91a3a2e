//! The sale of an event over `/ws`.

use std::time::Duration;

use catalog::Config;
use catalog::domain::SeatStatus::{self, Available, Held, Sold};
use primitives::Clock;
use serde_json::{Value, json};
use testkit::{Socket, eventually};

use crate::house::{House, SOON, STREAMS_MAX, club, event_id};

const PATH: &str = "/ws?eventId=1";
/// Of the club.
const SEATS: i64 = 8;

async fn open(house: &House, path: &str) -> Result<Socket, String> {
    house.api.socket(path).await
}

fn stock(message: &Value) -> Value {
    json!([message["remaining"], message["inHold"], message["sold"]])
}

/// Reads stock until it is this.
async fn until(socket: &mut Socket, expected: Value) {
    while stock(&socket.message("stock.update").await) != expected {}
}

fn all(status: SeatStatus) -> Vec<(i64, SeatStatus)> {
    (1..=SEATS).map(|seat| (seat, status)).collect()
}

#[tokio::test]
async fn a_socket_begins_with_the_state_of_the_sale_and_goes_on_with_the_stock() {
    let house = House::open().await;
    for path in [PATH, "/ws?eventId=E1"] {
        let mut socket = open(&house, path).await.unwrap();
        let opened = socket.next().await.json();
        assert_eq!((&opened["type"], &opened["eventId"]), (&json!("sale.open"), &json!(1)));
        let first = socket.next().await.json();
        assert_eq!((&first["type"], stock(&first)), (&json!("stock.update"), json!([8, 0, 0])));
    }
    let mut socket = open(&house, PATH).await.unwrap();
    house.change_together(1, &[(1, Held), (2, Held), (3, Sold)]).await;
    until(&mut socket, json!([5, 2, 1])).await;
    house.change(1, 1, Available).await;
    until(&mut socket, json!([6, 1, 1])).await;
}

#[tokio::test]
async fn all_sockets_of_an_event_get_the_same_frames_with_rising_numbers() {
    let house = House::open().await;
    let (mut one, mut other) = (open(&house, PATH).await.unwrap(), open(&house, PATH).await.unwrap());
    let mut last = 0;
    for seat in 1..=3 {
        house.change(1, seat, Held).await;
        let expected = json!([8 - seat, seat, 0]);
        for socket in [&mut one, &mut other] {
            until(socket, expected.clone()).await;
            socket.say(r#"{"type":"client.ping"}"#).await.unwrap();
        }
        let (mine, theirs) = (one.message("stock.update").await, other.message("stock.update").await);
        assert_eq!(mine, theirs);
        let seq = mine["seq"].as_u64().unwrap();
        assert!(seq > last, "{mine}");
        last = seq;
    }
}

#[tokio::test]
async fn a_change_of_seats_that_leaves_the_stock_is_not_sent() {
    let house = House::open().await;
    let mut socket = open(&house, PATH).await.unwrap();
    house.change(1, 1, Held).await;
    until(&mut socket, json!([7, 1, 0])).await;
    let at = house.change_together(1, &[(1, Available), (2, Held)]).await;
    house.until(1, at).await;
    house.change(1, 2, Sold).await;
    let next = socket.message("stock.update").await;
    assert_eq!(stock(&next), json!([7, 0, 1]));
}

#[tokio::test]
async fn a_sale_opens_for_those_who_wait_for_it() {
    let house = House::open().await;
    let at = house.clock.now().plus(Duration::from_millis(300));
    house.catalog.move_on_sale(event_id(1), at).await.unwrap();
    let mut socket = open(&house, PATH).await.unwrap();
    let first = socket.next().await.json();
    assert_eq!(first["type"], "stock.update", "it is open already");
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(socket.message("sale.open").await["eventId"], 1);
}

#[tokio::test]
async fn a_sale_is_closed_once_everything_is_sold() {
    let house = House::open().await;
    let mut socket = open(&house, PATH).await.unwrap();
    house.change_together(1, &all(Held)).await;
    until(&mut socket, json!([0, 8, 0])).await;
    house.change_together(1, &all(Sold)).await;
    socket.message("sale.closed").await;
    until(&mut socket, json!([0, 0, 8])).await;
    let mut late = open(&house, PATH).await.unwrap();
    assert_eq!(late.next().await.json()["type"], "sale.closed");
    house.change(1, 8, Available).await;
    socket.message("sale.open").await;
}

#[tokio::test]
async fn the_sockets_of_an_event_that_is_over_end() {
    let house = House::open().await;
    let mut socket = open(&house, PATH).await.unwrap();
    until(&mut socket, json!([8, 0, 0])).await;
    let over = club(1).date_time.plus(Config::default().event_retention);
    house.clock.advance(over.since(house.clock.now()) + Duration::from_secs(1));
    house.catalog.forget_events();
    socket.message("sale.closed").await;
    assert_eq!(socket.closed().await, 1000);
    let refused = open(&house, PATH).await.unwrap_err();
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
}

#[tokio::test]
async fn a_ping_is_answered_with_the_stock_and_a_wrong_word_closes() {
    let house = House::open().await;
    let mut socket = open(&house, PATH).await.unwrap();
    let first = socket.message("stock.update").await;
    socket.say(r#"{"type":"client.ping"}"#).await.unwrap();
    assert_eq!(socket.message("stock.update").await, first);
    socket.say(&format!(r#"{{"type":"client.ack","seq":{}}}"#, first["seq"])).await.unwrap();
    socket.say(r#"{"type":"client.ping"}"#).await.unwrap();
    assert_eq!(socket.message("stock.update").await, first);
    for (text, code) in [
        (r#"{"type":"client.ack","seq":1000000}"#, 1008),
        (r#"{"type":"client.shout"}"#, 1007),
        ("hello", 1007),
    ] {
        let mut socket = open(&house, PATH).await.unwrap();
        socket.say(text).await.unwrap();
        assert_eq!(socket.closed().await, code, "{text}");
    }
}

#[tokio::test]
async fn what_cannot_be_watched_is_refused() {
    let house = House::open().await;
    for (path, refusal) in [
        ("/ws", "HTTP/1.1 400 "),
        ("/ws?eventId=", "HTTP/1.1 400 "),
        ("/ws?eventId=0", "HTTP/1.1 400 "),
        ("/ws?eventId=-1", "HTTP/1.1 400 "),
        ("/ws?eventId=E", "HTTP/1.1 400 "),
        ("/ws?eventId=EE1", "HTTP/1.1 400 "),
        ("/ws?eventId=+1", "HTTP/1.1 400 "),
        ("/ws?eventId=9223372036854775808", "HTTP/1.1 400 "),
        ("/ws?eventId=99", "HTTP/1.1 404 "),
    ] {
        let refused = open(&house, path).await.unwrap_err();
        assert!(refused.starts_with(refusal), "{path}: {refused}");
    }
    let mut sockets = Vec::new();
    for _ in 0..STREAMS_MAX {
        sockets.push(open(&house, PATH).await.unwrap());
    }
    assert!(open(&house, PATH).await.unwrap_err().starts_with("HTTP/1.1 429 "));
    drop(sockets);
    eventually("there is room again", SOON, async || open(&house, PATH).await.ok().map(drop)).await;
}

#[tokio::test]
async fn changes_between_two_ticks_are_one_message() {
    let house = House::open().await;
    let mut socket = open(&house, PATH).await.unwrap();
    until(&mut socket, json!([8, 0, 0])).await;
    let turns: Vec<_> =
        (0..2_000).map(|turn| (1 + turn % SEATS, if turn % 16 < 8 { Held } else { Available })).collect();
    let at = house.change_all(1, &turns).await;
    house.until(1, at).await;
    let at = house.change(1, 1, Sold).await;
    house.until(1, at).await;
    let mut messages = 1;
    while stock(&socket.message("stock.update").await) != json!([7, 0, 1]) {
        messages += 1;
    }
    assert!(messages < 500, "{messages} messages for 2001 changes");
}
