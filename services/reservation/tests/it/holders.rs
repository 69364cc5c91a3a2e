//! Extend and DELETE: who may do it, and how they refuse.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::reservation::{ExtendedBody, ReservationBody};
use primitives::{Credentials, EventId, OrderId, SeatId, UserId};
use reqwest::Method;
use uuid::Uuid;

use crate::room::{EVENT, Room};

#[tokio::test]
async fn an_extension_moves_the_end_of_the_whole_reservation() {
    let room = Room::open().await;
    let _: ReservationBody = room.api.hold(EVENT, &[1, 2]).await.ok();
    let extended: ExtendedBody = room.api.extend(EVENT, 2, Some(60)).await.ok();
    assert_eq!(extended.expires_at.to_string(), "2026-01-01T00:03:00.000Z");
    let by_default: ExtendedBody = room.api.post("/api/reservations/1/1/extend").await.ok();
    assert_eq!(by_default.expires_at.to_string(), "2026-01-01T00:03:30.000Z");

    let keyed = || room.api.extend(EVENT, 1, Some(30)).key("extend-once");
    let first: ExtendedBody = keyed().await.ok();
    assert_eq!(keyed().await.ok::<ExtendedBody>(), first, "the same key does not extend twice");
    let second: ExtendedBody = room.api.extend(EVENT, 1, Some(30)).key("and-once-more").await.ok();
    assert!(second.expires_at.0 > first.expires_at.0);
    assert_eq!(keyed().await.ok::<ExtendedBody>(), first, "a key stands for its first answer");
    let other = room.api.extend(EVENT, 1, Some(31)).key("extend-once").await;
    other.refused(ErrorCode::IdempotencyKeyReused);
    room.close().await;
}

#[tokio::test]
async fn no_reservation_lives_for_more_than_ten_minutes() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let _: ReservationBody = mina.hold(EVENT, &[1]).await.ok();
    for absurd in [0, -1, 481, 601, i64::MAX] {
        let refused = mina.extend(EVENT, 1, Some(absurd)).await.refused(ErrorCode::ValidationFailed);
        assert!(format!("{:?}", refused.details).contains("seconds"), "{absurd}");
    }
    let whole: ExtendedBody = mina.extend(EVENT, 1, Some(480)).await.ok();
    assert_eq!(whole.expires_at.to_string(), "2026-01-01T00:10:00.000Z");
    let _: ReservationBody = room.api.hold(EVENT, &[2]).await.ok();
    room.api.extend(EVENT, 2, Some(181)).await.refused(ErrorCode::ValidationFailed);
    let whole: ExtendedBody = room.api.extend(EVENT, 2, Some(180)).await.ok();
    assert_eq!(whole.expires_at.to_string(), "2026-01-01T00:05:00.000Z");
    room.close().await;
}

#[tokio::test]
async fn a_release_frees_the_one_seat() {
    let room = Room::open().await;
    let _: ReservationBody = room.api.hold(EVENT, &[1, 2]).await.ok();
    let answer = room.api.release(EVENT, 1).await;
    assert_eq!((answer.status, answer.bytes.len()), (204, 0));
    room.api.release(EVENT, 1).await.refused(ErrorCode::HoldExpired);
    assert_eq!(room.api.hold(EVENT, &[1]).await.status, 201);
    room.api.hold(EVENT, &[2]).await.refused(ErrorCode::ReservationConflict);
    room.close().await;
}

#[tokio::test]
async fn a_hold_obeys_only_its_owner() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    let _: ReservationBody = mina.hold(EVENT, &[1]).await.ok();
    let anonymous: ReservationBody = room.api.hold(EVENT, &[2]).await.ok();
    let other: ReservationBody = room.api.hold(EVENT, &[3]).await.ok();
    for stranger in [&joon, &room.api, &room.api.with_token(&anonymous.hold_token)] {
        stranger.extend(EVENT, 1, None).await.refused(ErrorCode::NotHoldOwner);
        stranger.release(EVENT, 1).await.refused(ErrorCode::NotHoldOwner);
    }
    let _: ExtendedBody = mina.extend(EVENT, 1, None).await.ok();

    room.api.with_token(&other.hold_token).release(EVENT, 2).await.refused(ErrorCode::NotHoldOwner);
    room.api.with_token("forged").release(EVENT, 2).await.refused(ErrorCode::NotHoldOwner);
    joon.release(EVENT, 2).await.refused(ErrorCode::NotHoldOwner);
    assert_eq!(joon.with_token(&anonymous.hold_token).release(EVENT, 2).await.status, 204);
    assert_eq!(room.api.release(EVENT, 3).await.status, 204, "open mode");
    room.close().await;
}

