//! Every wrong part of a request is named, with a code that says what is wrong with it.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::Answer;

use crate::{CLUB, demo, start};

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let body: Value = answer.json();
    let text = |field: &Value, name: &str| field[name].as_str().unwrap_or_default().to_owned();
    let listed = body["fields"].as_array().cloned().unwrap_or_default();
    listed.iter().map(|field| (text(field, "field"), text(field, "code"))).collect()
}

#[tokio::test]
async fn a_wrong_field_of_a_body_says_what_is_wrong_with_it() {
    let server = start(&demo()).await;
    let hold = "/api/reservations";
    for (path, body, field, code) in [
        (hold, json!({ "eventId": CLUB, "seatIds": [] }), "seatIds", "TOO_SHORT"),
        (hold, json!({ "eventId": CLUB, "seatIds": vec![1; 200] }), "seatIds", "TOO_LONG"),
        (hold, json!({ "eventId": CLUB, "seatIds": [1, 1] }), "seatIds", "DUPLICATE"),
        (hold, json!({ "eventId": CLUB, "seatIds": [0] }), "seatIds", "OUT_OF_RANGE"),
        (hold, json!({ "eventId": CLUB, "seatId": 1, "seatIds": [1] }), "seatIds", "NOT_ALLOWED"),
        (hold, json!({ "eventId": CLUB }), "seatIds", "REQUIRED"),
        (hold, json!({ "eventId": CLUB, "seatIds": "1" }), "seatIds", "NOT_A_LIST"),
        (hold, json!({ "eventId": CLUB, "seatIds": ["1"] }), "seatIds[0]", "NOT_AN_INTEGER"),
        (hold, json!({ "eventId": CLUB, "seat": 1 }), "seat", "UNKNOWN_FIELD"),
        (hold, json!({ "eventId": -1, "seatIds": [1] }), "eventId", "OUT_OF_RANGE"),
        (hold, json!({ "eventId": CLUB, "seatIds": [1], "holdSeconds": 1 }), "holdSeconds", "OUT_OF_RANGE"),
        ("/api/reservations/best", json!({ "eventId": CLUB, "quantity": 0 }), "quantity", "OUT_OF_RANGE"),
        ("/api/payments/authorize", json!({ "orderId": "one" }), "orderId", "MALFORMED"),
    ] {
        let answer = server.api().post(path).json(&body).await;
        assert_eq!(answer.status, 422, "{body}: {answer}");
        assert_eq!(fields(&answer), [(field.to_owned(), code.to_owned())], "{body}: {answer}");
    }
    let method = json!({ "eventId": CLUB, "seatIds": [1], "paymentMethod": "gold" });
    let answer = server.api().post("/api/orders").key("k").json(&method).await;
    assert_eq!(fields(&answer), [("paymentMethod".to_owned(), "UNKNOWN_VALUE".to_owned())], "{answer}");
}

#[tokio::test]
async fn no_field_of_an_answer_can_be_posted_back() {
    let server = start(&demo()).await;
    let mina = server.api().with_caller("mina");
    let held: Value = mina.hold(CLUB, &[1]).await.ok();
    let placed: Value = mina.place_order(CLUB, &[1], Some("tok_ok"), "an-order-of-mina").await.ok();
    let order: Value = mina.get(&format!("/api/orders/{}", placed["orderId"].as_str().unwrap())).await.ok();
    // Those that a request has as well.
    let both = ["eventId", "seatId", "seatIds", "holdSeconds", "tier", "tiers"];
    for (path, answered) in [("/api/reservations", held), ("/api/orders", placed), ("/api/orders", order)] {
        for (field, value) in answered.as_object().unwrap() {
            if both.contains(&field.as_str()) {
                continue;
            }
            let mut body = json!({ "eventId": CLUB, "seatIds": [2] });
            body[field] = value.clone();
            let answer = mina.post(path).key("posted-back").json(&body).await;
            assert_eq!(answer.status, 422, "{path} {field}: {answer}");
            assert_eq!(fields(&answer), [(field.clone(), "UNKNOWN_FIELD".to_owned())], "{path}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_wrong_path_query_or_header_says_so_too() {
    let server = start(&demo()).await;
    let mina = server.api().with_caller("mina");
    for (path, field, code) in [
        ("/api/events/0", "eventId", "OUT_OF_RANGE"),
        ("/api/events/first", "eventId", "NOT_AN_INTEGER"),
        ("/api/events?limit=0", "limit", "OUT_OF_RANGE"),
        ("/api/events?limit=all", "limit", "NOT_AN_INTEGER"),
        ("/api/events?cursor=1", "cursor", "MALFORMED"),
        ("/api/reservations/one", "reservationId", "MALFORMED"),
        ("/api/orders?status=OPEN", "status", "UNKNOWN_VALUE"),
        ("/api/orders?limit=0", "limit", "OUT_OF_RANGE"),
    ] {
        let answer = mina.get(path).await;
        assert_eq!(answer.status, 400, "{path}: {answer}");
        assert_eq!(fields(&answer), [(field.to_owned(), code.to_owned())], "{path}: {answer}");
    }
    let order = json!({ "eventId": CLUB, "seatIds": [1] });
    let post = || mina.call(Method::POST, "/api/orders").json(&order);
    let long = "k".repeat(256);
    for (call, code) in [
        (post(), "REQUIRED"),
        (post().key("two words"), "MALFORMED"),
        (post().key(&long), "TOO_LONG"),
        (post().key("a").key("b"), "DUPLICATE"),
    ] {
        let answer = call.await;
        assert_eq!(fields(&answer), [("Idempotency-Key".to_owned(), code.to_owned())], "{answer}");
    }
}
