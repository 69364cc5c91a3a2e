//! Refusals: what they say of the request, whether to try again, where to read on, and in which of two forms.

use reqwest::Method;
use serde_json::json;

use crate::site::{Answer, Site, answer};

const PROBLEM: &str = "application/problem+json";

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let body = answer.json();
    let list = body["fields"].as_array().cloned().unwrap_or_default();
    let text = |field: &serde_json::Value, name: &str| field[name].as_str().unwrap().to_owned();
    assert!(list.iter().all(|field| !text(field, "message").is_empty()), "{body}");
    list.iter().map(|field| (text(field, "field"), text(field, "code"))).collect()
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn a_bad_field_of_a_body_is_named_with_a_code_and_in_the_older_form() {
    let site = Site::start();
    for (body, field, code) in [
        ("{}", "eventId", "REQUIRED"),
        (r#"{"eventId":1,"surprise":1}"#, "surprise", "UNKNOWN_FIELD"),
        (r#"{"eventId":1,"eventId":2}"#, "eventId", "DUPLICATE"),
        (r#"{"eventId":"one"}"#, "eventId", "NOT_AN_INTEGER"),
        (r#"{"eventId":1.5}"#, "eventId", "NOT_AN_INTEGER"),
        (r#"{"eventId":9223372036854775808}"#, "eventId", "OUT_OF_RANGE"),
        (r#"{"eventId":1,"seatIds":7}"#, "seatIds", "NOT_A_LIST"),
        ("[]", "body", "NOT_AN_OBJECT"),
    ] {
        let request = site.post("/api/things").header("Content-Type", "application/json").body(body);
        let refused = answer(request).await;
        let older = refused.refused(422, "VALIDATION_FAILED");
        assert_eq!(fields(&refused), one(field, code), "{body}");
        assert!(older[field].is_string(), "{body}: {older}");
    }
}

#[tokio::test]
async fn a_bad_part_of_path_query_or_headers_is_named_like_a_field() {
    let site = Site::start();
    for (path, field, code) in [
        ("/api/things/0", "eventId", "OUT_OF_RANGE"),
        ("/api/things/x", "eventId", "NOT_AN_INTEGER"),
        ("/api/things/1/x", "seatId", "NOT_AN_INTEGER"),
        ("/api/trials/order/12", "orderId", "MALFORMED"),
        ("/api/things", "limit", "REQUIRED"),
        ("/api/things?limit=1&limit=2", "limit", "DUPLICATE"),
        ("/api/things?limit=ten", "limit", "NOT_AN_INTEGER"),
        ("/api/things?limit=4294967296", "limit", "OUT_OF_RANGE"),
        ("/healthz?db=pong", "db", "UNKNOWN_VALUE"),
    ] {
        let refused = answer(site.get(path)).await;
        refused.refused(400, "BAD_REQUEST");
        assert_eq!(fields(&refused), one(field, code), "{path}");
    }
    for (header, value, code) in [
        ("X-Caller-Id", "two words", "MALFORMED"),
        ("Guest-Secret", "short", "TOO_SHORT"),
        ("Guest-Secret", &"s".repeat(129), "TOO_LONG"),
    ] {
        let refused = answer(site.get("/api/trials/who").header(header, value)).await;
        refused.refused(400, "BAD_REQUEST");
        assert_eq!(fields(&refused), one(header, code), "{header}");
    }
}

#[tokio::test]
async fn a_refusal_says_whether_to_try_again_and_leads_to_its_explanation() {
    let site = Site::start();
    let page = answer(site.get("/docs/errors")).await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for (path, code, retryable) in
        [("/nothing", "NOT_FOUND", false), ("/api/trials/away", "UNAVAILABLE", true)]
    {
        let refused = answer(site.get(path)).await;
        let body = refused.json();
        assert_eq!((&body["code"], &body["retryable"]), (&json!(code), &json!(retryable)));
        assert_eq!(refused.header("retry-after").is_some(), retryable, "{code}");
        let (address, anchor) = body["help"].as_str().unwrap().split_once('#').unwrap();
        assert_eq!((address, anchor), ("/docs/errors", code));
        assert!(page.text.contains(&format!("id=\"{anchor}\"")), "{code} is not explained");
    }
}

#[tokio::test]
async fn a_client_that_prefers_problems_gets_the_same_facts_as_one() {
    let site = Site::start();
    let refused = answer(site.get("/api/things/0").header("Accept", PROBLEM)).await;
    let problem = refused.json();
    assert_eq!((refused.status, refused.header("content-type")), (400, Some(PROBLEM)));
    assert_eq!(problem["type"], "/docs/errors#BAD_REQUEST");
    assert_eq!((&problem["title"], &problem["status"]), (&json!("bad request"), &json!(400)));
    assert_eq!((&problem["code"], &problem["retryable"]), (&json!("BAD_REQUEST"), &json!(false)));
    assert_eq!(problem["traceId"], refused.trace_id());
    assert_eq!(problem["fields"][0]["field"], "eventId");
    assert!(problem["detail"].as_str().unwrap().contains("event id") && problem["message"].is_null());

    for (method, path, status) in
        [(Method::PATCH, "/api/things", 405), (Method::GET, "/nothing", 404), (Method::GET, "/%ff", 404)]
    {
        let refused = answer(
            site.call(method, path)
                .header("Accept", "application/json;q=0.5, */*;q=0.1, application/problem+json"),
        )
        .await;
        assert_eq!((refused.status, refused.header("content-type")), (status, Some(PROBLEM)), "{path}");
        assert_eq!(refused.json()["status"], status);
    }
}

#[tokio::test]
async fn other_clients_get_plain_json_and_a_success_is_no_problem() {
    let site = Site::start();
    for accept in [
        "*/*",
        "application/json",
        "application/json, application/problem+json;q=0.9",
        "application/problem+json;q=0",
    ] {
        let refused = answer(site.get("/nothing").header("Accept", accept)).await;
        refused.refused(404, "NOT_FOUND");
    }
    let fine = answer(site.get("/api/things?limit=5").header("Accept", PROBLEM)).await;
    assert_eq!((fine.status, fine.json()), (200, json!(5)));
}
