//! `POST /api/reservations`: its answers, and every way in which it refuses.

use std::collections::BTreeMap;

use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::{ErrorDetails, SeatConflict};
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use contracts::messages::ReservationReply;
use testkit::Answer;

use crate::room::{EVENT, NOT_YET, Room};

const HOLDS: &str = "/api/reservations";

fn fields(answer: &Answer) -> BTreeMap<String, String> {
    match answer.refused(ErrorCode::ValidationFailed).details {
        Some(ErrorDetails::Fields(fields)) => fields,
        other => panic!("no fields: {other:?}"),
    }
}

fn conflicts(answer: &Answer, code: ErrorCode) -> Vec<(i64, SeatStatus)> {
    match answer.refused(code).details {
        Some(ErrorDetails::Conflicts(conflicts)) => {
            conflicts.into_iter().map(|SeatConflict { seat_id, status }| (seat_id, status)).collect()
        }
        other => panic!("no conflicts: {other:?}"),
    }
}

#[tokio::test]
async fn a_hold_is_answered_with_everything_that_its_owner_needs() {
    let room = Room::open().await;
    let answer = room.api.hold(EVENT, &[7, 3]).await;
    assert_eq!(answer.status, 201);
    let body: ReservationBody = answer.ok();
    assert_eq!((body.event_id, body.seat_id, body.seat_ids.as_slice()), (EVENT, 7, &[7, 3][..]));
    assert_eq!((body.hold_seconds, body.life_seconds_max), (120, 300));
    assert_eq!(body.expires_at.to_string(), "2026-01-01T00:02:00.000Z");
    assert_eq!(body.trace_id, answer.trace_id());
    assert_eq!(body.hold_token.len(), 64);
    assert_eq!(answer.header("Idempotent-Replayed"), None);

    let one = HoldSeatsBody {
        event_id: EVENT,
        seat_id: Some(1),
        hold_seconds: Some(600),
        ..HoldSeatsBody::default()
    };
    assert!(fields(&room.api.hold_as(&one).await).contains_key("holdSeconds"), "longer than a guest may");
    let body: ReservationBody = room.api.with_caller("mina").hold_as(&one).await.ok();
    assert_eq!((body.seat_ids.as_slice(), body.hold_seconds), (&[1][..], 600));
    assert_eq!(body.life_seconds_max, 600, "with an identity");
    room.close().await;
}

#[tokio::test]
async fn conflicting_seats_are_named_with_their_status() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let _: ReservationBody = mina.hold(EVENT, &[1, 2, 3]).await.ok();
    let (event, order) = (event(), order());
    let seats = vec![primitives::SeatId::new(2).unwrap()];
    let caller = primitives::Credentials {
        user: primitives::UserId::parse("mina"),
        was_guest: None,
        token: None,
        open: true,
    };
    room.reservations.claim(event, order, seats, &caller).await.unwrap();
    let confirm = contracts::messages::ReservationCommand::Confirm {
        order_id: *order.as_uuid(),
        event_id: EVENT,
        seat_ids: vec![2],
    };
    room.send(&confirm).await;
    room.recorder.receive::<ReservationReply>(1).await;

    let mixed = room.api.hold(EVENT, &[4, 3, 2]).await;
    let expected = vec![(3, SeatStatus::Held), (2, SeatStatus::Sold)];
    assert_eq!(conflicts(&mixed, ErrorCode::ReservationConflict), expected);
    let sold = room.api.hold(EVENT, &[4, 2]).await;
    assert_eq!(conflicts(&sold, ErrorCode::SeatSold), vec![(2, SeatStatus::Sold)]);
    let pinned_or_sold = mina.release(EVENT, 2).await;
    assert_eq!(conflicts(&pinned_or_sold, ErrorCode::SeatSold), vec![(2, SeatStatus::Sold)]);
    room.close().await;
}

fn event() -> primitives::EventId {
    primitives::EventId::new(EVENT).unwrap()
}

fn order() -> primitives::OrderId {
    primitives::OrderId::from_uuid(uuid::Uuid::from_u128(1))
}

