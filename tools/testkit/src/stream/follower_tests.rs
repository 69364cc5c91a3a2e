//! The followers against a server that plays a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use contracts::http::catalog::{SeatBody, SeatMapBody, SeatStatus};
use contracts::http::order::OrderStatus;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::{Mode, OrderFollower, Position, SeatMapClient};
use crate::{Address, ApiClient, Route, eventually};

const SOON: Duration = Duration::from_secs(10);

struct Response {
    body: String,
    /// A stream that stays open after what it has said so far.
    stays_open: bool,
}

async fn server(play: impl Fn(&str) -> Response + Send + Sync + 'static) -> ApiClient {
    ApiClient::new(Address::new(listening(play).await))
}

/// Answers each request by `play`, which gets the head of the request. Says where.
async fn listening(play: impl Fn(&str) -> Response + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let play = Arc::new(play);
    #[expect(clippy::disallowed_methods, reason = "a server in a test ends with the test")]
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let play = play.clone();
            #[expect(clippy::disallowed_methods, reason = "a server in a test ends with the test")]
            tokio::spawn(async move { answer(socket, &*play).await });
        }
    });
    base_url
}

async fn answer(mut socket: TcpStream, play: &(impl Fn(&str) -> Response + Sync)) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    let response = play(&String::from_utf8(head).unwrap().to_lowercase());
    let text = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", response.body);
    socket.write_all(text.as_bytes()).await.unwrap();
    if response.stays_open {
        std::future::pending::<()>().await;
    }
}

fn snapshot(version: u64, status: SeatStatus) -> SeatMapBody {
    let seat = SeatBody { id: 1, r: 1, c: 1, section: "A".to_owned(), price: 1, status };
    SeatMapBody { event_id: 1, epoch: 1, version, rows: 1, cols: 1, seats: vec![seat], pools: Vec::new() }
}

fn json(body: &SeatMapBody) -> Response {
    Response { body: serde_json::to_string(body).unwrap(), stays_open: false }
}

fn seat_update(version: u64, status: &str) -> String {
    let data = format!(r#"{{"seatId":1,"status":"{status}","version":{version}}}"#);
    format!("id: 1-{version}\nevent: SEAT_UPDATE\ndata: {data}\n\n")
}

fn position(event: &str, version: u64) -> String {
    format!("event: {event}\ndata: {{\"eventId\":1,\"epoch\":1,\"version\":{version}}}\n\n")
}

#[tokio::test]
async fn a_seat_map_survives_a_lost_connection_and_a_resync() {
    let map = Arc::new(Mutex::new(snapshot(1, SeatStatus::Available)));
    let current = map.clone();
    let api = server(move |head| {
        if !head.starts_with("get /api/events/1/seats/stream ") {
            return json(&current.lock().unwrap());
        }
        if !head.contains("last-event-id") {
            let body = position("INIT", 1) + &seat_update(2, "HELD");
            return Response { body, stays_open: false };
        }
        assert!(head.contains("last-event-id: 1-2\r\n"), "{head}");
        *current.lock().unwrap() = snapshot(9, SeatStatus::Available);
        let body =
            [seat_update(3, "SOLD"), ": \n\n".to_owned(), position("RESYNC", 9), seat_update(10, "HELD")];
        Response { body: body.concat(), stays_open: true }
    })
    .await;

    let client = SeatMapClient::ready(&api, 1, Mode::Single).await;
    client.until_position(Position::new(1, 10), SOON).await;
    let shown: Vec<_> = client.map().history().iter().map(|update| (update.version, update.status)).collect();
    let (held, sold) = (SeatStatus::Held, SeatStatus::Sold);
    assert_eq!(shown, [(2, held), (3, sold), (10, held)]);
    assert_eq!((client.connections(), client.map().resyncs(), client.heartbeats()), (2, 1, 1));
    *map.lock().unwrap() = snapshot(10, SeatStatus::Held);
    client.agrees_with_the_server(&api, 1, SOON).await;
}

#[tokio::test]
async fn a_map_that_differs_from_the_server_s_is_not_passed_over() {
    let api = server(|head| {
        if head.contains("/stream") {
            return Response { body: position("INIT", 1) + &seat_update(2, "HELD"), stays_open: true };
        }
        json(&snapshot(1, SeatStatus::Available))
    })
    .await;
    let client = SeatMapClient::ready(&api, 1, Mode::Single).await;
    client.until_status(1, SeatStatus::Held, SOON).await;
    let lying = server(|_| json(&snapshot(2, SeatStatus::Available))).await;
    let comparing = std::panic::AssertUnwindSafe(client.agrees_with_the_server(&lying, 1, SOON));
    assert!(futures::FutureExt::catch_unwind(comparing).await.is_err());
}

/// Follows an event of two instances, in trouble: one announces version 5 and shows this one, the other has no stream and version 1.
async fn follows_two_instances(shown: u64) -> SeatMapClient {
    let announces = move |head: &str| match head.contains("/stream") {
        true => Response { body: position("INIT", 5), stays_open: true },
        false => json(&snapshot(shown, SeatStatus::Held)),
    };
    let is_behind = |head: &str| match head.contains("/stream") {
        true => Response { body: String::new(), stays_open: false },
        false => json(&snapshot(1, SeatStatus::Available)),
    };
    let base_urls = vec![listening(is_behind).await, listening(announces).await];
    let api = ApiClient::new(Address::routed(vec![Route { prefix: "", base_urls }]));
    SeatMapClient::ready_for_trouble(&api, 1, Mode::Single).await
}

#[tokio::test]
async fn during_faults_an_instance_may_be_behind_what_another_has_announced() {
    let client = follows_two_instances(5).await;
    client.until_position(Position::new(1, 5), SOON).await;
    assert_eq!(client.violations(), [""; 0]);
    eventually("it has waited for that", SOON, async || client.longest_wait()).await;
}

#[tokio::test]
async fn during_faults_too_the_instance_that_announces_a_position_has_to_show_it() {
    let client = follows_two_instances(4).await;
    let breach = eventually("that is noticed", SOON, async || client.violations().pop()).await;
    assert!(breach.contains("has announced 1-5, and shows 1-4"), "{breach}");
}

#[tokio::test]
async fn an_order_is_followed_to_its_end_through_a_lost_connection() {
    let order = Uuid::from_u128(7);
    let update = move |version: u64, status: &str| {
        let times = r#""createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z""#;
        let data = format!(
            r#"{{"orderId":"{order}","status":"{status}","stuck":false,"version":{version},"eventId":1,"seatIds":[1],"amount":1,"currency":"KRW",{times},"timeline":[]}}"#
        );
        format!("event: ORDER_UPDATE\ndata: {data}\n\n")
    };
    let connections = Mutex::new(0);
    let api = server(move |_| {
        let mut connections = connections.lock().unwrap();
        *connections += 1;
        let first = *connections == 1;
        let rest = if first { update(2, "CREATED") } else { update(2, "CREATED") + &update(4, "CONFIRMED") };
        Response { body: update(1, "CREATED").repeat(usize::from(first)) + &rest, stays_open: !first }
    })
    .await;

    let follower = OrderFollower::follow(&api, order);
    assert_eq!(follower.outcome(SOON).await.status, OrderStatus::Confirmed);
    let versions: Vec<_> = follower.seen().iter().map(|order| order.version).collect();
    assert_eq!(versions, [1, 2, 4]);
    assert_eq!(follower.violations(), [""; 0]);
}
