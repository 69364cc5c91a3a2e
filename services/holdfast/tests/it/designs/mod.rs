//! Clients that were written for the source designs of a waiting room, and know nothing else.

mod first_come;
mod two_tier;

use serde_json::{Value, json};
use testkit::{ApiClient, Call, eventually};

use crate::{SOON, Server, crowded, start};

const TOKEN: &str = "an operator token of tests, long enough";

fn as_operator(call: Call) -> Call {
    call.header("Authorization", &format!("Bearer {TOKEN}"))
}

async fn started() -> Server {
    start(&crowded().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await
}

/// With a room in front of this event, for so many visitors at a time.
async fn with_a_room(event: i64, cap: u32) -> Server {
    let server = started().await;
    open_a_room(&server.api(), event, cap).await;
    server
}

async fn open_a_room(api: &ApiClient, event: i64, cap: u32) {
    let path = format!("/api/waiting-room/admin/events/{event}/open");
    let call = as_operator(api.post(&path)).json(&json!({ "cap": cap, "ceiling": 60_000 }));
    let _: Value = call.await.ok();
}

/// Reservation asks the waiting room twice a second which sales need a token.
async fn is_guarded(api: &ApiClient, event: i64) {
    // A hold that comes to nothing before, too.
    let body = json!({ "eventId": event, "section": "NOWHERE", "quantity": 1 });
    eventually("the sale needs a token", SOON, async || {
        let refused = api.post("/api/reservations").json(&body).await;
        (refused.status == 403).then_some(())
    })
    .await;
}

fn reserve(api: &ApiClient, event: i64, quantity: u32, token: &str) -> Call {
    let body = json!({ "eventId": event.to_string(), "quantity": quantity });
    api.post("/api/v1/tickets/reserve").header("X-Queue-Token", token).json(&body)
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_else(|| panic!("no {field} in {body}")).to_owned()
}
