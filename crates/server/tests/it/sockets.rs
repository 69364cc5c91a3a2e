//! Clients that misbehave below HTTP: too slow, too many, or not reading.

use std::time::Duration;

use server::HttpConfig;
use testkit::eventually;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::site::{Site, config};

const SOON: Duration = Duration::from_secs(30);

async fn connect(site: &Site, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What the server sends until it closes the connection, gracefully or not.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let reading = stream.read_to_end(&mut text);
    let _ = tokio::time::timeout(SOON, reading).await.expect("the connection was not closed");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_arrive_closes_the_connection() {
    let site = Site::start_with(HttpConfig { header_timeout: Duration::from_millis(100), ..config() });
    let stream = connect(&site, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
    let said = rest(stream).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_answered_and_closes_the_connection() {
    let site = Site::start_with(HttpConfig { request_timeout: Duration::from_millis(100), ..config() });
    let head = "POST /api/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
    let said = rest(connect(&site, head).await).await;
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("REQUEST_TIMEOUT"), "{said}");
    assert!(said.contains("trace-id: "), "{said}");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let site = Site::start_with(HttpConfig { keep_alive: Duration::from_secs(1), ..config() });
    let said = rest(connect(&site, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let site = Site::start_with(HttpConfig { connections_per_address_max: 2, ..config() });
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut first = connect(&site, request).await;
    let mut second = connect(&site, request).await;
    for stream in [&mut first, &mut second] {
        let mut said = [0; 12];
        stream.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"HTTP/1.1 200");
    }
    assert_eq!(rest(TcpStream::connect(site.address).await.unwrap()).await, "", "a third was served");
    drop(first);
    eventually("the place of a closed connection is free", SOON, async || {
        let mut stream = TcpStream::connect(site.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut said = [0; 12];
        stream.read_exact(&mut said).await.ok().filter(|_| said == *b"HTTP/1.1 200").map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_dropped() {
    let site = Site::start_with(HttpConfig {
        streams_max: 1,
        send_buffer_bytes: 8 * 1024,
        unread_timeout: Duration::from_millis(300),
        ..config()
    });
    let silent = connect(&site, "GET /api/trials/flood HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let stream_status = async || site.get("/api/trials/stream").send().await.unwrap().status().as_u16();
    eventually("the silent client's stream is open", SOON, async || {
        (stream_status().await == 429).then_some(())
    })
    .await;
    eventually("its place is free again", Duration::from_secs(20), async || {
        (stream_status().await == 200).then_some(())
    })
    .await;
    drop(silent);
}