#[tokio::test]
async fn in_closed_mode_an_anonymous_hold_needs_its_token() {
    let room = Room::closed().await;
    let held: ReservationBody = room.api.hold(EVENT, &[1]).await.ok();
    room.api.release(EVENT, 1).await.refused(ErrorCode::NotHoldOwner);
    room.api.extend(EVENT, 1, None).await.refused(ErrorCode::NotHoldOwner);
    room.api.hold(EVENT, &[2]).key("short").await.refused(ErrorCode::IdempotencyKeyInvalid);
    let holder = room.api.with_token(&held.hold_token);
    let _: ExtendedBody = holder.extend(EVENT, 1, None).await.ok();
    assert_eq!(holder.release(EVENT, 1).await.status, 204);
    room.close().await;
}

#[tokio::test]
async fn expired_pinned_and_unknown_seats_have_refusals_of_their_own() {
    let room = Room::open().await;
    let _: ReservationBody = room.api.hold(EVENT, &[1]).await.ok();
    room.clock.advance(Duration::from_secs(120));
    room.api.extend(EVENT, 1, None).await.refused(ErrorCode::HoldExpired);
    room.api.release(EVENT, 1).await.refused(ErrorCode::HoldExpired);
    room.api.release(99, 1).await.refused(ErrorCode::EventNotFound);
    room.api.release(EVENT, 21).await.refused(ErrorCode::SeatNotFound);
    room.api.extend(EVENT, i64::MAX, None).await.refused(ErrorCode::SeatNotFound);

    let _: ReservationBody = room.api.with_caller("mina").hold(EVENT, &[2]).await.ok();
    let caller = Credentials { user: UserId::parse("mina"), was_guest: None, token: None, open: false };
    let order = OrderId::from_uuid(Uuid::from_u128(1));
    let (event, seats) = (EventId::new(EVENT).unwrap(), vec![SeatId::new(2).unwrap()]);
    room.reservations.claim(event, order, seats, &caller).await.unwrap();
    room.api.with_caller("mina").release(EVENT, 2).await.refused(ErrorCode::ReservationConflict);
    room.close().await;
}

#[tokio::test]
async fn wrong_paths_and_methods_are_refused_with_an_error_body() {
    let room = Room::open().await;
    for absurd in ["0/1", "-1/1", "9223372036854775808/1", "a/1", "1/0", "1/b", "1/-1"] {
        let answer = room.api.call(Method::DELETE, &format!("/api/reservations/{absurd}")).await;
        answer.refused(ErrorCode::BadRequest);
    }
    for (method, path, allow) in [
        (Method::GET, "/api/reservations", "POST"),
        (Method::PUT, "/api/reservations/1/1", "DELETE"),
        (Method::GET, "/api/reservations/1/1/extend", "POST"),
    ] {
        let answer = room.api.call(method, path).await;
        answer.refused(ErrorCode::MethodNotAllowed);
        assert_eq!(answer.header("Allow"), Some(allow), "{path}");
    }
    room.api.get("/api/reservations/1/1/2/3").await.refused(ErrorCode::NotFound);
    room.close().await;
}

#[tokio::test]
async fn every_route_is_described() {
    let room = Room::open().await;
    let description: serde_json::Value = room.api.get("/openapi.json").await.ok();
    for (path, method) in [
        ("/api/reservations", "post"),
        ("/api/reservations/{eventId}/{seatId}/extend", "post"),
        ("/api/reservations/{eventId}/{seatId}", "delete"),
    ] {
        assert!(description["paths"][path][method].is_object(), "{method} {path}");
    }
    room.close().await;
}
