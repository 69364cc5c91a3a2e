//! What strangers send fills no log, and what is secret is in none.

use contracts::ErrorCode;
use contracts::http::reservation::ReservationBody;
use contracts::http::stream_token::StreamTokenBody;
use testkit::eventually;

use super::Wire;
use crate::{CLUB, SOON, demo, start};

#[tokio::test]
async fn malformed_requests_are_counted_and_not_logged() {
    let server = start(&demo()).await;
    let before = server.log().len();
    for request in [
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ] {
        let said = Wire::asking(&server, request).await.rest().await;
        assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    }
    eventually("all three are counted", SOON, async || {
        let metrics = server.api().get("/metrics").await;
        let metrics = String::from_utf8_lossy(&metrics.bytes).into_owned();
        metrics.contains("holdfast_http_bad_requests_total{reason=\"malformed\"} 3").then_some(())
    })
    .await;
    let log = server.log().split_off(before);
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
}

#[tokio::test]
async fn no_hold_token_is_logged_at_any_level() {
    let server = start(&demo().env("RUST_LOG", "trace")).await;
    let api = server.api();
    let held: ReservationBody = api.hold(CLUB, &[1]).await.ok();
    let holder = api.with_token(&held.hold_token);
    assert_eq!(holder.post("/api/reservations/1/1/extend").await.status, 200);
    assert_eq!(holder.release(CLUB, 1).await.status, 204);
    let log = server.log();
    assert!(log.contains("answered"), "the log is at trace");
    assert!(!log.contains(&held.hold_token), "a hold token is in the log");
}

#[tokio::test]
async fn no_stream_token_is_logged_at_any_level() {
    let server = start(&demo().env("RUST_LOG", "trace")).await;
    let api = server.api();
    let held: ReservationBody = api.hold(CLUB, &[1]).await.ok();
    let issue = format!("/api/reservations/{}/stream-token", held.reservation_id);
    let token: StreamTokenBody = api.with_token(&held.hold_token).post(&issue).await.ok();
    let token = token.stream_token;
    let mut socket = api.socket(&format!("/ws?eventId={CLUB}&streamToken={token}")).await.unwrap();
    let _: serde_json::Value = socket.message("stock.update").await;
    let refused = api.get(&format!("/api/orders/{}/stream?streamToken={token}", held.reservation_id)).await;
    refused.refused(ErrorCode::TokenInvalid);
    let log = server.log();
    assert!(log.contains("answered"), "the log is at trace");
    assert!(!log.contains(&token), "a stream token is in the log");
}
