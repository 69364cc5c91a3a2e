//! A sale over a WebSocket: its stock, and the orders of one buyer.

use contracts::http::order::OrderPlacedBody;
use contracts::http::reservation::ReservationBody;
use futures::future::join_all;
use serde_json::Value;
use testkit::Socket;

use crate::{CLUB, crowded, demo, start};

fn count(message: &Value, what: &str) -> u64 {
    message[what].as_u64().unwrap_or_else(|| panic!("no {what}: {message}"))
}

/// Reads stock until this is true of it.
async fn until(socket: &mut Socket, mut is_there: impl FnMut(&Value) -> bool) {
    while !is_there(&socket.message("stock.update").await) {}
}

#[tokio::test]
async fn a_purchase_is_seen_over_a_socket() {
    let server = start(&demo()).await;
    let api = server.api();
    let path = format!("/ws?eventId={CLUB}");
    let (mut buyer, mut other) = (api.socket(&path).await.unwrap(), api.socket(&path).await.unwrap());
    assert_eq!(other.message("sale.open").await["eventId"], CLUB);
    let before = other.message("stock.update").await;

    let held: ReservationBody = api.hold(CLUB, &[42]).await.ok();
    until(&mut other, |now| count(now, "remaining") == count(&before, "remaining") - 1).await;
    let watch = serde_json::json!({ "type": "client.watch", "holdToken": held.hold_token });
    buyer.say(&watch.to_string()).await.unwrap();
    let mine = api.with_token(&held.hold_token);
    let placed: OrderPlacedBody =
        mine.place_order(CLUB, &[42], Some("tok_ok"), "an-order-that-is-watched").await.ok();
    loop {
        let update = buyer.message("order.update").await;
        assert_eq!(update["orderId"], placed.order_id.to_string());
        if update["status"] == "PAID" {
            break;
        }
        assert_eq!(update["status"], "HOLD");
    }
    until(&mut other, |now| count(now, "sold") == count(&before, "sold") + 1).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_keeps_no_other_waiting_and_misses_no_last_word() {
    const CLIENTS: usize = 100;
    const HELD: i64 = 40;
    let server = start(&crowded()).await;
    let api = server.api();
    let path = format!("/ws?eventId={CLUB}");
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        clients.push(api.with_caller(&format!("watcher-{number}")).socket(&path).await.unwrap());
    }
    // One of a hundred.
    let mut stalled = clients.pop().unwrap();
    let remaining = count(&clients[0].message("stock.update").await, "remaining");
    let left = remaining - u64::try_from(HELD).unwrap();
    for seat in 1..=HELD {
        let buyer = api.with_caller(&format!("buyer-{seat}"));
        let _: ReservationBody = buyer.hold(CLUB, &[seat]).await.ok();
    }
    join_all(clients.iter_mut().map(|client| until(client, |now| count(now, "remaining") == left))).await;
    let mut last = 0;
    until(&mut stalled, |now| {
        assert!(count(now, "seq") > last, "an older message came after a newer one: {now}");
        last = count(now, "seq");
        count(now, "remaining") == left
    })
    .await;
}
