//! The trace id that every answer names, and what happens to a trace that comes from outside.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use server::HttpConfig;

use crate::site::{Site, answer, config};

const OUTSIDE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test]
async fn every_answer_names_its_trace() {
    let site = Site::start_with(HttpConfig { request_timeout: Duration::from_millis(200), ..config() });
    let requests = [
        (200, site.get("/api/things/1")),
        (201, site.post("/api/things").json(&json!({ "eventId": 1 }))),
        (400, site.get("/api/things/x")),
        (404, site.get("/nowhere")),
        (405, site.call(Method::PUT, "/api/things")),
        (413, site.post("/api/things").body(vec![b' '; 20_000])),
        (415, site.post("/api/things").body("text")),
        (500, site.get("/api/trials/panic")),
        (503, site.get("/api/trials/slow")),
        (200, site.get("/healthz")),
        (200, site.get("/metrics")),
        (200, site.get("/docs/")),
    ];
    for (status, request) in requests {
        let answer = answer(request).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        answer.trace_id();
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn two_requests_are_two_traces() {
    let site = Site::start();
    let (first, second) = (answer(site.get("/healthz")).await, answer(site.get("/healthz")).await);
    assert_ne!(first.trace_id(), second.trace_id());
}

#[tokio::test]
async fn a_handler_that_panics_is_an_internal_error_and_affects_nothing_else() {
    let site = Site::start();
    for _ in 0..3 {
        let refused = answer(site.get("/api/trials/panic")).await;
        refused.refused(500, "INTERNAL_ERROR");
        assert!(!refused.text.contains("trial of the net"), "{}", refused.text);
    }
    assert_eq!(answer(site.get("/healthz")).await.status, 200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_and_may_be_retried() {
    let site = Site::start_with(HttpConfig { request_timeout: Duration::from_millis(50), ..config() });
    let refused = answer(site.get("/api/trials/slow")).await;
    refused.refused(503, "UNAVAILABLE");
    assert_eq!(refused.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn a_handler_may_name_the_trace_of_the_response_that_it_replays() {
    let site = Site::start();
    let replayed = answer(site.post("/api/trials/replay")).await;
    assert_eq!(replayed.trace_id(), "0123456789abcdef0123456789abcdef");
    assert_eq!(replayed.headers.get_all("trace-id").iter().count(), 1);
}

#[tokio::test]
async fn a_client_cannot_choose_our_trace() {
    let site = Site::start();
    let request = site.post("/api/trials/traceparent").header("traceparent", OUTSIDE);
    let answer = answer(request).await;
    let ours = answer.json();
    let ours = ours.as_str().unwrap();
    assert!(!ours.contains("4bf92f3577b34da6a3ce929d0e0e4736"), "{ours}");
    assert_eq!(telemetry::trace_id_of(ours), Some(answer.trace_id()));
}
