//! Paths, methods, ids and queries; and the server's own paths.

use reqwest::Method;
use serde_json::json;

use crate::site::{Site, answer};

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let site = Site::start();
    for path in
        ["/", "/api", "/api/things/", "/api/things/1/2/3", "/api/thingsandmore", "/docs/nothing.js", "/%ff"]
    {
        answer(site.get(path)).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_wrong_method_is_answered_with_the_allowed_ones() {
    let site = Site::start();
    for (method, path, allowed) in [
        (Method::DELETE, "/api/things", "GET, HEAD, POST"),
        (Method::OPTIONS, "/api/things", "GET, HEAD, POST"),
        (Method::POST, "/api/things/1", "GET, HEAD, DELETE"),
        (Method::PATCH, "/api/trials/key", "POST"),
        (Method::GET, "/api/trials/key", "POST"),
        (Method::POST, "/healthz", "GET, HEAD"),
        (Method::from_bytes(b"BREW").unwrap(), "/api/things", "GET, HEAD, POST"),
    ] {
        let refused = answer(site.call(method, path)).await;
        refused.refused(405, "METHOD_NOT_ALLOWED");
        assert_eq!(refused.header("allow"), Some(allowed));
    }
}

#[tokio::test]
async fn an_impossible_id_is_a_bad_request() {
    let site = Site::start();
    assert_eq!(answer(site.get("/api/things/9223372036854775807")).await.json(), json!(i64::MAX));
    assert_eq!(answer(site.get("/api/things/1/20000")).await.json(), json!([1, 20_000]));
    for absurd in ["0", "-1", "+1", "9223372036854775808", "1e3", "1.0", "seat", "%20", "%00", "１"] {
        answer(site.get(&format!("/api/things/{absurd}"))).await.refused(400, "BAD_REQUEST");
        answer(site.get(&format!("/api/things/1/{absurd}"))).await.refused(400, "BAD_REQUEST");
        answer(site.get(&format!("/api/things/{absurd}/1"))).await.refused(400, "BAD_REQUEST");
    }
    // A number like any other, but greater than any seat's.
    answer(site.get("/api/things/1/4294967296")).await.refused(404, "SEAT_NOT_FOUND");

    let order = "0190b7a0-0000-7000-8000-000000000001";
    assert_eq!(answer(site.get(&format!("/api/trials/order/{order}"))).await.json(), order);
    answer(site.get("/api/trials/order/12")).await.refused(400, "BAD_REQUEST");
    answer(site.get("/api/trials/params/256")).await.refused(400, "BAD_REQUEST");
}

#[tokio::test]
async fn a_query_that_does_not_parse_is_a_bad_request() {
    let site = Site::start();
    assert_eq!(answer(site.get("/api/things?limit=5")).await.json(), 5);
    for query in ["", "?limit=", "?limit=-1", "?limit=ten", "?limits=5"] {
        answer(site.get(&format!("/api/things{query}"))).await.refused(400, "BAD_REQUEST");
    }
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let site = Site::start();
    let answer = answer(site.call(Method::HEAD, "/api/things/42")).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(answer.header("content-length"), Some("2"));
}

#[tokio::test]
async fn a_refusal_of_the_framework_gets_our_error_body() {
    let site = Site::start();
    let refused = answer(site.get("/api/trials/foreign")).await;
    refused.refused(400, "BAD_REQUEST");
    assert!(!refused.text.contains("words that are not ours"));
}

#[tokio::test]
async fn an_error_of_ours_does_not_reveal_its_cause() {
    let site = Site::start();
    for (path, status, code) in [("broken", 500, "INTERNAL_ERROR"), ("away", 503, "UNAVAILABLE")] {
        let refused = answer(site.get(&format!("/api/trials/{path}"))).await;
        refused.refused(status, code);
        assert!(!refused.text.contains("secret"), "{}", refused.text);
        assert_eq!(refused.header("retry-after").is_some(), status == 503);
    }
}

#[tokio::test]
async fn a_conflict_names_the_seats() {
    let site = Site::start();
    let refused = answer(site.post("/api/trials/conflict")).await;
    refused.refused(409, "RESERVATION_CONFLICT");
    assert_eq!(refused.json()["details"], json!({ "conflicts": [{ "seatId": 7, "status": "HELD" }] }));
}

#[tokio::test]
async fn the_description_covers_every_mount_and_the_server_s_own_paths() {
    let site = Site::start();
    let description = answer(site.get("/openapi.json")).await.json();
    for path in ["/api/things", "/healthz", "/readyz", "/metrics", "/openapi.json"] {
        assert!(description["paths"][path].is_object(), "{path} is missing");
    }
    for schema in ["ErrorBody", "ErrorCode", "ErrorDetails"] {
        assert!(description["components"]["schemas"][schema].is_object(), "{schema} is missing");
    }
}

#[tokio::test]
async fn the_docs_come_from_inside_the_binary() {
    let site = Site::start();
    let page = answer(site.get("/docs")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("swagger-ui"), "{}", page.text);
    assert!(!page.text.contains("https://"), "the page needs something from outside: {}", page.text);
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'self'"));
    let script = answer(site.get("/docs/swagger-initializer.js")).await;
    assert!(script.text.contains("/openapi.json"), "{}", script.text);
}

#[tokio::test]
async fn the_docs_have_three_pages_and_each_leads_to_the_others() {
    let site = Site::start();
    let pages = ["/docs/", "/docs/messages", "/docs/errors"];
    for path in pages {
        let page = answer(site.get(path)).await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{path}"
        );
        assert!(page.text.contains("name=\"viewport\""), "{path} is not for phones");
        assert!(pages.iter().all(|other| page.text.contains(&format!("href=\"{other}\""))), "{path}");
    }
    let messages = answer(site.get("/docs/asyncapi.json")).await.json();
    assert_eq!(messages, contracts::asyncapi::document());
}

#[tokio::test]
async fn metrics_are_labelled_by_route_and_never_by_path() {
    let site = Site::start();
    answer(site.get("/api/things/4711")).await;
    answer(site.get("/nowhere/4711")).await;
    let metrics = answer(site.get("/metrics")).await.text;
    let counted =
        "holdfast_http_request_seconds_count{method=\"GET\",route=\"/api/things/{event}\",status=\"2xx\"}";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(metrics.contains("route=\"unmatched\",status=\"4xx\""), "{metrics}");
    assert!(metrics.contains("le=\"0.005\""), "the histogram has no buckets: {metrics}");
    assert!(!metrics.contains("/4711"), "{metrics}");
}
