//! A reservation by its id: read, extended and released as one thing.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::reservation::{ExtendedBody, ReservationBody, ReservationDetailsBody, ReservationState};
use primitives::{Credentials, EventId, OrderId, SeatId, UserId};
use reqwest::Method;
use testkit::ApiClient;
use uuid::Uuid;

use crate::room::{EVENT, FESTIVAL, Room};

fn path(held: &ReservationBody) -> String {
    format!("/api/reservations/{}", held.reservation_id)
}

async fn show(api: &ApiClient, held: &ReservationBody) -> ReservationDetailsBody {
    api.get(&path(held)).await.ok()
}

async fn delete(api: &ApiClient, path: &str) -> u16 {
    api.call(Method::DELETE, path).await.status
}

/// The order 1 of mina takes these seats.
async fn order(room: &Room, seats: &[i64]) {
    let caller = Credentials { user: UserId::parse("mina"), was_guest: None, token: None, open: false };
    let seats = seats.iter().map(|seat| SeatId::new(*seat).unwrap()).collect();
    let order = OrderId::from_uuid(Uuid::from_u128(1));
    room.reservations.claim(EventId::new(EVENT).unwrap(), order, seats, &caller).await.unwrap();
}

#[tokio::test]
async fn a_reservation_says_what_it_has_and_when_it_ends() {
    let room = Room::open().await;
    let answer = room.api.hold(FESTIVAL, &[3, 1]).await;
    let held: ReservationBody = answer.ok();
    assert_eq!(answer.header("Location"), Some(path(&held).as_str()));
    let details = show(&room.api, &held).await;
    assert_eq!((details.reservation_id, details.event_id), (held.reservation_id, FESTIVAL));
    assert_eq!((details.state, details.expires_at), (ReservationState::Held, held.expires_at));
    assert_eq!((details.seat_ids, details.life_seconds_max), (vec![1, 3], held.life_seconds_max));
    let first = details.seats.first().unwrap();
    assert_eq!(
        (first.section.as_deref(), first.price, first.tier.as_deref()),
        (Some("STANDS"), Some(50), None)
    );

    let places: ReservationBody = room.api.hold_units(FESTIVAL, "FIELD", 2, Some("youth")).await.ok();
    let details = show(&room.api, &places).await;
    assert_eq!(details.seat_ids, places.seat_ids);
    for place in details.seats {
        let priced = (place.section.as_deref(), place.price, place.tier.as_deref());
        assert_eq!(priced, (Some("FIELD"), Some(20), Some("youth")));
    }
    room.close().await;
}

#[tokio::test]
async fn a_reservation_without_known_prices_is_shown_without_them() {
    let room = Room::open().await;
    let held: ReservationBody = room.api.hold(EVENT, &[1]).await.ok();
    let details = show(&room.api, &held).await;
    assert_eq!((details.currency, details.seats[0].price), (None, None));
    room.close().await;
}

#[tokio::test]
async fn an_ordered_reservation_says_so_and_obeys_no_one() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let held: ReservationBody = mina.hold(EVENT, &[1, 2]).await.ok();
    order(&room, &[1]).await;
    let details = show(&mina, &held).await;
    assert_eq!(details.state, ReservationState::Held, "one seat is");
    let states: Vec<_> = details.seats.iter().map(|seat| seat.state).collect();
    assert_eq!(states, [ReservationState::Ordered, ReservationState::Held]);
    order(&room, &[1, 2]).await;
    assert_eq!(show(&mina, &held).await.state, ReservationState::Ordered);
    mina.call(Method::DELETE, &path(&held)).await.refused(ErrorCode::ReservationConflict);
    mina.post(&format!("{}/extend", path(&held))).await.refused(ErrorCode::ReservationConflict);
    room.close().await;
}

