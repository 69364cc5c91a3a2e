//! Streams and sockets that were opened with an access token end with it, and what is public goes on.

use contracts::ErrorCode;
use contracts::http::order::OrderPlacedBody;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::ApiClient;
use testkit::stream::{SseConnection, SseFrame, SseItem};
use uuid::Uuid;

use super::roles::{admin, options, renewed, role_of};
use super::{PASSWORD, post, user};
use crate::line::{TOKEN, enter, operate};
use crate::{CLUB, SOON, crowded, demo, start};

/// Of a close frame, as 401 of HTTP.
const UNAUTHORIZED: u16 = 3000;

async fn open(api: &ApiClient, path: &str) -> SseConnection {
    SseConnection::open(api, path, None).await.unwrap().unwrap()
}

/// None: the stream has ended, properly.
async fn next(stream: &mut SseConnection) -> Option<SseItem> {
    tokio::time::timeout(SOON, stream.next()).await.expect("the stream says nothing").unwrap()
}

async fn frame(stream: &mut SseConnection) -> SseFrame {
    loop {
        if let SseItem::Frame(frame) = next(stream).await.expect("the stream ended") {
            return frame;
        }
    }
}

/// The comment with which it ends.
async fn last_comment(stream: &mut SseConnection) -> String {
    let mut last = String::new();
    while let Some(item) = next(stream).await {
        if let SseItem::Comment(comment) = item {
            last = comment;
        }
    }
    last
}

/// An order whose payment takes seconds.
async fn order(buyer: &ApiClient, seat: i64) -> Uuid {
    assert_eq!(buyer.hold(CLUB, &[seat]).await.status, 201);
    let placed =
        buyer.place_order(CLUB, &[seat], Some("tok_slow"), &format!("an-order-of-seat-{seat}")).await;
    placed.ok::<OrderPlacedBody>().order_id
}

/// Its stream, behind the order as it is.
async fn stream_of(buyer: &ApiClient, order: Uuid) -> SseConnection {
    let mut stream = open(buyer, &format!("/api/orders/{order}/stream")).await;
    frame(&mut stream).await;
    stream
}

fn text<'v>(body: &'v Value, name: &str) -> &'v str {
    body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}"))
}

#[tokio::test]
async fn a_log_out_ends_what_was_opened_with_the_session_and_nothing_that_is_public() {
    let server = start(&crowded()).await;
    let api = server.api();
    let mina = user(&api, "mina@example.com").await;
    let buyer = api.with_access(&mina.access);
    let path = format!("/ws?eventId={CLUB}");
    let (mut own, mut anonymous) = (buyer.socket(&path).await.unwrap(), api.socket(&path).await.unwrap());
    let before = anonymous.message("stock.update").await["remaining"].as_u64().unwrap();
    let mut map = open(&buyer, &format!("/api/events/{CLUB}/seats/stream")).await;
    let order = order(&buyer, 1).await;
    let mut stream = stream_of(&buyer, order).await;

    assert_eq!(post(&api, "logout", &json!({ "refreshToken": mina.refresh })).await.status, 204);
    assert_eq!(last_comment(&mut stream).await, "SESSION_ENDED");
    assert_eq!(own.closed().await, UNAUTHORIZED);
    let again = SseConnection::open(&buyer, &format!("/api/orders/{order}/stream"), None).await.unwrap();
    again.expect_err("it was opened again").refused(ErrorCode::SessionEnded);
    assert!(buyer.socket(&path).await.unwrap_err().contains("SESSION_ENDED"));

    assert_eq!(api.hold(CLUB, &[2]).await.status, 201);
    while !frame(&mut map).await.data.contains("\"seatId\":2,") {}
    while anonymous.message("stock.update").await["remaining"] != before - 2 {}
}

#[tokio::test]
async fn whatever_ends_a_session_ends_its_streams_and_those_of_no_other() {
    let server = start(&crowded()).await;
    let api = server.api();
    for (seat, way) in [(1, "revoked"), (2, "stolen"), (3, "deleted")] {
        let email = format!("{way}@example.com");
        let lasting = user(&api, &email).await;
        let body = json!({ "email": email, "password": PASSWORD });
        let ending: Value = post(&api, "login", &body).await.ok();
        let [lasting, buyer] =
            [lasting.access.as_str(), text(&ending, "accessToken")].map(|of| api.with_access(of));
        let order = order(&buyer, seat).await;
        let (mut ends, mut goes_on) = (stream_of(&buyer, order).await, stream_of(&lasting, order).await);
        end(&api, &ending, &lasting, way).await;
        assert_eq!(last_comment(&mut ends).await, "SESSION_ENDED", "{way}");
        if way == "deleted" {
            assert_eq!(last_comment(&mut goes_on).await, "SESSION_ENDED", "all of an account end with it");
        } else {
            frame(&mut goes_on).await;
        }
    }
}

/// Ends a session of a user who has another one.
async fn end(api: &ApiClient, ending: &Value, other: &ApiClient, way: &str) {
    let refresh = async |body: &Value| {
        post(api, "refresh", &json!({ "refreshToken": text(body, "refreshToken") })).await
    };
    match way {
        "revoked" => {
            let path = format!("/api/users/me/sessions/{}", text(ending, "sessionId"));
            assert_eq!(other.call(Method::DELETE, &path).await.status, 204);
        }
        "stolen" => {
            let second: Value = refresh(ending).await.ok();
            assert_eq!(refresh(&second).await.status, 200);
            refresh(ending).await.refused(ErrorCode::SessionEnded);
        }
        _ => {
            let deleted = other.call(Method::DELETE, "/api/users/me").json(&json!({ "password": PASSWORD }));
            assert_eq!(deleted.await.status, 204);
        }
    }
}

#[tokio::test]
async fn a_change_of_rights_ends_a_stream_that_comes_back_with_the_next_token() {
    let server = start(&options()).await;
    let api = server.api();
    let (admin, mina) = (admin(&api).await, user(&api, "mina@example.com").await);
    let buyer = api.with_access(&mina.access);
    let order = order(&buyer, 1).await;
    let mut stream = stream_of(&buyer, order).await;
    let by_admin = api.with_access(&admin.access);
    let set = by_admin.call(Method::PUT, &role_of(&mina)).json(&json!({ "role": "SUPPORT" }));
    assert_eq!(set.await.status, 200);
    assert_eq!(last_comment(&mut stream).await, "TOKEN_EXPIRED");
    stream_of(&api.with_access(&renewed(&api, &mina).await.access), order).await;
}

#[tokio::test]
async fn a_log_out_ends_the_stream_of_a_place_in_a_line() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    enter(&api.with_caller("joon")).await;
    let mina = user(&api, "mina@example.com").await;
    let visitor = api.with_access(&mina.access);
    let ticket = enter(&visitor).await;
    let mut place = open(&visitor, &format!("/api/waiting-room/place/stream?ticket={ticket}")).await;
    assert_eq!(frame(&mut place).await.event, "position");
    assert_eq!(post(&api, "logout", &json!({ "refreshToken": mina.refresh })).await.status, 204);
    assert_eq!(last_comment(&mut place).await, "SESSION_ENDED");
}
