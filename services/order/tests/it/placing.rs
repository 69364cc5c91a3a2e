//! POST /api/orders: what is accepted, and with which code everything else is refused.

use std::sync::atomic::Ordering;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::ErrorDetails;
use contracts::http::order::{OrderPlacedBody, OrderStatus};
use order::ports::{ClaimError, TakenSeat};
use primitives::SeatId;
use serde_json::{Value, json};
use testkit::Answer;

use crate::others::silent;
use crate::room::{Plan, Room, body};

async fn post(room: &Room, key: &str, body: &Value) -> Answer {
    room.api.post("/api/orders").key(key).json(body).await
}

#[tokio::test]
async fn an_order_is_accepted_with_its_price_and_its_place() {
    let room = Room::open().await;
    let answer = room.api.place_order(1, &[100, 101], Some("tok_ok"), "k").await;
    assert_eq!(answer.status, 201);
    let placed: OrderPlacedBody = answer.ok();
    assert_eq!((placed.status, placed.event_id), (OrderStatus::Created, 1));
    assert_eq!((placed.seat_ids, placed.amount, placed.currency.as_str()), (vec![100, 101], 1_500, "KRW"));
    assert_eq!(answer.header("Location"), Some(format!("/api/orders/{}", placed.order_id).as_str()));
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    assert_eq!(answer.header("Idempotent-Replayed"), None);
    assert_eq!(placed.order_id.get_version_num(), 8);
    room.close().await;
}

#[tokio::test]
async fn a_body_that_makes_no_sense_is_refused_by_its_fields() {
    let room = Room::open().await;
    for (wrong, field) in [
        (json!({ "eventId": 0, "seatIds": [1] }), "eventId"),
        (json!({ "eventId": 1, "seatIds": [] }), "seatIds"),
        (json!({ "eventId": 1, "seatIds": [1, -1] }), "seatIds"),
        (json!({ "eventId": 1, "seatIds": [1, 1] }), "seatIds"),
        (json!({ "eventId": 1, "seatIds": [1, 2, 3, 4, 5, 6, 7, 8, 9] }), "seatIds"),
        (json!({ "eventId": 1, "seatIds": [1], "paymentMethod": "tok_gold" }), "paymentMethod"),
        (json!({ "eventId": 1, "seatIds": [1], "coupon": "x" }), "coupon"),
        (json!({ "eventId": "1", "seatIds": [1] }), "eventId"),
    ] {
        let refusal = post(&room, "k", &wrong).await.refused(ErrorCode::ValidationFailed);
        let Some(ErrorDetails::Fields(fields)) = refusal.details else { panic!("no fields for {wrong}") };
        assert!(fields.contains_key(field), "{wrong}: {fields:?}");
    }
    let all = json!({ "eventId": -1, "seatIds": [0], "paymentMethod": "" });
    let refusal = post(&room, "k", &all).await.refused(ErrorCode::ValidationFailed);
    let Some(ErrorDetails::Fields(fields)) = refusal.details else { panic!("no fields") };
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["eventId", "paymentMethod", "seatIds"]);
    assert_eq!(room.seats.claimed(), 0, "something happened before the body was understood");
    room.close().await;
}

#[tokio::test]
async fn an_event_or_a_seat_that_does_not_exist_is_not_found() {
    let room = Room::open().await;
    room.api.place_order(2, &[1], None, "k").await.refused(ErrorCode::EventNotFound);
    room.api.place_order(1, &[1, 1_001], None, "k").await.refused(ErrorCode::SeatNotFound);
    room.api.place_order(1, &[i64::MAX], None, "k").await.refused(ErrorCode::SeatNotFound);
    assert_eq!(room.seats.claimed(), 0);
    room.close().await;
}

#[tokio::test]
async fn what_the_seats_refuse_has_a_code_of_its_own() {
    let room = Room::open().await;
    let taken = |sold| vec![TakenSeat { seat: SeatId::new(5).unwrap(), sold }];
    type Refusal = Box<dyn Fn() -> ClaimError + Send + Sync>;
    let table: Vec<(Refusal, ErrorCode)> = vec![
        (Box::new(|| ClaimError::SeatNotFound), ErrorCode::SeatNotFound),
        (Box::new(move || ClaimError::Sold(taken(true))), ErrorCode::SeatSold),
        (Box::new(move || ClaimError::Taken(taken(false))), ErrorCode::ReservationConflict),
        (Box::new(|| ClaimError::NotOwner), ErrorCode::NotHoldOwner),
        (Box::new(|| ClaimError::Expired), ErrorCode::HoldExpired),
        (Box::new(|| ClaimError::HoldRequired), ErrorCode::HoldRequired),
    ];
    for (refusal, code) in table {
        room.seats.refuse(refusal);
        let refusal = room.api.place_order(1, &[5], None, "k").await.refused(code);
        if let Some(ErrorDetails::Conflicts(conflicts)) = refusal.details {
            let sold = code == ErrorCode::SeatSold;
            assert_eq!(conflicts[0].seat_id, 5);
            assert_eq!(conflicts[0].status, if sold { SeatStatus::Sold } else { SeatStatus::Held });
        }
    }
    assert_eq!(room.count_orders().await, 0);
    room.close().await;
}