#[tokio::test]
async fn an_extension_by_id_is_the_same_as_by_seat() {
    let room = Room::open().await;
    let held: ReservationBody = room.api.hold(EVENT, &[1, 2]).await.ok();
    let extend = || room.api.post(&format!("{}/extend", path(&held)));
    let by_default: ExtendedBody = extend().await.ok();
    assert_eq!(by_default.expires_at.to_string(), "2026-01-01T00:02:30.000Z");
    let keyed: ExtendedBody = extend().key("once").body("application/json", r#"{"seconds":60}"#).await.ok();
    let by_seat: ExtendedBody = room.api.extend(EVENT, 2, Some(60)).key("once").await.ok();
    assert_eq!(keyed, by_seat, "a key names one extension, whichever way it comes");
    extend().key("once").await.refused(ErrorCode::IdempotencyKeyReused);
    let too_long = extend().body("application/json", r#"{"seconds":600}"#).await;
    too_long.refused(ErrorCode::ValidationFailed);
    assert_eq!(room.api.release(EVENT, 1).await.status, 204);
    let _: ExtendedBody = extend().await.ok();
    room.close().await;
}

#[tokio::test]
async fn a_delete_frees_all_seats_at_once_and_is_repeated() {
    let room = Room::open().await;
    let held: ReservationBody = room.api.hold(EVENT, &[1, 2, 3]).await.ok();
    let holder = room.api.with_token(&held.hold_token);
    assert_eq!(delete(&holder, &path(&held)).await, 204);
    assert_eq!(room.api.hold(EVENT, &[1, 2, 3]).await.status, 201);
    assert_eq!(delete(&holder, &path(&held)).await, 204, "who released it is answered the same");
    holder.get(&path(&held)).await.refused(ErrorCode::HoldExpired);
    room.api.get(&path(&held)).await.refused(ErrorCode::ReservationNotFound);
    room.close().await;
}

#[tokio::test]
async fn places_that_are_released_by_id_are_free_for_the_next_buyer_at_once() {
    let room = Room::open().await;
    let buyer = |name| room.api.with_caller(name);
    let _: ReservationBody = buyer("mina").hold_units(FESTIVAL, "FIELD", 8, None).await.ok();
    let last: ReservationBody = buyer("joon").hold_units(FESTIVAL, "FIELD", 4, None).await.ok();
    buyer("sora").hold_units(FESTIVAL, "FIELD", 4, None).await.refused(ErrorCode::SoldOut);
    assert_eq!(delete(&buyer("joon"), &path(&last)).await, 204);
    assert_eq!(buyer("sora").hold_units(FESTIVAL, "FIELD", 4, None).await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn one_seat_of_a_reservation_is_released_by_its_id() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let held: ReservationBody = mina.hold(EVENT, &[1, 2]).await.ok();
    let seat = |number: i64| format!("{}/seats/{number}", path(&held));
    for _ in 0..2 {
        assert_eq!(delete(&mina, &seat(1)).await, 204);
    }
    assert_eq!(show(&mina, &held).await.seat_ids, [2]);
    mina.call(Method::DELETE, &seat(3)).await.refused(ErrorCode::SeatNotFound);
    mina.call(Method::DELETE, &seat(0)).await.refused(ErrorCode::BadRequest);
    room.close().await;
}

#[tokio::test]
async fn a_reservation_does_not_exist_for_strangers() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    let held: ReservationBody = mina.hold(EVENT, &[1]).await.ok();
    let other: ReservationBody = room.api.hold(EVENT, &[2]).await.ok();
    let unheard_of = "/api/reservations/0190f3a0-0000-7000-8000-000000000000".to_owned();
    for stranger in [&joon, &room.api, &room.api.with_token(&other.hold_token)] {
        for path in [path(&held), unheard_of.clone()] {
            stranger.get(&path).await.refused(ErrorCode::ReservationNotFound);
            stranger.post(&format!("{path}/extend")).await.refused(ErrorCode::ReservationNotFound);
            stranger.call(Method::DELETE, &path).await.refused(ErrorCode::ReservationNotFound);
            let seat = format!("{path}/seats/1");
            stranger.call(Method::DELETE, &seat).await.refused(ErrorCode::ReservationNotFound);
        }
    }
    room.api.with_token("forged").get(&path(&held)).await.refused(ErrorCode::NotHoldOwner);
    assert_eq!(show(&mina, &held).await.seat_ids, [1]);
    room.api.get("/api/reservations/42").await.refused(ErrorCode::BadRequest);
    room.close().await;
}

#[tokio::test]
async fn in_closed_mode_an_anonymous_reservation_needs_its_token() {
    let room = Room::closed().await;
    let held: ReservationBody = room.api.hold(EVENT, &[1]).await.ok();
    room.api.get(&path(&held)).await.refused(ErrorCode::ReservationNotFound);
    let holder = room.api.with_token(&held.hold_token);
    assert_eq!(show(&holder, &held).await.seat_ids, [1]);
    room.clock.advance(Duration::from_secs(121));
    holder.get(&path(&held)).await.refused(ErrorCode::HoldExpired);
    holder.call(Method::DELETE, &path(&held)).await.refused(ErrorCode::HoldExpired);
    room.close().await;
}
