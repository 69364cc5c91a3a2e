//! Bad input gets a clear error from the one table, whatever the route, and changes nothing.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use contracts::http::catalog::{EventBody, EventListBody, SeatMapBody};
use contracts::http::error::ErrorDetails;
use reqwest::Method;
use testkit::{Answer, ApiClient};
use tokio::sync::OnceCell;

use crate::{ARENA, CLUB, Server, demo, start};

/// One for all these tests: none of them changes anything.
static SERVER: OnceCell<Server> = OnceCell::const_new();

async fn api() -> ApiClient {
    SERVER.get_or_init(|| async { start(&demo()).await }).await.api()
}

const WRITES: [(&str, &str); 5] = [
    ("/api/reservations", r#"{"eventId":1,"seatId":1}"#),
    ("/api/reservations/best", r#"{"eventId":1,"quantity":1}"#),
    ("/api/reservations/1/1/extend", r#"{"seconds":30}"#),
    ("/api/orders", r#"{"eventId":1,"seatIds":[1]}"#),
    ("/api/payments/authorize", r#"{"orderId":"0190f3a0-0000-7000-8000-000000000000"}"#),
];

async fn post(api: &ApiClient, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    api.post(path).key("a-key-for-bad-input").body("application/json", body).await
}

#[track_caller]
fn fields(answer: &Answer) -> BTreeSet<String> {
    match answer.refused(ErrorCode::ValidationFailed).details {
        Some(ErrorDetails::Fields(fields)) => fields.into_keys().collect(),
        other => panic!("no fields are named: {other:?}"),
    }
}

#[tokio::test]
async fn every_write_refuses_what_is_no_json_of_its_shape() {
    let api = api().await;
    for (path, good) in WRITES {
        for malformed in ["{", "{\"eventId\":1,}", "\u{0}", "{\"eventId\": 1} trailing"] {
            post(&api, path, malformed).await.refused(ErrorCode::MalformedJson);
        }
        for no_object in ["[]", "1", "\"text\"", "null", "true"] {
            post(&api, path, no_object).await.refused(ErrorCode::ValidationFailed);
        }
        let unknown = good.replacen('{', "{\"surprise\":1,", 1);
        assert!(fields(&post(&api, path, unknown).await).contains("surprise"), "{path}");
        let plain = api.post(path).key("a-key-for-bad-input").body("text/plain", good).await;
        plain.refused(ErrorCode::UnsupportedMediaType);
        for size in [16 * 1024 + 1, 900 * 1024] {
            post(&api, path, vec![b' '; size]).await.refused(ErrorCode::PayloadTooLarge);
        }
    }
}

#[tokio::test]
async fn a_wrong_type_or_value_is_named_by_its_field() {
    let api = api().await;
    for (body, field) in [
        (r#"{"eventId":"one","seatId":1}"#, "eventId"),
        (r#"{"eventId":1,"seatId":-1}"#, "seatId"),
        (r#"{"eventId":1,"seatId":9223372036854775808}"#, "seatId"),
        (r#"{"eventId":-1,"seatId":1}"#, "eventId"),
        (r#"{"eventId":1,"seatId":1,"holdSeconds":4}"#, "holdSeconds"),
        (r#"{"eventId":1,"seatId":1,"holdSeconds":601}"#, "holdSeconds"),
        (r#"{"eventId":1,"seatIds":[1,1]}"#, "seatIds"),
        (r#"{"eventId":1,"seatIds":[]}"#, "seatIds"),
        (r#"{"eventId":1,"seatId":1,"seatIds":[1]}"#, "seatIds"),
        (r#"{"eventId":1}"#, "seatIds"),
    ] {
        let named = fields(&post(&api, "/api/reservations", body).await);
        assert!(named.contains(field), "{body}: {named:?}");
    }
    for (body, field) in [
        (r#"{"eventId":1,"seatIds":[1],"paymentMethod":"tok_gold"}"#, "paymentMethod"),
        (r#"{"eventId":1,"seatIds":[]}"#, "seatIds"),
        (r#"{"eventId":1,"seatIds":[1,1]}"#, "seatIds"),
        (r#"{"eventId":1,"seatIds":[1,2,3,4,5,6,7,8,9]}"#, "seatIds"),
    ] {
        let named = fields(&post(&api, "/api/orders", body).await);
        assert!(named.contains(field), "{body}: {named:?}");
    }
    assert!(
        fields(&post(&api, "/api/reservations/1/1/extend", r#"{"seconds":0}"#).await).contains("seconds")
    );
    assert!(fields(&post(&api, "/api/payments/authorize", r#"{"orderId":"one"}"#).await).contains("orderId"));
}

#[tokio::test]
async fn absurd_ids_do_not_parse_and_unknown_ones_are_not_found() {
    let api = api().await;
    for absurd in ["-1", "0", "9223372036854775808", "one", "1.5", "%00"] {
        for path in
            ["/api/events/{}", "/api/events/{}/seats", "/api/events/{}/layout", "/api/events/{}/seats/stream"]
        {
            api.get(&path.replace("{}", absurd)).await.refused(ErrorCode::BadRequest);
        }
        api.call(Method::DELETE, &format!("/api/reservations/1/{absurd}"))
            .await
            .refused(ErrorCode::BadRequest);
    }
    api.get("/api/orders/one").await.refused(ErrorCode::BadRequest);
    for path in ["/api/events/99", "/api/events/9223372036854775807/seats", "/api/events/99/seats/stream"] {
        api.get(path).await.refused(ErrorCode::EventNotFound);
    }
    api.hold(99, &[1]).await.refused(ErrorCode::EventNotFound);
    api.hold(CLUB, &[101]).await.refused(ErrorCode::SeatNotFound);
    api.release(CLUB, 101).await.refused(ErrorCode::SeatNotFound);
    api.get("/api/orders/0190f3a0-0000-7000-8000-000000000000").await.refused(ErrorCode::OrderNotFound);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_answered_in_the_same_shape() {
    let api = api().await;
    for path in ["/nothing", "/api", "/api/nothing", "/api/events/1/nothing", "/api/orders/x/y/z"] {
        let body = api.get(path).await.refused(ErrorCode::NotFound);
        assert_eq!(body.trace_id.len(), 32, "{path}");
    }
    let answer = api.call(Method::DELETE, "/api/orders").await;
    answer.refused(ErrorCode::MethodNotAllowed);
    assert_eq!(answer.header("Allow").map(|allow| allow.contains("POST")), Some(true), "{answer}");
}

#[tokio::test]
async fn every_answer_names_its_trace_and_an_error_repeats_it() {
    let api = api().await;
    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/events",
        "/api/events/1/seats",
        "/nothing",
        "/api/events/99",
    ] {
        let answer = api.get(path).await;
        let trace = answer.trace_id().to_owned();
        assert!(trace.len() == 32 && trace.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}: {trace}");
        if answer.status >= 400 {
            assert_eq!(answer.error().trace_id, trace);
        }
    }
}

#[tokio::test]
async fn the_demo_season_is_there_with_its_maps() {
    let api = api().await;
    let events: EventListBody = api.events().await.ok();
    let capacities: Vec<u32> = events.items.iter().map(|event| event.capacity).collect();
    assert_eq!(capacities.get(..4), Some(&[100, 1_200, 500, 20_000][..]));
    for event in &events.items {
        assert_eq!(event.available, event.capacity);
        assert_eq!(api.get(&event.layout_url).await.status, 200, "{}", event.layout_url);
    }
    let arena: EventBody = api.event(ARENA).await.ok();
    assert_eq!(arena.currency, "KRW");
    let map: SeatMapBody = api.seats(ARENA).await.ok();
    assert!(map.seats.iter().map(|seat| seat.id).eq(1..=20_000));
    let packed = api.packed_seats(ARENA).await;
    assert_eq!(packed.bytes, vec![0; 5_000]);
    assert_eq!(packed.header("Seat-Version"), Some(format!("{}-{}", map.epoch, map.version).as_str()));
}
