//! The calls of a service as routes: what each kind of answer looks like over HTTP.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::reservation::*;
use contracts::api::{CallError, NoContent, PackedSnapshot, Refusal};
use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, SeatConflict};
use primitives::EventId;
use reqwest::Method;
use serde_json::json;
use server::{ApiError, Mount, api_routes};

use crate::internal::House;
use crate::site::{Answer, answer};

/// Each call ends in another way.
struct Reservation;

#[async_trait]
impl ReservationApi for Reservation {
    async fn claim(&self, _body: ClaimBody) -> Result<ClaimedBody, CallError> {
        let conflicts = vec![SeatConflict { seat_id: 7, status: SeatStatus::Sold }];
        let details = Some(ErrorDetails::Conflicts(conflicts));
        Err(CallError::Refused(Refusal { code: ErrorCode::SeatSold, message: "sold".to_owned(), details }))
    }

    async fn hold_anywhere(&self, _body: HoldAnywhereBody) -> Result<HeldAnywhereBody, CallError> {
        Ok(HeldAnywhereBody { hold: None, free: 2 })
    }

    async fn unclaim(&self, _body: UnclaimBody) -> Result<NoContent, CallError> {
        Ok(NoContent)
    }

    async fn install(&self, _body: InstallBody) -> Result<InstalledBody, CallError> {
        Err(ApiError::internal("a secret cause").into())
    }

    async fn snapshot(&self, event: EventId) -> Result<PackedSnapshot, CallError> {
        Ok(PackedSnapshot::pack(3, event.get().unsigned_abs(), [SeatStatus::Held; 5]))
    }

    async fn known_events(&self) -> Result<KnownEventsBody, CallError> {
        Ok(KnownEventsBody { event_ids: vec![1, 4] })
    }

    async fn records(&self, _body: SeatRecordsQuery) -> Result<SeatRecordsBody, CallError> {
        Err(CallError::unavailable("a secret cause"))
    }

    async fn oldest_unsent(&self) -> Result<OldestUnsentBody, CallError> {
        Err(ApiError::new(ErrorCode::Unavailable, "not loaded yet").into())
    }
}

fn house() -> House {
    House::start_with(Mount {
        internal: api_routes::<dyn ReservationApi>(Arc::new(Reservation)),
        ..Mount::new("reservation")
    })
}

async fn get(house: &House, path: &str) -> Answer {
    let request = house.call(Method::GET, &format!("/internal/reservation{path}"));
    answer(request.bearer_auth(house.token(&house.key, "reservation"))).await
}

async fn post(house: &House, path: &str, body: &str) -> Answer {
    let request = house.call(Method::POST, &format!("/internal/reservation{path}"));
    let request = request.header("content-type", "application/json").body(body.to_owned());
    answer(request.bearer_auth(house.token(&house.key, "reservation"))).await
}

fn unclaim(event: &str) -> String {
    format!(r#"{{"eventId":{event},"orderId":"00000000-0000-0000-0000-000000000001"}}"#)
}

#[tokio::test]
async fn an_answer_is_json_a_packed_snapshot_or_nothing() {
    let house = house();
    let known = get(&house, "/known-events").await;
    assert_eq!((known.status, known.header("content-type")), (200, Some("application/json")));
    assert_eq!(known.text, r#"{"eventIds":[1,4]}"#);
    let snapshot = get(&house, "/events/17/snapshot").await;
    assert_eq!((snapshot.status, snapshot.header("content-type")), (200, Some("application/octet-stream")));
    assert_eq!((snapshot.header("seat-version"), snapshot.header("seat-count")), (Some("3-17"), Some("5")));
    assert_eq!(snapshot.text.as_bytes(), [0b01_01_01_01, 0b01]);
    let unclaimed = post(&house, "/unclaim", &unclaim("4")).await;
    assert_eq!((unclaimed.status, unclaimed.text.as_str()), (204, ""));
}

#[tokio::test]
async fn an_error_has_the_status_and_the_body_of_every_error() {
    let house = house();
    let claim = json!({
        "eventId": 4,
        "orderId": "00000000-0000-0000-0000-000000000001",
        "seatIds": [7],
        "buyer": { "user": null, "hold": null, "open": true },
        "added": "by a later version, and ignored",
    });
    let sold = post(&house, "/claim", &claim.to_string()).await;
    sold.refused(409, "SEAT_SOLD");
    assert_eq!(sold.json()["details"], json!({ "conflicts": [{ "seatId": 7, "status": "SOLD" }] }));
    let install = r#"{"eventId":4,"seatCount":5,"onSaleAtUs":1}"#;
    let broken = post(&house, "/install", install).await;
    broken.refused(500, "INTERNAL_ERROR");
    let unavailable = post(&house, "/records", r#"{"eventId":4,"after":null,"limit":1}"#).await;
    unavailable.refused(503, "UNAVAILABLE");
    assert_eq!(unavailable.json()["message"], "not available right now, please try again");
    assert_eq!(unavailable.header("retry-after"), Some("1"));
    assert!(![&broken, &unavailable].iter().any(|answer| answer.text.contains("secret")));
    let not_loaded = get(&house, "/oldest-unsent-message").await;
    not_loaded.refused(503, "UNAVAILABLE");
    assert_eq!(not_loaded.json()["message"], "not loaded yet");
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_refused_like_any_other() {
    let house = house();
    post(&house, "/unclaim", "{").await.refused(400, "MALFORMED_JSON");
    post(&house, "/unclaim", &unclaim("\"four\"")).await.refused(422, "VALIDATION_FAILED");
    for event in ["0", "-1", "x"] {
        get(&house, &format!("/events/{event}/snapshot")).await.refused(400, "BAD_REQUEST");
    }
    get(&house, "/claim").await.refused(405, "METHOD_NOT_ALLOWED");
    let posted = post(&house, "/known-events", "{}").await;
    posted.refused(405, "METHOD_NOT_ALLOWED");
    assert_eq!(posted.header("allow"), Some("GET, HEAD"));
}
