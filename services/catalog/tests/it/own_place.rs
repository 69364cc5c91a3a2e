//! A visitor's own place over `/ws`: for one who shows its ticket, behind everything else.

use catalog::domain::PlaceStage::{self, Called, Returned, Waiting};
use catalog::domain::SeatStatus::Held;
use serde_json::{Value, json};
use testkit::Socket;

use crate::house::{House, event_id};

const PATH: &str = "/ws?eventId=1";

async fn watch(house: &House, ticket: &str) -> Socket {
    let mut socket = house.api.socket(PATH).await.unwrap();
    socket.message("stock.update").await;
    socket.say(&json!({ "type": "client.watch", "ticket": ticket }).to_string()).await.unwrap();
    socket
}

fn put(house: &House, ticket: &str, state: PlaceStage, position: u32) {
    house.places.put(event_id(1), ticket, state, position);
}

/// Reads where the place stands until it is this.
async fn until(socket: &mut Socket, position: u32, state: &str) -> Value {
    loop {
        let update = socket.message("queue.update").await;
        if (&update["position"], &update["state"]) == (&json!(position), &json!(state)) {
            return update;
        }
    }
}

#[tokio::test]
async fn a_client_that_shows_its_ticket_follows_its_place_until_it_is_called() {
    let house = House::open().await;
    put(&house, "mina", Waiting, 1240);
    put(&house, "joon", Waiting, 7);
    let (mut mina, mut joon) = (watch(&house, "mina").await, watch(&house, "joon").await);
    let first = until(&mut mina, 1240, "WAITING").await;
    assert_eq!(first["estimateSec"], 45);
    until(&mut joon, 7, "WAITING").await;
    put(&house, "mina", Returned, 1);
    let second = until(&mut mina, 1, "RETURNED").await;
    assert!(second["seq"].as_u64() > first["seq"].as_u64(), "{second}");
    put(&house, "mina", Called, 0);
    until(&mut mina, 0, "CALLED").await;
    // There is nothing more to wait for in line. The sale goes on.
    put(&house, "mina", Waiting, 9);
    house.change(1, 1, Held).await;
    let mut types = Vec::new();
    while types.last().is_none_or(|kind| kind != "stock.update") {
        types.push(mina.next().await.json()["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(types, ["stock.update"]);
}

#[tokio::test]
async fn a_ticket_of_no_place_in_this_line_closes_the_socket_and_so_does_a_watch_of_nothing() {
    let house = House::open().await;
    house.places.put(event_id(2), "elsewhere", Waiting, 1);
    for ticket in ["forged", "", "elsewhere"] {
        assert_eq!(watch(&house, ticket).await.closed().await, 1008, "{ticket:?}");
    }
    let mut socket = house.api.socket(PATH).await.unwrap();
    socket.say(r#"{"type":"client.watch"}"#).await.unwrap();
    assert_eq!(socket.closed().await, 1007);
}
