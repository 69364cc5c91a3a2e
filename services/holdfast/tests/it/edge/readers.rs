//! Clients that stay without doing anything, or without reading, are dropped.

use testkit::eventually;

use super::{Wire, sockets};
use crate::{SOON, demo, start};

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = start(&demo().env("HOLDFAST_KEEP_ALIVE_MS", "300")).await;
    let mut wire = Wire::asking(&server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(wire.answer().await.starts_with("HTTP/1.1 200"));
    assert_eq!(wire.rest().await, "");
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let server = start(&demo().env("HOLDFAST_UNREAD_TIMEOUT_MS", "500")).await;
    let before = sockets(&server);
    let mut wire = Wire::open_narrow(&server).await;
    wire.send("GET /api/events/4/seats HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    wire.has_answer().await;
    assert!(sockets(&server) > before);
    eventually("its connection is gone", SOON, async || (sockets(&server) <= before).then_some(())).await;
}
