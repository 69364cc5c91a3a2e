//! `POST /api/reservations` with a section and a quantity.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::error::{ErrorDetails, FullTierBody};
use contracts::http::reservation::{ReservationBody, TierSeatsBody};
use serde_json::json;

use crate::room::{CLUB, EVENT, FESTIVAL, Room, YOUTHS_MAX};

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
    assert_eq!(short.details, Some(ErrorDetails::Free(1)));
    assert_eq!(joon.hold_units(FESTIVAL, "FIELD", 1, None).await.status, 201);
    let none = joon.hold_units(FESTIVAL, "FIELD", 1, None).await.refused(ErrorCode::SoldOut);
    assert_eq!(none.details, Some(ErrorDetails::Free(0)));
    room.close().await;
}

#[tokio::test]
async fn a_tier_is_sold_out_where_its_cap_is_reached_and_the_others_are_not() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    let youths = i64::from(YOUTHS_MAX);
    assert_eq!(mina.hold_units(FESTIVAL, "FIELD", youths - 1, Some("youth")).await.status, 201);
    let refused = joon.hold_units(FESTIVAL, "FIELD", 2, Some("youth")).await;
    let refused = refused.refused(ErrorCode::TierSoldOut);
    let full = FullTierBody { tier: "youth".to_owned(), free: 1 };
    assert_eq!(refused.details, Some(ErrorDetails::FullTier(full)));
    assert_eq!(joon.hold_units(FESTIVAL, "FIELD", 8, Some("adult")).await.status, 201, "nothing was held");
    room.close().await;
}

#[tokio::test]
async fn a_family_holds_places_at_several_prices_or_none() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let family = |adults: i64, youths: i64| {
        let tiers = json!([{"tier": "adult", "quantity": adults}, {"tier": "youth", "quantity": youths}]);
        mina.post(HOLDS).json(&json!({"eventId": FESTIVAL, "section": "FIELD", "tiers": tiers}))
    };
    family(1, i64::from(YOUTHS_MAX) + 1).await.refused(ErrorCode::TierSoldOut);
    let answer = family(2, 1).key("family").await;
    assert_eq!(answer.status, 201);
    let held: ReservationBody = answer.ok();
    let at =
        |tier: &str, seat_ids: &[i64]| TierSeatsBody { tier: tier.to_owned(), seat_ids: seat_ids.to_vec() };
    assert_eq!((held.tier, held.tiers), (None, vec![at("adult", &[9, 10]), at("youth", &[11])]));
    assert_eq!(family(2, 1).key("family").await.bytes, answer.bytes);
    family(1, 2).key("family").await.refused(ErrorCode::IdempotencyKeyReused);
    room.close().await;
}

#[tokio::test]
async fn an_event_may_have_a_limit_of_its_own() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    assert_eq!(mina.hold(CLUB, &[1, 2]).await.status, 201);
    mina.hold(CLUB, &[3]).await.refused(ErrorCode::LimitReached);
    assert_eq!(mina.hold(EVENT, &[1, 2, 3]).await.status, 201, "another event has none");
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
        (json!({"section": "FIELD", "tiers": []}), vec!["tiers"]),
        (json!({"section": "FIELD", "tiers": [{"tier": "adult", "quantity": 0}]}), vec!["tiers"]),
        (json!({"section": "FIELD", "tiers": [{"tier": "adult", "quantity": 9}]}), vec!["tiers"]),
        (
            json!({"section": "FIELD", "tiers": [{"tier": "adult", "quantity": 8}, {"tier": "youth", "quantity": 1}]}),
            vec!["tiers"],
        ),
        (
            json!({"section": "FIELD", "tiers": [{"tier": "adult", "quantity": 1}, {"tier": "adult", "quantity": 1}]}),
            vec!["tiers"],
        ),
        (
            json!({"section": "FIELD", "quantity": 1, "tiers": [{"tier": "adult", "quantity": 1}]}),
            vec!["quantity"],
        ),
        (json!({"seatId": 9, "tiers": [{"tier": "adult", "quantity": 1}]}), vec!["tiers"]),
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
