//! What the staff of a box office sells: for operators alone, to the holder of the seats, as an order like any other.

use contracts::ErrorCode;
use contracts::http::box_office::{BoxOfficeSaleBody, Tender};
use contracts::http::order::{OrderBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use serde_json::{Value, json};
use testkit::{ApiClient, Call, Options};

use crate::{CLUB, SOON, Server, WAREHOUSE, closed_books, crowded, start};

const SETTING: &str = "HOLDFAST_OPERATOR_TOKEN";
const TOKEN: &str = "an operator token of tests, long enough";

async fn open() -> Server {
    start(&crowded().env(SETTING, TOKEN)).await
}

fn confirm(api: &ApiClient, event: i64, seat: i64, body: &Value) -> Call {
    let path = format!("/api/reservations/{event}/{seat}/confirm");
    api.post(&path).header("Authorization", &format!("Bearer {TOKEN}")).json(body)
}

fn cash(reference: &str) -> Value {
    json!({ "tender": "cash", "reference": reference })
}

#[tokio::test]
async fn the_staff_sells_what_a_buyer_holds_and_the_receipt_stands_for_the_sale() {
    let mut server = open().await;
    let api = server.api();
    let mina = api.with_caller("mina");
    assert_eq!(mina.hold(CLUB, &[3, 4]).await.status, 201);
    let both = json!({ "tender": "terminal", "reference": "till-1/0001", "seatIds": [4, 3] });
    let sold: BoxOfficeSaleBody = confirm(&api, CLUB, 3, &both).await.ok();
    assert_eq!((sold.status, sold.seat_ids.as_slice()), (OrderStatus::Confirmed, &[4, 3][..]));
    let again: BoxOfficeSaleBody = confirm(&api, CLUB, 3, &both).await.ok();
    assert_eq!(again, sold);
    let order: OrderBody = mina.order(sold.order_id).await.ok();
    let receipt = order.receipt.unwrap();
    assert_eq!((receipt.tender, receipt.reference.as_str()), (Tender::Terminal, "till-1/0001"));
    assert_eq!(api.with_caller("joon").order(sold.order_id).await.status, 404, "it is mina's");
    crate::orders::settled(&mina, sold.order_id).await;

    confirm(&api, CLUB, 3, &cash("till-1/0001")).await.refused(ErrorCode::IdempotencyKeyReused);
    confirm(&api, CLUB, 3, &cash("till-1/0002")).await.refused(ErrorCode::SeatSold);
    closed_books(&mut server).await.balance(CLUB, &[3, 4]).await;
}

#[tokio::test]
async fn places_of_a_buyer_without_a_name_are_sold_too() {
    let mut server = open().await;
    let api = server.api();
    let held: ReservationBody = api.hold_units(WAREHOUSE, "FLOOR", 3, Some("youth")).await.ok();
    let body = json!({ "tender": "cash", "reference": "till-2/0001", "seatIds": held.seat_ids });
    let sold: BoxOfficeSaleBody = confirm(&api, WAREHOUSE, held.seat_id, &body).await.ok();
    assert_eq!((sold.status, sold.tender), (OrderStatus::Confirmed, Tender::Cash));
    let order: OrderBody = api.with_token(&held.hold_token).order(sold.order_id).await.ok();
    assert!(order.items.iter().all(|item| item.tier.as_deref() == Some("youth")), "{order:?}");
    crate::orders::settled(&api, sold.order_id).await;
    closed_books(&mut server).await.balance(WAREHOUSE, &held.seat_ids).await;
}

#[tokio::test]
async fn what_cannot_be_sold_is_refused_with_the_reason() {
    let server = open().await;
    let api = server.api();
    confirm(&api, CLUB, 9, &cash("r-1")).await.refused(ErrorCode::HoldExpired);
    let mina = api.with_caller("mina");
    assert_eq!(mina.hold(CLUB, &[10]).await.status, 201);
    let placed = mina.place_order(CLUB, &[10], Some("tok_timeout"), "k").await;
    assert_eq!(placed.status, 201, "{placed}");
    confirm(&api, CLUB, 10, &cash("r-2")).await.refused(ErrorCode::ReservationConflict);
    assert_eq!(api.with_caller("joon").hold(CLUB, &[11]).await.status, 201);
    assert_eq!(mina.hold(CLUB, &[12]).await.status, 201);
    let both = json!({ "tender": "cash", "reference": "r-3", "seatIds": [11, 12] });
    confirm(&api, CLUB, 11, &both).await.refused(ErrorCode::NotHoldOwner);
    confirm(&api, CLUB, 101, &cash("r-4")).await.refused(ErrorCode::SeatNotFound);
    confirm(&api, 999, 1, &cash("r-5")).await.refused(ErrorCode::EventNotFound);
    for wrong in [
        json!({ "tender": "cheque", "reference": "r" }),
        json!({ "tender": "cash", "reference": "" }),
        json!({ "tender": "cash", "reference": "two words" }),
        json!({ "tender": "cash" }),
        json!({ "tender": "cash", "reference": "r", "seatIds": [12] }),
        json!({ "tender": "cash", "reference": "r", "seatIds": [11, 11] }),
        json!({ "tender": "cash", "reference": "r", "seatIds": [] }),
    ] {
        confirm(&api, CLUB, 11, &wrong).await.refused(ErrorCode::ValidationFailed);
    }
    // Nothing of it was sold, and no buyer names a tender.
    let joon = api.with_caller("joon");
    joon.place_order(CLUB, &[11], Some("cash"), "k").await.refused(ErrorCode::ValidationFailed);
    let own = testkit::Buyer::named(&api, "joon");
    let placed: contracts::http::order::OrderPlacedBody =
        joon.place_order(CLUB, &[11], Some("tok_ok"), "k").await.ok();
    assert_eq!(own.outcome(placed.order_id, SOON).await.status, OrderStatus::Confirmed);
}

#[tokio::test]
async fn no_one_but_an_operator_sells_at_the_box_office() {
    let server = open().await;
    let api = server.api();
    assert_eq!(api.hold(CLUB, &[1]).await.status, 201);
    let path = format!("/api/reservations/{CLUB}/1/confirm");
    api.post(&path).json(&cash("r")).await.refused(ErrorCode::Unauthenticated);
    // Before the body is looked at.
    let wrong = api.post(&path).header("Authorization", "Bearer another").json(&json!([]));
    wrong.await.refused(ErrorCode::Unauthenticated);
    assert_eq!(confirm(&api, CLUB, 1, &cash("r")).await.status, 200);
    let closed = start(&Options::default().env("PAYMENT_PROVIDER", "mock")).await;
    closed.api().post(&path).json(&cash("r")).await.refused(ErrorCode::Forbidden);
}
