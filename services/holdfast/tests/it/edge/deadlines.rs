//! Every head and every body has to arrive in time, whichever request of its connection it is.

use std::time::Duration;

use contracts::ErrorCode;
use testkit::Options;

use super::Wire;
use crate::{Server, demo, start};

const ALIVE: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const HEAD_BYTES_MAX: usize = 16 * 1024;

fn brief() -> Options {
    demo().env("HOLDFAST_HEADER_TIMEOUT_MS", "300")
}

async fn kept(server: &Server) -> Wire {
    let mut wire = Wire::asking(server, ALIVE).await;
    assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
    wire
}

fn head_of(bytes: usize) -> String {
    let around = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \r\n\r\n";
    around.replace("X: ", &format!("X: {}", "x".repeat(bytes - around.len())))
}

#[tokio::test]
async fn each_head_of_a_connection_has_to_arrive_in_time() {
    let server = start(&brief()).await;
    for mut wire in [Wire::open(&server).await, kept(&server).await] {
        wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ").await;
        let said = wire.rest_while_dripping("x").await;
        assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    }
    // In pieces, but in time.
    let mut wire = kept(&server).await;
    for piece in ["GET /health", "z HTTP/1.1\r", "\nHost: localhost\r\n\r", "\n"] {
        wire.send(piece).await;
    }
    assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_connection_that_only_sends_blank_lines_is_closed() {
    let server = start(&brief().env("HOLDFAST_KEEP_ALIVE_MS", "300")).await;
    let said = kept(&server).await.rest_while_dripping("\r\n").await;
    assert_eq!(said, "");
}

#[tokio::test]
async fn a_body_that_is_not_read_has_to_end_in_time() {
    let server = start(&brief()).await;
    let head = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let said = Wire::asking(&server, head).await.rest_while_dripping("1\r\nx\r\n").await;
    assert!(said.starts_with("HTTP/1.1 200") && said.matches("HTTP/1.1").count() == 1, "{said}");
    let said = Wire::asking(&server, format!("{head}1\r\nx")).await.rest().await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let said = Wire::asking(&server, head.replace("Transfer-Encoding: chunked", "Content-Length: 9")).await;
    assert!(said.rest().await.starts_with("HTTP/1.1 200"));
    // One that ends is as good as none.
    let mut wire = Wire::asking(&server, format!("{head}1\r\nx\r\n0\r\n\r\n{ALIVE}")).await;
    for _ in 0..2 {
        assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_slow_body_is_the_fault_of_the_client_and_said_to_be() {
    let server = start(&demo().env("HOLDFAST_REQUEST_TIMEOUT_MS", "500")).await;
    let head = "POST /api/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for body in ["Content-Length: 40\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] {
        let said = Wire::asking(&server, format!("{head}{body}")).await.rest().await;
        assert!(
            said.starts_with("HTTP/1.1 408") && said.contains(ErrorCode::RequestTimeout.as_str()),
            "{said}"
        );
        assert!(said.contains("\"traceId\""), "{said}");
    }
}

#[tokio::test]
async fn heads_end_at_16_kib() {
    let server = start(&demo()).await;
    for fresh in [true, false] {
        let mut wire = if fresh { Wire::open(&server).await } else { kept(&server).await };
        wire.send(head_of(HEAD_BYTES_MAX)).await;
        assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
        for endless in
            [head_of(HEAD_BYTES_MAX + 1), "x".repeat(HEAD_BYTES_MAX + 1), "\r\n".repeat(HEAD_BYTES_MAX)]
        {
            let mut wire = if fresh { Wire::open(&server).await } else { kept(&server).await };
            wire.send(endless).await;
            let said = wire.rest().await;
            assert!(said.starts_with("HTTP/1.1 431"), "{said}");
        }
    }
}

#[tokio::test]
async fn requests_that_come_together_are_answered_in_their_order() {
    let server = start(&brief()).await;
    let both = format!("{ALIVE}GET /api/events/99 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut wire = Wire::asking(&server, both.repeat(50)).await;
    for _ in 0..50 {
        assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
        assert!(wire.answer().await.starts_with("HTTP/1.1 404"));
    }
}

#[tokio::test]
async fn a_stream_may_be_silent_for_longer_than_any_deadline() {
    let server =
        start(&brief().env("HOLDFAST_KEEP_ALIVE_MS", "300").env("HOLDFAST_REQUEST_TIMEOUT_MS", "300")).await;
    let started = tokio::time::Instant::now();
    let follower = testkit::SeatMapClient::ready(&server.api(), crate::CLUB, testkit::Mode::Single).await;
    testkit::eventually("the deadlines have passed", crate::SOON, async || {
        (started.elapsed() > Duration::from_millis(1_000)).then_some(())
    })
    .await;
    server.api().hold(crate::CLUB, &[1]).await;
    follower.until_status(1, contracts::http::catalog::SeatStatus::Held, crate::SOON).await;
    assert_eq!(follower.violations(), Vec::<String>::new());
}
