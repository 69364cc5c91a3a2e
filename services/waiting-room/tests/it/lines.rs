//! Waiting, being called, and getting in.

use std::time::Duration;

use access::SalePasses;
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::EventId;
use serde_json::{Value, json};
use service_harness::SECRET;
use testkit::eventually;

use crate::room::{EVENT, Room, SOON};

const SECOND: Duration = Duration::from_secs(1);

fn token(claimed: &Value) -> String {
    claimed["entryToken"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn visitors_wait_are_called_in_order_and_get_a_pass() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1, "ceiling": 6000, "message": "bring water" })).await;
    let visitors = room.enter_all(&["mina", "joon", "sora"]).await;
    assert_eq!(visitors[2].place().await["number"], 3);
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    let waiting = visitors[2].becomes("WAITING").await;
    assert_eq!((&waiting["ahead"], &waiting["stream"]), (&json!(1), &json!(true)));

    visitors[1].claim().await.refused(ErrorCode::NotYourTurn);
    let claimed: Value = visitors[0].claim().await.ok();
    let event = EventId::new(EVENT).unwrap();
    let pass = SalePasses::new(SECRET).verify(event, &token(&claimed), room.now()).unwrap();
    assert_eq!(pass.expires_at, room.now().plus(Duration::from_secs(600)));
    visitors[0].becomes("ACTIVE").await;
    let again: Value = visitors[0].claim().await.ok();
    assert_eq!(token(&again), token(&claimed), "a second claim gets the same pass");

    visitors[0].leave().await;
    room.pass(SECOND);
    visitors[1].becomes("CALLED").await;
    assert_eq!(visitors[0].place().await["state"], "ENDED");
    let body: Value = room.api.get("/api/waiting-room/events/4").await.ok();
    assert_eq!((&body["phase"], &body["message"]), (&json!("OPEN"), &json!("bring water")));
    assert_eq!((&body["issued"], &body["serving"], &body["waiting"]), (&json!(3), &json!(2), &json!(1)));
    room.close().await;
}

#[tokio::test]
async fn fifty_tabs_of_one_visitor_are_one_place_and_a_reload_keeps_it() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1 })).await;
    room.enter_all(&["first"]).await;
    let mut mina = room.visitor("mina");
    let entered = mina.enter().await;
    for _ in 0..50 {
        assert_eq!(room.visitor("mina").enter().await["ticket"], entered["ticket"]);
    }
    let guest = |secret: &str| {
        let call = room.api.post("/api/waiting-room/events/4/enter").header(headers::GUEST_SECRET, secret);
        async move { call.await.ok::<Value>()["number"].clone() }
    };
    assert_eq!(guest(&"a".repeat(32)).await, 3);
    assert_eq!(guest(&"b".repeat(32)).await, 4);
    assert_eq!(guest(&"a".repeat(32)).await, 3);
    room.api.post("/api/waiting-room/events/4/enter").await.refused(ErrorCode::Unauthenticated);
    room.close().await;
}

#[tokio::test]
async fn a_foreign_or_forged_ticket_gets_nothing() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 5, "ceiling": 6000 })).await;
    let mut visitors = room.enter_all(&["mina", "joon"]).await;
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    let copied = visitors[0].ticket.clone();
    let own = std::mem::replace(&mut visitors[1].ticket, copied);
    visitors[1].claim().await.refused(ErrorCode::QueueTokenRequired);
    let own = own.unwrap();
    for forged in ["", "AAAA", &own[1..], &format!("{own}A")] {
        visitors[1].ticket = Some(forged.to_owned());
        visitors[1].claim().await.refused(ErrorCode::QueueTokenRequired);
    }
    let number = visitors[0].place().await["number"].clone();
    assert_eq!(number, 1, "the visitor whose ticket was copied has lost nothing");
    room.close().await;
}

#[tokio::test]
async fn who_misses_the_call_keeps_the_number_and_is_called_when_back() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1, "ceiling": 6000 })).await;
    let visitors = room.enter_all(&["mina", "joon"]).await;
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    room.pass(Duration::from_secs(30));
    visitors[1].becomes("CALLED").await;
    // Asking is being there.
    let back = visitors[0].becomes("RETURNED").await;
    assert_eq!((&back["number"], &back["ahead"]), (&json!(1), &json!(0)));
    visitors[1].leave().await;
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    assert_eq!(visitors[0].claim().await.status, 200);
    room.close().await;
}

#[tokio::test]
async fn a_place_that_has_ended_is_followed_by_one_behind_all_others() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1 })).await;
    let mut visitors = room.enter_all(&["mina", "joon"]).await;
    visitors[0].leave().await;
    let entered = visitors[0].enter().await;
    assert_eq!((&entered["number"], &entered["state"]), (&json!(3), &json!("WAITING")));
    assert_eq!(visitors[0].enter().await["number"], 3);
    room.close().await;
}

#[tokio::test]
async fn a_stream_ends_with_the_call() {
    let room = Room::start().await;
    room.open_room(&json!({ "cap": 1, "ceiling": 6000 })).await;
    let visitors = room.enter_all(&["mina"]).await;
    let path = |ticket: &str| format!("/api/waiting-room/place/stream?ticket={ticket}");
    room.api.get(&path("AAAA")).await.refused(ErrorCode::QueueTokenRequired);
    room.pass(SECOND);
    visitors[0].becomes("CALLED").await;
    let stream = room.api.get(&path(visitors[0].ticket.as_deref().unwrap())).await;
    let text = String::from_utf8(stream.bytes).unwrap();
    assert!(text.starts_with("event: called\ndata: {") && text.contains("\"CALLED\""), "{text}");
    room.close().await;
}

#[tokio::test]
async fn a_room_that_any_cache_may_answer_for_and_an_event_that_has_none() {
    let room = Room::start().await;
    room.api.get("/api/waiting-room/events/4").await.refused(ErrorCode::NotFound);
    room.visitor("mina").try_enter().await.refused(ErrorCode::NotFound);
    room.open_room(&json!({})).await;
    let answer = room.api.get("/api/waiting-room/events/4").await;
    assert_eq!(answer.header("Cache-Control"), Some("public, max-age=1, stale-while-revalidate=5"));
    assert!(answer.bytes.len() < 1024, "{answer}");
    assert_eq!((answer.header("Set-Cookie"), answer.header("Vary")), (None, None));
    let etag = answer.header("ETag").unwrap().to_owned();
    let known = room.api.get("/api/waiting-room/events/4").header("If-None-Match", &etag).await;
    assert_eq!((known.status, known.bytes.len(), known.header("ETag")), (304, 0, Some(etag.as_str())));
    room.enter_all(&["mina"]).await;
    eventually("another answer has another name", SOON, async || {
        let changed = room.api.get("/api/waiting-room/events/4").header("If-None-Match", &etag).await;
        (changed.status == 200).then_some(())
    })
    .await;
    room.close().await;
}
