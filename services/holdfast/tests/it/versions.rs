//! A client that was written for an old version, and calls that newer ones replace.

use contracts::http::headers::{DEPRECATION, HOLDFAST_VERSION, SUNSET};
use contracts::http::reservation::ReservationBody;
use contracts::versions::{ALL, DEPRECATED, FIRST, NEWEST};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{CLUB, demo, start};

#[tokio::test]
async fn a_client_of_the_first_version_buys_and_reads_refusals_as_it_was_written_to() {
    let server = start(&demo()).await;
    let api = server.api();
    let call = |method: Method, path: &str| api.call(method, path).header(HOLDFAST_VERSION, FIRST.date);
    let body = json!({ "eventId": CLUB, "seatIds": [3] });
    let held = call(Method::POST, "/api/reservations").json(&body).await;
    let reservation: ReservationBody = held.ok();
    assert_eq!(held.header(HOLDFAST_VERSION), Some(FIRST.date));

    let wrong = call(Method::POST, "/api/reservations").json(&json!({ "eventId": CLUB })).await;
    let refusal: Value = wrong.json();
    assert_eq!((wrong.status, &refusal["code"]), (422, &json!("VALIDATION_FAILED")));
    assert!(refusal["details"]["fields"]["seatIds"].is_string(), "{wrong}");

    let by_seat = format!("/api/reservations/{CLUB}/3");
    let more = call(Method::POST, &format!("{by_seat}/extend")).token(&reservation.hold_token).await;
    assert_eq!((more.status, more.header(HOLDFAST_VERSION)), (200, Some(FIRST.date)), "{more}");
    let released = call(Method::DELETE, &by_seat).token(&reservation.hold_token).await;
    assert_eq!(released.status, 204, "{released}");
}

#[tokio::test]
async fn a_client_of_the_newest_version_is_spared_the_older_forms() {
    let server = start(&demo()).await;
    let call = server.api().post("/api/reservations").header(HOLDFAST_VERSION, NEWEST.date);
    let wrong = call.json(&json!({ "eventId": CLUB })).await;
    let refusal: Value = wrong.json();
    assert!(refusal["details"].is_null() && refusal["fields"][0]["field"] == "seatIds", "{wrong}");
}

#[tokio::test]
async fn every_answer_to_a_deprecated_call_says_so_and_no_other_does() {
    let server = start(&demo()).await;
    for deprecated in &DEPRECATED {
        let method = Method::from_bytes(deprecated.method.as_bytes()).unwrap();
        let path = deprecated.path.replace("{eventId}", &CLUB.to_string()).replace("{seatId}", "1");
        let answer = server.api().call(method, &path).await;
        assert_eq!(answer.header(DEPRECATION), Some(deprecated.deprecation), "{answer}");
        assert_eq!(answer.header(SUNSET), Some(deprecated.sunset));
        assert_eq!(answer.header("Link"), Some("</docs>; rel=\"deprecation\""));
    }
    let fine = server.api().event(CLUB).await;
    assert_eq!((fine.header(DEPRECATION), fine.header(SUNSET)), (None, None));
}

#[test]
fn the_policy_lists_each_version_and_each_deprecated_call() {
    let policy = include_str!("../../../../docs/VERSIONING.md");
    for version in ALL {
        assert!(policy.contains(&format!("| {} | {} |", version.date, version.number)), "{}", version.number);
    }
    for call in &DEPRECATED {
        let listed = format!("`{} {}`", call.method, call.path);
        assert!(policy.contains(&listed) && policy.contains(&format!("`{}`", call.instead)), "{listed}");
    }
}
