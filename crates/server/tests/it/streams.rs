//! Streams: how they begin, how they show that they live, how many there may be.

use std::time::Duration;

use reqwest::{Method, Response};
use server::HttpConfig;
use testkit::eventually;
use tokio::time::Instant;

use crate::site::{Site, answer, config, read};

const SOON: Duration = Duration::from_secs(30);

/// Reads a stream until it has said `end`.
async fn read_until(stream: &mut Response, end: &str) -> String {
    let mut text = String::new();
    let reading = async {
        while !text.contains(end) {
            let chunk = stream.chunk().await.unwrap().expect("the stream ended");
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(SOON, reading).await.expect("the stream did not say it in time");
    text
}

/// What a stream still says until it ends, which it has to do properly.
async fn rest(mut stream: Response) -> String {
    let mut text = String::new();
    let reading = async {
        while let Some(chunk) = stream.chunk().await.expect("the stream broke off instead of ending") {
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(SOON, reading).await.expect("the stream went on");
    text
}

async fn open(site: &Site, caller: &str) -> Response {
    site.get("/api/trials/stream").header("X-Caller-Id", caller).send().await.unwrap()
}

#[tokio::test]
async fn a_silent_stream_sends_heartbeats() {
    let site = Site::start_with(HttpConfig { heartbeat: Duration::from_millis(30), ..config() });
    let mut stream = open(&site, "mina").await;
    for (name, value) in
        [("content-type", "text/event-stream"), ("cache-control", "no-store"), ("x-accel-buffering", "no")]
    {
        assert_eq!(stream.headers()[name], value);
    }
    assert!(stream.headers().contains_key("trace-id"));
    let text = read_until(&mut stream, ": heartbeat\n\n: heartbeat\n\n").await;
    assert_eq!(text, "event: INIT\ndata: {\"version\":1}\n\n: heartbeat\n\n: heartbeat\n\n");
}

#[tokio::test]
async fn a_stream_outlives_the_time_limit_of_requests() {
    let timeout = Duration::from_millis(20);
    let site = Site::start_with(HttpConfig { request_timeout: timeout, heartbeat: timeout, ..config() });
    let mut stream = open(&site, "mina").await;
    read_until(&mut stream, &": heartbeat\n\n".repeat(4)).await;
}

#[tokio::test]
async fn a_caller_with_too_many_streams_is_refused_until_one_is_closed() {
    let site = Site::start_with(HttpConfig { streams_per_caller_max: 2, ..config() });
    let first = open(&site, "mina").await;
    let _second = open(&site, "mina").await;
    let third = read(open(&site, "mina").await).await;
    third.refused(429, "RATE_LIMITED");
    assert_eq!(third.header("retry-after"), Some("10"));
    assert_eq!(open(&site, "joon").await.status(), 200, "another caller paid for it");

    drop(first);
    eventually("the place of a closed stream is free", SOON, async || {
        (open(&site, "mina").await.status() == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn all_streams_together_have_a_limit() {
    let site = Site::start_with(HttpConfig { streams_max: 2, ..config() });
    let _streams = (open(&site, "mina").await, open(&site, "joon").await);
    read(open(&site, "sori").await).await.refused(429, "RATE_LIMITED");
}

#[tokio::test]
async fn a_head_request_for_a_stream_takes_no_permit() {
    let site = Site::start_with(HttpConfig { streams_max: 1, ..config() });
    for _ in 0..3 {
        let head = answer(site.call(Method::HEAD, "/api/trials/stream")).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
    }
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let site = Site::start();
    let mut stream = open(&site, "mina").await;
    read_until(&mut stream, "\n\n").await;
    site.lifecycle.stop();
    assert_eq!(rest(stream).await, "retry: 1000\n\n");
    site.ended().await.unwrap();
}

#[tokio::test]
async fn streams_of_a_stopping_server_go_on_and_end_one_after_another() {
    let drain_delay = Duration::from_secs(4);
    let site = Site::start_with(HttpConfig { drain_delay, heartbeat: Duration::from_millis(50), ..config() });
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(open(&site, "mina").await);
    }
    site.lifecycle.stop();
    let stopped = Instant::now();
    let ended = futures::future::join_all(streams.into_iter().map(|stream| async move {
        let said = rest(stream).await;
        assert!(said.ends_with("retry: 1000\n\n"), "{said}");
        (stopped.elapsed(), said.matches(": heartbeat").count())
    }))
    .await;
    let (first, last) = (ended.iter().min().unwrap(), ended.iter().max().unwrap());
    assert!(last.0 > first.0 + drain_delay / 4, "they ended together: {ended:?}");
    assert!(last.1 > first.1, "the last one was silent while it waited: {ended:?}");
    site.ended().await.unwrap();
}

#[tokio::test]
async fn anonymous_callers_behind_a_trusted_proxy_are_distinguished_by_address() {
    let behind = async |proxies: &str| {
        let proxies = proxies.parse().unwrap();
        let site = Site::start_with(HttpConfig { streams_per_caller_max: 1, proxies, ..config() });
        let open = async |address: &str| {
            let request = site.get("/api/trials/stream").header("X-Forwarded-For", address);
            request.send().await.unwrap()
        };
        let (first, second) = (open("1.2.3.4").await, open("5.6.7.8").await);
        (first.status().as_u16(), second.status().as_u16())
    };
    assert_eq!(behind("127.0.0.1").await, (200, 200));
    assert_eq!(behind("10.0.0.0/8").await, (200, 429));
}
