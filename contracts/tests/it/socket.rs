//! What goes over `/ws`, to the byte, and its description.

use std::collections::BTreeSet;

use contracts::asyncapi;
use contracts::http::socket::{SaleMessage, SaleRequest, WatchedOrder};
use contracts::http::waiting_room::PlaceStateBody;
use serde_json::Value;
use uuid::Uuid;

#[test]
fn messages_are_written_as_the_description_says() {
    let stock = SaleMessage::StockUpdate { seq: 7, remaining: 97, sold: 3, in_hold: 0 };
    let order_id = Uuid::from_u128(1);
    let paid = SaleMessage::OrderUpdate { seq: 8, order_id, status: WatchedOrder::Paid };
    let state = PlaceStateBody::Waiting;
    let queue = SaleMessage::QueueUpdate { seq: 10, position: 1240, estimate_sec: 45, state };
    for (message, json) in [
        (SaleMessage::SaleOpen { seq: 1, event_id: 4 }, r#"{"type":"sale.open","seq":1,"eventId":4}"#),
        (stock, r#"{"type":"stock.update","seq":7,"remaining":97,"sold":3,"inHold":0}"#),
        (
            paid,
            r#"{"type":"order.update","seq":8,"orderId":"00000000-0000-0000-0000-000000000001","status":"PAID"}"#,
        ),
        (SaleMessage::SaleClosed { seq: 9, event_id: 4 }, r#"{"type":"sale.closed","seq":9,"eventId":4}"#),
        (queue, r#"{"type":"queue.update","seq":10,"position":1240,"estimateSec":45,"state":"WAITING"}"#),
    ] {
        assert_eq!(serde_json::to_string(&message).unwrap(), json);
        assert_eq!(serde_json::from_str::<SaleMessage>(json).unwrap(), message);
        let written: Value = serde_json::from_str(json).unwrap();
        assert_eq!(written["type"], message.kind());
        assert_eq!(described(message.kind()), names(&written));
    }
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

/// The fields of a message, by the description.
fn described(kind: &str) -> BTreeSet<String> {
    names(&asyncapi::document()["components"]["messages"][kind]["payload"]["properties"])
}

#[test]
fn requests_are_read_strictly() {
    let read = |json: &str| serde_json::from_str::<SaleRequest>(json).ok();
    assert_eq!(read(r#"{"type":"client.ping"}"#), Some(SaleRequest::Ping {}));
    assert_eq!(read(r#"{"type":"client.ack","seq":3}"#), Some(SaleRequest::Ack { seq: 3 }));
    let fields = ["type", "holdToken", "ticket"].map(str::to_owned);
    assert_eq!(described("client.watch"), BTreeSet::from(fields));
    let watch = |hold_token: Option<&str>, ticket: Option<&str>| {
        let (hold_token, ticket) = (hold_token.map(str::to_owned), ticket.map(str::to_owned));
        Some(SaleRequest::Watch { hold_token, ticket })
    };
    assert_eq!(read(r#"{"type":"client.watch","holdToken":"abc"}"#), watch(Some("abc"), None));
    assert_eq!(read(r#"{"type":"client.watch","ticket":"t"}"#), watch(None, Some("t")));
    assert_eq!(
        serde_json::to_string(&watch(None, Some("t"))).unwrap(),
        r#"{"type":"client.watch","ticket":"t"}"#
    );
    for wrong in [
        "",
        "{}",
        "[]",
        r#"{"type":"client.pong"}"#,
        r#"{"type":"client.ping","more":1}"#,
        r#"{"type":"client.ack"}"#,
        r#"{"type":"client.ack","seq":-1}"#,
        r#"{"type":"client.ack","seq":1,"seq":2}"#,
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}
