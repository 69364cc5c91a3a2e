//! `POST /api/payments/authorize`: it repeats what was decided, and refuses what makes no sense.

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use contracts::http::payment::{AuthorizationStatus, AuthorizedBody};
use testkit::Answer;

use crate::room::{Room, authorize, order, quick_mock, void};

const PATH: &str = "/api/payments/authorize";

fn names(answer: &Answer, field: &str) -> bool {
    match answer.refused(ErrorCode::ValidationFailed).details {
        Some(ErrorDetails::Fields(fields)) => fields.contains_key(field),
        _ => false,
    }
}

#[tokio::test]
async fn the_decision_is_repeated_as_often_as_it_is_asked_for() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    room.request(&authorize(order(2), Some("tok_decline"))).await;
    room.request(&authorize(order(3), Some("tok_ok"))).await;
    room.request(&void(order(3))).await;
    let (success, fail) = (AuthorizationStatus::Success, AuthorizationStatus::Fail);
    for (number, method, expected) in [(1, "tok_ok", success), (2, "tok_decline", fail), (3, "tok_ok", fail)]
    {
        for method in [None, Some(method), None] {
            let answer = room.api.authorize(*order(number).as_uuid(), method).await;
            let body: AuthorizedBody = answer.ok();
            assert_eq!((body.order_id, body.status), (*order(number).as_uuid(), expected));
            assert_eq!(body.trace_id, answer.trace_id());
        }
    }
}

#[tokio::test]
async fn an_order_without_a_decision_is_not_found_and_not_made() {
    let room = Room::open(quick_mock()).await;
    for _ in 0..2 {
        let answer = room.api.authorize(*order(1).as_uuid(), Some("tok_ok")).await;
        answer.refused(ErrorCode::OrderNotFound);
    }
    room.send(&authorize(order(2), Some("tok_timeout"))).await;
    room.request(&authorize(order(3), Some("tok_ok"))).await;
    room.api.authorize(*order(2).as_uuid(), None).await.refused(ErrorCode::OrderNotFound);
}

#[tokio::test]
async fn another_method_than_the_order_s_is_refused() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    room.request(&authorize(order(2), None)).await;
    for number in [1, 2] {
        let answer = room.api.authorize(*order(number).as_uuid(), Some("tok_slow")).await;
        assert!(names(&answer, "method"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_makes_no_sense_is_refused_with_its_field() {
    let room = Room::open(quick_mock()).await;
    let id = order(1).to_string();
    let unknown_method = format!(r#"{{"orderId":"{id}","method":"cash"}}"#);
    let unknown_field = format!(r#"{{"orderId":"{id}","amount":1}}"#);
    let table = [
        (r#"{"orderId":"42"}"#, "orderId"),
        (r#"{"orderId":42}"#, "orderId"),
        ("{}", "orderId"),
        (&unknown_method, "method"),
        (&unknown_field, "amount"),
    ];
    for (body, field) in table {
        let answer = room.api.post(PATH).body("application/json", body).await;
        assert!(names(&answer, field), "{body}: {answer}");
    }
    room.api.post(PATH).body("application/json", "[]").await.refused(ErrorCode::ValidationFailed);
    room.api.post(PATH).body("application/json", "{").await.refused(ErrorCode::MalformedJson);
    room.api.post(PATH).body("text/plain", "{}").await.refused(ErrorCode::UnsupportedMediaType);
}

#[tokio::test]
async fn another_way_of_asking_is_refused() {
    let room = Room::open(quick_mock()).await;
    let answer = room.api.get(PATH).await;
    answer.refused(ErrorCode::MethodNotAllowed);
    assert_eq!(answer.header("Allow"), Some("POST"));
    room.api.post("/api/payments/nothing").await.refused(ErrorCode::NotFound);
}
