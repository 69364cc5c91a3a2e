//! Clients that stay without doing anything, or without reading, are dropped.

use futures::future::join_all;
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

/// A byte a second, where the unread timeout is 30 s: the kernel counts from the last time that there was room for more.
#[tokio::test]
async fn a_client_that_reads_a_byte_now_and_then_is_dropped_too() {
    let server = start(&demo().env("HOLDFAST_UNREAD_TIMEOUT_MS", "500")).await;
    let before = sockets(&server);
    let mut wires = Vec::new();
    for _ in 0..20 {
        let mut wire = Wire::open_narrow(&server).await;
        wire.send("GET /api/events/4/seats HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        wire.has_answer().await;
        wires.push(wire);
    }
    assert!(sockets(&server) > before);
    let gone =
        eventually("their connections are gone", SOON, async || (sockets(&server) <= before).then_some(()));
    tokio::select! {
        () = gone => {}
        _ = join_all(wires.iter_mut().map(Wire::trickle)) => unreachable!("they read for ever"),
    }
}