#[tokio::test]
async fn without_prices_nothing_is_sold_until_they_were_read_once() {
    let room = Room::open().await;
    room.prices.down.store(true, Ordering::SeqCst);
    let refused = room.api.place_order(1, &[1], None, "a").await;
    refused.refused(ErrorCode::Unavailable);
    assert!(refused.header("Retry-After").is_some());

    room.prices.down.store(false, Ordering::SeqCst);
    room.place(&[1]).await;
    room.prices.down.store(true, Ordering::SeqCst);
    room.place(&[2]).await;
    assert_eq!(room.prices.calls.load(Ordering::SeqCst), 2, "frozen prices were fetched again");
    room.close().await;
}

#[tokio::test]
async fn a_claim_without_an_answer_is_tried_again_and_then_its_outcome_is_unknown() {
    let room = Room::open().await;
    room.seats.refuse(|| ClaimError::Unavailable("gone".into()));
    room.place(&[1]).await;
    assert_eq!(room.seats.claimed(), 2);

    for _ in 0..3 {
        room.seats.refuse(|| ClaimError::Unavailable("gone".into()));
    }
    let refused = room.api.place_order(1, &[2], None, "k").await;
    refused.refused(ErrorCode::Unavailable);
    assert!(refused.header("Retry-After").is_some());
    assert_eq!(room.seats.claimed(), 5);
    room.close().await;
}

#[tokio::test]
async fn seats_that_never_answer_do_not_keep_a_buyer_waiting() {
    let mut plan = Plan::new();
    plan.config.limits.claim = Duration::from_millis(20);
    let room = plan.open().await;
    room.seats.hold_claims_back();
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::Unavailable);
    assert_eq!(room.seats.claimed(), 3);
    room.close().await;
}

#[tokio::test]
async fn more_orders_than_are_decided_are_turned_away() {
    let room = Plan::new().policy(silent).open().await;
    let first = room.place(&[2]).await;
    let mut plan = Plan::new().policy(silent).storage(room.close().await);
    plan.config.limits.admission.max = 0;
    let room = plan.open().await;
    let refused = room.api.place_order(1, &[3], None, "k").await;
    refused.refused(ErrorCode::Unavailable);
    let seconds: u64 = refused.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    assert_eq!(room.seats.claimed(), 0, "its seats were claimed all the same");
    let again = room.api.place_order_as(&body(&[2])).key("order-of-[2]").await;
    assert_eq!(again.ok::<OrderPlacedBody>(), first, "a replay was turned away");
    room.close().await;
}

#[tokio::test]
async fn a_token_that_is_presented_must_be_genuine() {
    let room = Room::open().await;
    let forged = json!({ "eventId": 1, "seatIds": [1], "holdToken": "forged" });
    post(&room, "k", &forged).await.refused(ErrorCode::NotHoldOwner);
    room.api.with_token("forged").place_order(1, &[1], None, "k").await.refused(ErrorCode::NotHoldOwner);
    let genuine = json!({ "eventId": 1, "seatIds": [1], "holdToken": room.token() });
    assert_eq!(post(&room, "k", &genuine).await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn malformed_requests_are_refused_before_anything_else_happens() {
    let room = Room::open().await;
    let with =
        |content_type: &str, bytes: &str| room.api.post("/api/orders").key("k").body(content_type, bytes);
    with("application/json", "{").await.refused(ErrorCode::MalformedJson);
    with("application/json", "[]").await.refused(ErrorCode::ValidationFailed);
    with("text/plain", "{}").await.refused(ErrorCode::UnsupportedMediaType);
    with("application/json", &" ".repeat(17_000)).await.refused(ErrorCode::PayloadTooLarge);
    let refused = room.api.call(reqwest::Method::PUT, "/api/orders").await;
    refused.refused(ErrorCode::MethodNotAllowed);
    assert_eq!(refused.header("Allow"), Some("POST, GET, HEAD"));
    room.api.get("/api/orders/x/y/z").await.refused(ErrorCode::NotFound);
    room.close().await;
}
