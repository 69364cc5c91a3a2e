//! A guest logs in, and keeps what it has.

use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use serde_json::{Value, json};
use testkit::{ApiClient, Buyer, eventually};

use super::{PASSWORD, Session, guest, user};
use crate::line::{TOKEN, becomes, enter, operate, pass};
use crate::{CLUB, SOON, demo, start};

const MINA: &str = "mina@example.com";

async fn log_in(caller: &ApiClient) -> Session {
    let body = json!({ "email": MINA, "password": PASSWORD });
    Session::read(&caller.post("/api/auth/login").json(&body).await.ok())
}

#[tokio::test]
async fn what_a_guest_holds_and_has_ordered_is_the_user_s_after_the_log_in() {
    let server = start(&demo()).await;
    let api = server.api();
    user(&api, MINA).await;
    let (guest, other) = (guest(&api).await, guest(&api).await);
    let (guest, other) = (api.with_access(&guest.access), api.with_access(&other.access));
    let held: ReservationBody = guest.hold(CLUB, &[1, 2]).await.ok();
    let of_other: ReservationBody = other.hold(CLUB, &[8]).await.ok();
    let sold = |buyer: &ApiClient, seat| buyer.place_order(CLUB, &[seat], Some("tok_ok"), "order-of-a-guest");
    assert_eq!(guest.hold(CLUB, &[3]).await.status, 201);
    let placed: OrderPlacedBody = sold(&guest, 3).await.ok();

    let elsewhere = api.with_access(&log_in(&api).await.access);
    let mina = api.with_access(&log_in(&guest).await.access);
    let reservation = |id: uuid::Uuid| format!("/api/reservations/{id}");
    assert_eq!(mina.get(&reservation(held.reservation_id)).await.status, 200);
    mina.get(&reservation(of_other.reservation_id)).await.refused(ErrorCode::ReservationNotFound);
    elsewhere.get(&reservation(held.reservation_id)).await.refused(ErrorCode::ReservationNotFound);
    elsewhere.release(CLUB, 1).await.refused(ErrorCode::NotHoldOwner);
    assert_eq!(mina.release(CLUB, 1).await.status, 204);

    let order: OrderBody = mina.order(placed.order_id).await.ok();
    assert_eq!(order.order_id, placed.order_id);
    elsewhere.order(placed.order_id).await.refused(ErrorCode::OrderNotFound);
    let listed = async |caller: &ApiClient| {
        let list: Value = caller.get("/api/orders").await.ok();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((listed(&mina).await, listed(&elsewhere).await, listed(&guest).await), (1, 0, 1));

    let own: OrderPlacedBody = mina.place_order(CLUB, &[2], Some("tok_ok"), "order-of-mina-000").await.ok();
    let outcome = Buyer::anonymous(&mina).outcome(own.order_id, SOON).await;
    assert_eq!(outcome.status, OrderStatus::Confirmed);
    assert_eq!((listed(&mina).await, listed(&elsewhere).await), (2, 1), "what is made now is the user's");
}

#[tokio::test]
async fn what_is_held_after_the_log_in_counts_for_the_user() {
    let server = start(&demo()).await;
    let api = server.api();
    user(&api, MINA).await;
    let guest = api.with_access(&guest(&api).await.access);
    let longest = |seat| HoldSeatsBody {
        event_id: CLUB,
        seat_id: Some(seat),
        hold_seconds: Some(600),
        ..HoldSeatsBody::default()
    };
    guest.hold_as(&longest(1)).await.refused(ErrorCode::ValidationFailed);
    let mina = api.with_access(&log_in(&guest).await.access);
    assert_eq!(mina.hold_as(&longest(1)).await.status, 201, "longer than a guest may hold");
    guest.release(CLUB, 1).await.refused(ErrorCode::NotHoldOwner);
}

#[tokio::test]
async fn a_place_in_line_and_its_pass_are_the_user_s_after_the_log_in() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    user(&api, MINA).await;
    let (guest, other) = (guest(&api).await, guest(&api).await);
    let (guest, other) = (api.with_access(&guest.access), api.with_access(&other.access));
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    eventually("the sale is guarded", SOON, async || {
        (api.with_caller("joon").hold(CLUB, &[9]).await.status == 403).then_some(())
    })
    .await;
    let (ticket, behind) = (enter(&guest).await, enter(&other).await);
    becomes(&guest, &ticket, "CALLED").await;

    let elsewhere = api.with_access(&log_in(&api).await.access);
    let mina = api.with_access(&log_in(&guest).await.access);
    assert_eq!(enter(&mina).await, ticket, "the same place, not another one behind all");
    let claim = |caller: &ApiClient, ticket: &str| {
        caller.post("/api/waiting-room/place/claim").header(headers::QUEUE_TICKET, ticket)
    };
    claim(&elsewhere, &ticket).await.refused(ErrorCode::QueueTokenRequired);
    claim(&mina, &behind).await.refused(ErrorCode::QueueTokenRequired);
    let token = pass(&mina, &ticket).await;
    assert_eq!(pass(&guest, &ticket).await, token, "one session");
    let with_pass =
        |caller: &ApiClient, seat| caller.hold(CLUB, &[seat]).header(headers::QUEUE_TOKEN, &token);
    assert_eq!(with_pass(&mina, 1).await.status, 201);
    with_pass(&elsewhere, 2).await.refused(ErrorCode::QueueTokenRequired);
    assert_eq!(mina.release(CLUB, 1).await.status, 204);
    assert_ne!(enter(&elsewhere).await, ticket);
}
