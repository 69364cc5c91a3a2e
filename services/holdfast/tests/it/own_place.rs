//! The place of one visitor, over the WebSocket of the sale.

use contracts::http::headers;
use serde_json::{Value, json};

use crate::line::{TOKEN, becomes, enter, operate};
use crate::{CLUB, demo, start};

#[tokio::test]
async fn a_visitor_follows_the_own_place_over_the_socket_of_the_sale() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let (mina, joon) = (api.with_caller("mina"), api.with_caller("joon"));
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    let (first, second) = (enter(&mina).await, enter(&joon).await);
    becomes(&mina, &first, "CALLED").await;
    let mut socket = joon.socket(&format!("/ws?eventId={CLUB}")).await.unwrap();
    socket.say(&json!({ "type": "client.watch", "ticket": second }).to_string()).await.unwrap();
    loop {
        let waits = socket.message("queue.update").await;
        if (&waits["state"], &waits["position"]) == (&json!("WAITING"), &json!(1)) {
            break;
        }
    }
    let leave = mina.call(reqwest::Method::DELETE, "/api/waiting-room/place");
    assert_eq!(leave.header(headers::QUEUE_TICKET, &first).await.status, 204);
    while socket.message("queue.update").await["state"] != "CALLED" {}
    let mut forged = joon.socket(&format!("/ws?eventId={CLUB}")).await.unwrap();
    forged.say(r#"{"type":"client.watch","ticket":"forged"}"#).await.unwrap();
    assert_eq!(forged.closed().await, 1008);
}
