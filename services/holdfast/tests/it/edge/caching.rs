//! What a client has is not sent again, and a proxy keeps one form apart from another.

use reqwest::Method;

use crate::{CLUB, demo, start};

#[tokio::test]
async fn an_etag_is_compared_in_lists_weakly_and_for_heads() {
    let server = start(&demo()).await;
    let api = server.api();
    for path in [format!("/api/events/{CLUB}/seats"), format!("/api/events/{CLUB}/layout")] {
        let etag = api.get(&path).await.header("ETag").expect("an ETag").to_owned();
        let strong = etag.trim_start_matches("W/");
        let known = [etag.clone(), strong.to_owned(), format!("\"x\", {etag}"), "*".to_owned()];
        for sent in &known {
            for method in [Method::GET, Method::HEAD] {
                let answer = api.call(method, &path).header("If-None-Match", sent).await;
                assert_eq!((answer.status, answer.bytes.len()), (304, 0), "{sent}: {answer}");
                assert_eq!(answer.header("ETag"), Some(etag.as_str()), "{sent}");
                assert!(answer.header("Vary").is_some(), "{sent}");
            }
        }
        for sent in ["\"x\"", "W/\"x\"", "x", ""] {
            assert_eq!(api.get(&path).header("If-None-Match", sent).await.status, 200, "{sent:?}");
        }
    }
}

#[tokio::test]
async fn what_is_a_buyers_own_is_kept_nowhere_and_no_answer_sets_a_cookie() {
    let server = start(&demo()).await;
    let api = server.api();
    let held = api.hold(CLUB, &[1]).await;
    for answer in [held, api.with_caller("mina").get("/api/orders").await, api.get("/api/orders/x").await] {
        assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{answer}");
    }
    for path in ["/", "/api/events", "/docs/", "/nothing"] {
        let answer = api.get(path).await;
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("Set-Cookie"), None, "{path}");
    }
}

#[tokio::test]
async fn each_form_varies_by_what_chose_it() {
    let server = start(&demo()).await;
    let api = server.api();
    let seats = format!("/api/events/{CLUB}/seats");
    let form = async |accept: &str, coding: &str| {
        let answer = api.get(&seats).header("Accept", accept).header("Accept-Encoding", coding).await;
        assert_eq!(answer.header("Vary"), Some("Accept, Accept-Encoding"));
        let header = |name| answer.header(name).unwrap_or_default().to_owned();
        (header("Content-Type"), header("Content-Encoding"))
    };
    let (json, packed) = ("application/json", "application/octet-stream");
    for (accept, coding, kind, coded) in [
        (json, "gzip", json, "gzip"),
        (json, "gzip;q=0", json, ""),
        (json, "gzip;q=0, *", json, ""),
        (packed, "identity", packed, ""),
        (packed, "br, gzip;q=0.1", packed, "gzip"),
    ] {
        assert_eq!(form(accept, coding).await, (kind.to_owned(), coded.to_owned()), "{accept} {coding}");
    }
}
