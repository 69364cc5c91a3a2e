//! `POST /api/reservations` with a section and a quantity.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use contracts::http::reservation::ReservationBody;
use serde_json::json;

use crate::room::{EVENT, FESTIVAL, Room};

const HOLDS: &str = "/api/reservations";
/// Units of the section FIELD.
const UNITS: i64 = 12;

#[tokio::test]
async fn so_many_units_are_held_at_the_price_that_was_asked_for() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let youth = mina.hold_units(FESTIVAL, "FIELD", 3, Some("youth")).await;
    assert_eq!(youth.status, 201);
    let youth: ReservationBody = youth.ok();
    assert_eq!((youth.seat_ids.as_slice(), youth.tier.as_deref()), (&[9, 10, 11][..], Some("youth")));
    let adult: ReservationBody = mina.hold_units(FESTIVAL, "FIELD", 1, None).await.ok();
    assert_eq!(
        (adult.seat_ids.as_slice(), adult.tier.as_deref()),
        (&[12][..], Some("adult")),
        "the usual price"
    );
    let seat: ReservationBody = mina.hold(FESTIVAL, &[1]).await.ok();
    assert_eq!(seat.tier, None);
    assert_eq!(mina.release(FESTIVAL, 10).await.status, 204);
    let again: ReservationBody = mina.hold_units(FESTIVAL, "FIELD", 1, None).await.ok();
    assert_eq!(again.seat_ids, [10], "a unit is released like a seat");
    room.close().await;
}

#[tokio::test]
async fn what_is_left_is_held_and_what_is_not_is_sold_out() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    assert_eq!(mina.hold_units(FESTIVAL, "FIELD", 8, None).await.status, 201);
    assert_eq!(joon.hold_units(FESTIVAL, "FIELD", UNITS - 9, None).await.status, 201);
    let short = joon.hold_units(FESTIVAL, "FIELD", 2, None).await.refused(ErrorCode::SoldOut);
    assert!(short.message.contains("only 1 "), "{}", short.message);
    assert_eq!(joon.hold_units(FESTIVAL, "FIELD", 1, None).await.status, 201);
    joon.hold_units(FESTIVAL, "FIELD", 1, None).await.refused(ErrorCode::SoldOut);
    room.close().await;
}

#[tokio::test]
async fn that_a_section_is_sold_out_is_believed_for_a_moment() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    assert_eq!(mina.hold_units(FESTIVAL, "FIELD", 8, None).await.status, 201);
    assert_eq!(joon.hold_units(FESTIVAL, "FIELD", UNITS - 8, None).await.status, 201);
    let buy = async || joon.hold_units(FESTIVAL, "FIELD", 1, None).await;
    buy().await.refused(ErrorCode::SoldOut);
    room.release_elsewhere(FESTIVAL, 9, "mina").await;
    buy().await.refused(ErrorCode::SoldOut);
    let with_a_key = joon.hold_units(FESTIVAL, "FIELD", 1, None).key("a-key").await;
    assert_eq!(with_a_key.status, 201, "it could be a repetition, so the store is asked");
    buy().await.refused(ErrorCode::SoldOut);
    assert_eq!(mina.release(FESTIVAL, 10).await.status, 204);
    assert_eq!(buy().await.status, 201, "what this instance frees it knows at once");
    buy().await.refused(ErrorCode::SoldOut);
    room.release_elsewhere(FESTIVAL, 11, "mina").await;
    room.clock.advance(Duration::from_millis(250));
    assert_eq!(buy().await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn each_mistake_has_its_code_and_holds_nothing() {
    let room = Room::open().await;
    let api = room.api.with_caller("mina");
    for (event, section, tier, code) in [
        (FESTIVAL, "BALCONY", None, ErrorCode::SectionNotFound),
        (FESTIVAL, "field", None, ErrorCode::SectionNotFound),
        (FESTIVAL, "STANDS", None, ErrorCode::SectionHasSeats),
        (FESTIVAL, "FIELD", Some("senior"), ErrorCode::TierNotFound),
        (FESTIVAL, "FIELD", Some(""), ErrorCode::TierNotFound),
        (EVENT, "FIELD", None, ErrorCode::EventNotFound),
    ] {
        api.hold_units(event, section, 1, tier).await.refused(code);
    }
    for (body, fields) in [
        (json!({"section": "FIELD", "quantity": 0}), vec!["quantity"]),
        (json!({"section": "FIELD", "quantity": -1}), vec!["quantity"]),
        (json!({"section": "FIELD", "quantity": 9}), vec!["quantity"]),
        (json!({"section": "FIELD"}), vec!["quantity"]),
        (json!({"quantity": 1}), vec!["section"]),
        (json!({"tier": "adult"}), vec!["quantity", "section"]),
        (json!({"section": "FIELD", "quantity": 1, "seatIds": [9]}), vec!["quantity", "section"]),
        (json!({"seatId": 9, "tier": "youth"}), vec!["tier"]),
        (json!({"section": "FIELD", "quantity": 1, "holdSeconds": 1}), vec!["holdSeconds"]),
    ] {
        let mut body = body;
        body["eventId"] = json!(FESTIVAL);
        let answer = api.post(HOLDS).json(&body).await;
        match answer.refused(ErrorCode::ValidationFailed).details {
            Some(ErrorDetails::Fields(named)) => {
                assert_eq!(named.into_keys().collect::<Vec<_>>(), fields, "{body}")
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    assert_eq!(api.hold_units(FESTIVAL, "FIELD", 8, None).await.status, 201, "nothing counts for the limit");
    assert!(room.received_changes().iter().all(|(_, change)| change.seat_id > 8));
    room.close().await;
}

#[tokio::test]
async fn the_same_key_and_body_is_the_same_reservation() {
    let room = Room::open().await;
    let first = room.api.hold_units(FESTIVAL, "FIELD", 2, Some("youth")).key("a-key").await;
    let again = room.api.hold_units(FESTIVAL, "FIELD", 2, Some("youth")).key("a-key").await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("Idempotent-Replayed"), Some("true"));
    for (quantity, tier) in [(1, Some("youth")), (2, Some("adult")), (2, None)] {
        let other = room.api.hold_units(FESTIVAL, "FIELD", quantity, tier).key("a-key").await;
        other.refused(ErrorCode::IdempotencyKeyReused);
    }
    room.close().await;
}
