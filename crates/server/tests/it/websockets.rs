//! Sockets: how they begin, how many there may be, and how they end.

use std::time::Duration;

use server::HttpConfig;
use testkit::{Said, Socket, client_frame, close_frame, eventually};

use crate::site::{Site, answer, config};

const SOON: Duration = Duration::from_secs(30);
const ECHO: &str = "/api/trials/echo";

async fn open(site: &Site, headers: &[(&str, &str)]) -> Result<Socket, String> {
    Socket::open(site.address, ECHO, headers).await
}

#[tokio::test]
async fn what_is_no_handshake_is_refused() {
    let site = Site::start();
    for (name, value) in [
        ("Upgrade", ""),
        ("Upgrade", "h2c"),
        ("Connection", ""),
        ("Connection", "keep-alive"),
        ("Sec-WebSocket-Version", ""),
        ("Sec-WebSocket-Version", "8"),
        ("Sec-WebSocket-Key", ""),
        ("Sec-WebSocket-Key", "dG9vIHNob3J0"),
    ] {
        let refused = open(&site, &[(name, value)]).await.unwrap_err();
        assert!(
            refused.starts_with("HTTP/1.1 400 ") && refused.contains("BAD_REQUEST"),
            "{name}: {value}: {refused}"
        );
        assert!(refused.contains("sec-websocket-version: 13\r\n"), "{refused}");
    }
    answer(site.get(ECHO)).await.refused(400, "BAD_REQUEST");
    answer(site.post(ECHO)).await.refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn the_page_of_another_site_is_refused() {
    let origins = "https://partner.example".parse().unwrap();
    let site = Site::start_with(HttpConfig { ws_origins: origins, ..config() });
    let refused = open(&site, &[("Origin", "https://evil.example")]).await.unwrap_err();
    assert!(refused.starts_with("HTTP/1.1 403 ") && refused.contains("FORBIDDEN"), "{refused}");
    for origin in ["http://localhost", "https://partner.example", ""] {
        open(&site, &[("Origin", origin)]).await.unwrap();
    }
}

#[tokio::test]
async fn a_socket_says_what_its_conversation_says_and_ends_with_it() {
    let site = Site::start();
    let mut socket = open(&site, &[]).await.unwrap();
    socket.say("hello").await.unwrap();
    assert_eq!(socket.next().await, Said::Text("\"hello\"".to_owned()));
    socket.say("end").await.unwrap();
    assert_eq!(socket.next().await, Said::Close(1000, String::new()));
    socket.send(&close_frame(1000)).await.unwrap();
    assert_eq!(socket.next().await, Said::Ended);
}

#[tokio::test]
async fn a_silent_client_is_pinged_and_outlives_the_time_limit_of_requests() {
    let (request_timeout, ws_ping) = (Duration::from_millis(20), Duration::from_millis(50));
    let site = Site::start_with(HttpConfig { request_timeout, ws_ping, ..config() });
    let mut socket = open(&site, &[]).await.unwrap();
    for _ in 0..3 {
        assert_eq!(socket.next().await, Said::Ping(Vec::new()));
    }
    socket.send(&client_frame(0x8a, b"")).await.unwrap();
    socket.say("still here").await.unwrap();
    while socket.next().await != Said::Text("\"still here\"".to_owned()) {}
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_closed() {
    let (ws_ping, ws_idle) = (Duration::from_millis(50), Duration::from_millis(200));
    let site = Site::start_with(HttpConfig { ws_ping, ws_idle, ..config() });
    let mut socket = open(&site, &[]).await.unwrap();
    assert_eq!(socket.closed().await, 1001);
    assert_eq!(socket.next().await, Said::Ended);
}

#[tokio::test]
async fn sockets_and_streams_of_a_caller_share_one_limit() {
    let site = Site::start_with(HttpConfig { streams_per_caller_max: 2, ..config() });
    let mina = [("X-Caller-Id", "mina")];
    let first = open(&site, &mina).await.unwrap();
    let stream = site.get("/api/trials/stream").header("X-Caller-Id", "mina").send().await.unwrap();
    let refused = open(&site, &mina).await.unwrap_err();
    assert!(refused.starts_with("HTTP/1.1 429 ") && refused.contains("retry-after: 10\r\n"), "{refused}");
    open(&site, &[("X-Caller-Id", "joon")]).await.unwrap();
    drop(first);
    eventually("the place of a closed socket is free", SOON, async || {
        open(&site, &mina).await.ok().map(drop)
    })
    .await;
    drop(stream);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let site = Site::start_with(HttpConfig {
        streams_max: 1,
        send_buffer_bytes: 8 * 1024,
        unread_timeout: Duration::from_millis(300),
        ..config()
    });
    let silent = Socket::open(site.address, "/api/trials/unread", &[]).await.unwrap();
    assert!(open(&site, &[]).await.unwrap_err().starts_with("HTTP/1.1 429 "));
    eventually("its place is free again", SOON, async || open(&site, &[]).await.ok().map(drop)).await;
    drop(silent);
}

#[tokio::test]
async fn a_socket_is_closed_when_the_server_stops() {
    let site = Site::start();
    let mut socket = open(&site, &[]).await.unwrap();
    socket.say("hello").await.unwrap();
    socket.next().await;
    site.lifecycle.stop();
    assert_eq!(socket.closed().await, 1001);
    socket.send(&close_frame(1001)).await.unwrap();
    assert_eq!(socket.next().await, Said::Ended);
    site.ended().await.unwrap();
}

#[tokio::test]
async fn an_upgrade_of_a_path_that_has_none_is_an_ordinary_answer() {
    let site = Site::start();
    let refused = Socket::open(site.address, "/healthz", &[]).await.unwrap_err();
    assert!(refused.starts_with("HTTP/1.1 200 "), "{refused}");
}
