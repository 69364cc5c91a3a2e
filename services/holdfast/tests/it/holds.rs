//! Holding, extending and releasing over HTTP: whose a hold is, and how long.

use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::ErrorDetails;
use contracts::http::reservation::{ExtendedBody, HoldSeatsBody, ReservationBody};
use testkit::{Mode, SeatMapClient};

use crate::{CLUB, HALL, NOT_YET_ON_SALE, SOON, demo, start};

fn body(seats: &[i64], seconds: i64) -> HoldSeatsBody {
    HoldSeatsBody {
        event_id: CLUB,
        seat_ids: Some(seats.to_vec()),
        hold_seconds: Some(seconds),
        ..HoldSeatsBody::default()
    }
}

#[tokio::test]
async fn a_hold_of_several_seats_is_all_or_nothing() {
    let server = start(&demo()).await;
    let api = server.api();
    assert_eq!(api.hold(CLUB, &[2]).await.status, 201);
    let refused = api.hold(CLUB, &[1, 2, 3]).await.refused(ErrorCode::ReservationConflict);
    let Some(ErrorDetails::Conflicts(conflicts)) = refused.details else { panic!("{:?}", refused.details) };
    assert_eq!(conflicts.iter().map(|conflict| conflict.seat_id).collect::<Vec<_>>(), [2]);
    assert_eq!(api.hold(CLUB, &[1, 3]).await.status, 201, "a refused hold kept its other seats");
}

#[tokio::test]
async fn a_hold_that_runs_out_is_seen_on_the_stream_and_free_for_the_next() {
    let server = start(&demo()).await;
    let api = server.api();
    let map = SeatMapClient::ready(&api, CLUB, Mode::Single).await;
    let held: ReservationBody = api.hold_as(&body(&[9], 5)).await.ok();
    map.until_status(9, SeatStatus::Held, SOON).await;
    map.until_status(9, SeatStatus::Available, SOON).await;
    let late = api.with_token(&held.hold_token).extend(CLUB, 9, None).await;
    late.refused(ErrorCode::HoldExpired);
    assert_eq!(api.hold(CLUB, &[9]).await.status, 201);
}

#[tokio::test]
async fn a_hold_obeys_its_owner_alone() {
    let server = start(&demo()).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    let held: ReservationBody = mina.hold_as(&body(&[20, 21], 60)).await.ok();
    joon.extend(CLUB, 20, Some(30)).await.refused(ErrorCode::NotHoldOwner);
    joon.release(CLUB, 20).await.refused(ErrorCode::NotHoldOwner);
    joon.place_order(CLUB, &[20], None, "not-the-order-of-joon").await.refused(ErrorCode::NotHoldOwner);
    server.api().with_token("forged").release(CLUB, 20).await.refused(ErrorCode::NotHoldOwner);

    let extended: ExtendedBody = mina.extend(CLUB, 20, Some(30)).await.ok();
    assert_eq!(extended.expires_at.0.since(held.expires_at.0).as_secs(), 30);
    mina.extend(CLUB, 20, Some(600)).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(mina.release(CLUB, 20).await.status, 204);
    mina.release(CLUB, 20).await.refused(ErrorCode::HoldExpired);
}

#[tokio::test]
async fn the_same_key_is_the_same_hold_while_it_lives() {
    let server = start(&demo()).await;
    let api = server.api().with_caller("mina");
    let first = api.hold_as(&body(&[30], 60)).key("hold-of-mina").await;
    let again = api.hold_as(&body(&[30], 60)).key("hold-of-mina").await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("Idempotent-Replayed"), Some("true"));
    assert_eq!(first.trace_id(), again.trace_id());
    api.hold_as(&body(&[31], 60)).key("hold-of-mina").await.refused(ErrorCode::IdempotencyKeyReused);

    assert_eq!(api.release(CLUB, 30).await.status, 204);
    let anew = api.hold_as(&body(&[30], 60)).key("hold-of-mina").await;
    assert_ne!(anew.ok::<ReservationBody>().reservation_id, first.ok::<ReservationBody>().reservation_id);
}

#[tokio::test]
async fn a_buyer_has_eight_seats_at_most() {
    let server = start(&demo()).await;
    let api = server.api().with_caller("mina");
    api.hold(HALL, &(1..=9).collect::<Vec<_>>()).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(api.hold(HALL, &(1..=8).collect::<Vec<_>>()).await.status, 201);
    api.hold(HALL, &[9]).await.refused(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn nobody_holds_before_the_sale_opens() {
    let server = start(&demo()).await;
    server.api().hold(NOT_YET_ON_SALE, &[1]).await.refused(ErrorCode::SaleNotOpen);
}

#[tokio::test]
async fn acknowledged_holds_survive_a_kill() {
    let mut server = start(&demo()).await;
    let api = server.api();
    let held: ReservationBody = api.hold_as(&body(&[60, 61], 180)).await.ok();
    server.kill9();
    server.restart().await;
    api.hold(CLUB, &[60]).await.refused(ErrorCode::ReservationConflict);
    let placed =
        api.with_token(&held.hold_token).place_order(CLUB, &[60, 61], None, "order-after-kill").await;
    assert_eq!(placed.status, 201, "{placed}");
}
