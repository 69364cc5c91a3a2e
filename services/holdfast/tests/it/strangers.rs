//! Whatever a stranger sends is answered: never by a fault of ours, and every refusal in the words of the one table of codes. A request
//! that is not is made as short as it can be, and printed with its seed.

use contracts::http::headers::{CALLER_ID, HOLD_TOKEN, IDEMPOTENCY_KEY, QUEUE_TOKEN};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use reqwest::Method;
use testkit::{ApiClient, try_cases};

use crate::{demo, start};

const REQUESTS: u32 = 1_500;

#[derive(Debug, Clone)]
struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    content_type: &'static str,
    body: String,
}

/// Where the braces are, a stranger writes what they like. Streams are left out: they do not end.
const PATHS: [&str; 28] = [
    "/api/events",
    "/api/events/{}",
    "/api/events/{}/seats",
    "/api/events/{}/layout",
    "/api/reservations",
    "/api/reservations/best",
    "/api/reservations/{}",
    "/api/reservations/{}/extend",
    "/api/reservations/{}/seats/{}",
    "/api/reservations/{}/{}",
    "/api/reservations/{}/{}/extend",
    "/api/orders",
    "/api/orders/{}",
    "/api/orders/{}/cancel",
    "/api/orders?cursor={}&limit={}",
    "/api/payments/authorize",
    "/purchase",
    "/pay/{}",
    "/api/waiting-room/events/{}",
    "/api/waiting-room/events/{}/enter",
    "/api/queue/check/{}",
    "/api/v1/queue/status/{}",
    "/api/v1/queue/enter",
    "/api/v1/tickets/reserve",
    "/vwr-api/vwr/assign/{}",
    "/vwr-api/vwr/check/{}/{}",
    "/api/payments/methods?x={}",
    "/{}",
];

const HEADERS: [&str; 13] = [
    IDEMPOTENCY_KEY,
    HOLD_TOKEN,
    CALLER_ID,
    QUEUE_TOKEN,
    "Cookie",
    "traceparent",
    "Last-Event-ID",
    "If-None-Match",
    "Accept",
    "Accept-Encoding",
    "Content-Encoding",
    "Origin",
    "Prefer",
];

/// Words that mean something here, so that not everything fails at the door.
const NAMES: [&str; 12] = [
    "eventId",
    "seatId",
    "seatIds",
    "holdSeconds",
    "holdToken",
    "paymentMethod",
    "orderId",
    "method",
    "seconds",
    "qty",
    "quantity",
    "userId",
];

fn request() -> impl Strategy<Value = Request> {
    let headers = vec((select(HEADERS.as_slice()), header()), 0..4);
    let method = select(["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"].as_slice());
    let content_type = prop_oneof![9 => Just("application/json"), 1 => Just("text/plain"), 1 => Just("")];
    (method, path(), headers, content_type, body()).prop_map(|(method, path, headers, content_type, body)| {
        Request { method, path, headers, content_type, body }
    })
}

fn path() -> impl Strategy<Value = String> {
    (select(PATHS.as_slice()), vec(word(), 2)).prop_map(|(path, words)| {
        words.iter().fold(path.to_owned(), |path, word| path.replacen("{}", &escaped(word), 1))
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => (0..40_i64).prop_map(|number| number.to_string()),
        2 => any::<i128>().prop_map(|number| number.to_string()),
        1 => "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        2 => "\\PC{0,40}",
        1 => "[\\x00-\\xff]{0,12}",
        1 => Just("..".to_owned()),
    ]
}

/// Every byte that is not a letter or a digit, so that any word fits into any path.
fn escaped(word: &str) -> String {
    word.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A header cannot carry more than this, in any of our clients.
fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[ -~]{0,300}",
        1 => "[a-z0-9_-]{1,40}",
        1 => "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}",
        1 => "[0-9]{1,20}-[0-9]{1,20}",
        1 => "[\\u{80}-\\u{ffff}]{0,20}",
    ]
}

fn body() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => any::<i64>().prop_map(serde_json::Value::from),
        3 => (0..50_i64).prop_map(serde_json::Value::from),
        1 => any::<f64>().prop_map(serde_json::Value::from),
        1 => any::<bool>().prop_map(serde_json::Value::from),
        2 => "\\PC{0,60}".prop_map(serde_json::Value::from),
        1 => Just(serde_json::Value::Null),
    ];
    let json = leaf.prop_recursive(4, 40, 8, |inner| {
        let name = prop_oneof![4 => select(NAMES.as_slice()).prop_map(str::to_owned), 1 => "\\PC{0,10}"];
        prop_oneof![
            1 => vec(inner.clone(), 0..12).prop_map(serde_json::Value::from),
            3 => vec((name, inner), 0..6).prop_map(|fields| fields.into_iter().collect()),
        ]
    });
    prop_oneof![8 => json.prop_map(|json| json.to_string()), 1 => "\\PC{0,200}", 1 => Just("[".repeat(5_000))]
}

async fn is_answered(api: &ApiClient, request: Request) -> Result<(), TestCaseError> {
    let Request { method, path, headers, content_type, body } = request;
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut call = api.call(method.clone(), &path);
    for (name, value) in &headers {
        call = call.header(name, value);
    }
    let answer = call.body(content_type, body).attempt().await;
    let answer = answer.map_err(|error| TestCaseError::fail(format!("no answer: {error:?}")))?;
    prop_assert!(answer.status < 500, "{answer}");
    prop_assert!(answer.header("Trace-Id").is_some_and(|trace| trace.len() == 32), "no trace id on {answer}");
    if answer.status >= 400 && method != Method::HEAD {
        let refusal = serde_json::from_slice::<contracts::http::error::ErrorBody>(&answer.bytes);
        let refusal = refusal.map_err(|error| TestCaseError::fail(format!("{error}: {answer}")))?;
        prop_assert_eq!(refusal.code.status(), answer.status, "{}", answer);
    }
    Ok(())
}

#[test]
fn nothing_that_strangers_send_is_a_fault_of_ours() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(start(&demo()));
    let api = server.api();
    let run = |request| runtime.block_on(is_answered(&api, request));
    try_cases(REQUESTS, &request(), run);
    let events = runtime.block_on(async { api.events().await });
    assert_eq!(events.status, 200, "it lives on");
}