#[tokio::test]
async fn unknown_seats_and_seats_not_yet_on_sale_have_refusals_of_their_own() {
    let room = Room::open().await;
    room.api.hold(99, &[1]).await.refused(ErrorCode::EventNotFound);
    room.api.hold(EVENT, &[1, 21]).await.refused(ErrorCode::SeatNotFound);
    room.api.hold(EVENT, &[i64::MAX]).await.refused(ErrorCode::SeatNotFound);
    let refused = room.api.hold(NOT_YET, &[1]).await.refused(ErrorCode::SaleNotOpen);
    assert!(refused.message.contains("2026-01-01T01:00:00.000Z"), "{}", refused.message);
    room.clock.advance(std::time::Duration::from_secs(3_600));
    assert_eq!(room.api.hold(NOT_YET, &[1]).await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let room = Room::open().await;
    for (body, bad) in [
        (r#"{"eventId":0,"seatId":1}"#, vec!["eventId"]),
        (r#"{"eventId":1}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatId":1,"seatIds":[2]}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatId":0}"#, vec!["seatId"]),
        (r#"{"eventId":1,"seatIds":[]}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatIds":[1,2,1]}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatIds":[1,-2]}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatIds":[1,2,3,4,5,6,7,8,9]}"#, vec!["seatIds"]),
        (r#"{"eventId":1,"seatId":1,"holdSeconds":4}"#, vec!["holdSeconds"]),
        (r#"{"eventId":1,"seatId":1,"holdSeconds":601}"#, vec!["holdSeconds"]),
        (r#"{"eventId":-1,"seatIds":[0],"holdSeconds":-5}"#, vec!["eventId", "holdSeconds", "seatIds"]),
    ] {
        let answer = room.api.post(HOLDS).body("application/json", body).await;
        assert_eq!(fields(&answer).into_keys().collect::<Vec<_>>(), bad, "{body}");
    }
    room.close().await;
}

#[tokio::test]
async fn a_named_buyer_may_have_eight_seats_of_an_event() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let _: ReservationBody = mina.hold(EVENT, &[1, 2, 3, 4, 5, 6]).await.ok();
    assert!(fields(&mina.hold(EVENT, &[7, 8, 9]).await).contains_key("seatIds"));
    assert_eq!(mina.hold(EVENT, &[7, 8]).await.status, 201);
    assert!(fields(&mina.hold(EVENT, &[9]).await).contains_key("seatIds"));
    assert_eq!(room.api.hold(EVENT, &[9, 10, 11, 12, 13, 14, 15, 16]).await.status, 201);
    assert_eq!(room.api.hold(EVENT, &[17, 18]).await.status, 201, "half of the event");
    let refused = room.api.hold(EVENT, &[19]).await;
    refused.refused(ErrorCode::RateLimited);
    assert_eq!(refused.header("Retry-After"), Some("5"));
    room.close().await;
}

#[tokio::test]
async fn the_same_key_and_body_is_the_same_reservation_to_the_byte() {
    let room = Room::open().await;
    let first = room.api.hold(EVENT, &[1, 2]).key("a-key").await;
    let again = room.api.hold(EVENT, &[1, 2]).key("\"a-key\"").await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("Idempotent-Replayed"), Some("true"));
    assert_eq!(again.trace_id(), first.trace_id(), "a replay belongs to the trace of the original");

    room.api.hold(EVENT, &[2, 1]).key("a-key").await.refused(ErrorCode::IdempotencyKeyReused);
    room.api.hold(EVENT, &[1, 2]).key("a-key").caller("mina").await.refused(ErrorCode::ReservationConflict);
    room.api.hold(EVENT, &[3]).key("").await.refused(ErrorCode::IdempotencyKeyInvalid);
    let spelled = r#"{"seatIds":[1,2],"holdSeconds":120,"eventId":1}"#;
    let spelled = room.api.post(HOLDS).key("a-key").body("application/json", spelled).await;
    assert_eq!(spelled.bytes, first.bytes, "the same request, written differently");

    room.clock.advance(std::time::Duration::from_secs(120));
    assert_eq!(
        room.api.hold(EVENT, &[3]).key("a-key").await.status,
        201,
        "the key is free when its hold is over"
    );
    room.close().await;
}

#[tokio::test]
async fn a_forged_token_is_refused_even_in_open_mode() {
    let room = Room::open().await;
    room.api.with_token("forged").hold(EVENT, &[1]).await.refused(ErrorCode::NotHoldOwner);
    room.close().await;
}
