//! A sale over a WebSocket: its stock, and the orders of one buyer.

use contracts::http::order::OrderPlacedBody;
use contracts::http::reservation::ReservationBody;
use serde_json::Value;
use testkit::Socket;

use crate::{CLUB, demo, start};

fn count(message: &Value, what: &str) -> u64 {
    message[what].as_u64().unwrap_or_else(|| panic!("no {what}: {message}"))
}

/// Reads stock until this is true of it.
async fn until(socket: &mut Socket, is_there: impl Fn(&Value) -> bool) {
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
