//! Requests whose end could be read in two ways: each is refused, and nothing behind it is read as another request.

use super::Wire;
use crate::{Server, demo, start};

/// Would be answered 200 if it were a request.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const POST: &str = "POST /api/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

async fn is_refused(server: &Server, request: impl AsRef<[u8]>) {
    let request = request.as_ref();
    let said = Wire::asking(server, request).await.rest().await;
    let request = String::from_utf8_lossy(request);
    assert!(said.starts_with("HTTP/1.1 400 "), "{request:?} was answered {said:?}");
    assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{request:?} was answered {said:?}");
}

#[tokio::test]
async fn a_length_that_is_not_one_number_is_refused() {
    let server = start(&demo()).await;
    for lengths in [
        "Content-Length: 0\r\nContent-Length: 0",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2, 2",
        "Content-Length: +2",
        "Content-Length: -2",
        "Content-Length: 0x2",
        "Content-Length: 2 2",
        "Content-Length: 99999999999999999999",
        "Content-Length:",
    ] {
        is_refused(&server, format!("{POST}{lengths}\r\n\r\n{{}}{SMUGGLED}")).await;
    }
}

#[tokio::test]
async fn a_length_beside_chunks_and_chunks_by_another_name_are_refused() {
    let server = start(&demo()).await;
    for headers in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: gzip, chunked\r\nContent-Length: 5",
        "Transfer-Encoding:\x0bchunked",
    ] {
        is_refused(&server, format!("{POST}{headers}\r\n\r\n0\r\n\r\n{SMUGGLED}")).await;
    }
    let old = POST.replace("HTTP/1.1", "HTTP/1.0");
    is_refused(&server, format!("{old}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}")).await;
}

#[tokio::test]
async fn chunks_whose_size_is_no_number_are_refused() {
    let server = start(&demo()).await;
    for chunks in [
        "x\r\n{}\r\n",
        "-2\r\n{}\r\n",
        "0x2\r\n{}\r\n",
        "2 2\r\n{}\r\n",
        "fffffffffffffffff\r\n{}\r\n",
        "2\r\n{}xx0\r\n\r\n",
    ] {
        is_refused(&server, format!("{POST}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n{SMUGGLED}"))
            .await;
    }
}

#[tokio::test]
async fn lines_that_are_not_quite_headers_are_refused() {
    let server = start(&demo()).await;
    for lines in [
        "Host : localhost",
        "Host: localhost\r\n X-Folded: 1",
        "Host: localhost\r\nX: a\rb",
        "Host: localhost\r\nX: a\0b",
        "Host: localhost\r\nno colon",
        "Host: localhost\r\n: no name",
        "Host: localhost\r\nHost: localhost",
        "X: no host",
    ] {
        is_refused(&server, format!("GET /healthz HTTP/1.1\r\n{lines}\r\n\r\n")).await;
    }
    for request in [
        "\x16\x03\x01\x02\x00\x01\r\n\r\n",
        "GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /healthz HTTP/9.9\r\n\r\n",
    ] {
        is_refused(&server, request).await;
    }
}

#[tokio::test]
async fn a_body_is_never_another_request() {
    let server = start(&demo()).await;
    let length = SMUGGLED.len();
    for head in ["GET /api/events", "DELETE /api/orders", "GET /nothing"] {
        let request =
            format!("{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{SMUGGLED}");
        let said = Wire::asking(&server, request).await.rest().await;
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{head}: {said}");
    }
}
