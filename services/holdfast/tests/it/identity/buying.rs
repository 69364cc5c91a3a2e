//! From the log-in to "my orders", with an access token.

use contracts::ErrorCode;
use contracts::http::order::{OrderPlacedBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use serde_json::{Value, json};
use testkit::{ApiClient, Buyer, sold_in_the_end};

use super::{guest, is_refused, post, user};
use crate::{CLUB, SOON, demo, start};

async fn orders(api: &ApiClient) -> Vec<String> {
    let list: Value = api.get("/api/orders").await.ok();
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no list: {list}"));
    items.iter().map(|order| order["orderId"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn what_is_bought_with_a_token_belongs_to_the_account() {
    let closed = demo().env("HOLDFAST_ANONYMOUS", "closed").env("HOLDFAST_CALLER_HEADER", "ignore");
    let server = start(&closed).await;
    let api = server.api();
    let (mina, joon) = (user(&api, "mina@example.com").await, user(&api, "joon@example.com").await);
    let (mina, joon) = (api.with_access(&mina.access), api.with_access(&joon.access));
    assert_eq!(mina.hold(CLUB, &[1, 2]).await.status, 201);
    joon.place_order(CLUB, &[1, 2], Some("tok_ok"), "of-joon-0000000").await.refused(ErrorCode::NotHoldOwner);
    let placed: OrderPlacedBody =
        mina.place_order(CLUB, &[1, 2], Some("tok_ok"), "of-mina-0000000").await.ok();
    let order = Buyer::anonymous(&mina).outcome(placed.order_id, SOON).await;
    assert_eq!(order.status, OrderStatus::Confirmed);
    assert_eq!(orders(&mina).await, [placed.order_id.to_string()]);
    assert!(orders(&joon).await.is_empty());
    for stranger in [&joon, &api, &api.with_caller("mina")] {
        stranger.order(placed.order_id).await.refused(ErrorCode::OrderNotFound);
    }
    let sold = sold_in_the_end(&api, CLUB, SOON).await;
    assert!(sold.contains(&1) && sold.contains(&2), "{sold:?}");
}

#[tokio::test]
async fn a_guest_holds_and_buys_under_a_name_that_no_one_else_can_use() {
    let server = start(&demo()).await;
    let api = server.api();
    let (one, other) = (guest(&api).await, guest(&api).await);
    assert_ne!(one.subject, other.subject);
    let (one, other) = (api.with_access(&one.access), api.with_access(&other.access));
    assert_eq!(one.hold(CLUB, &[3]).await.status, 201);
    other.release(CLUB, 3).await.refused(ErrorCode::NotHoldOwner);
    let placed: OrderPlacedBody = one.place_order(CLUB, &[3], Some("tok_ok"), "of-a-guest-00000").await.ok();
    other.order(placed.order_id).await.refused(ErrorCode::OrderNotFound);
    assert_eq!(one.order(placed.order_id).await.status, 200);
}

#[tokio::test]
async fn the_order_of_a_guest_is_shown_to_the_bearer_of_its_hold_token_when_the_session_is_over() {
    let closed = demo().env("HOLDFAST_ANONYMOUS", "closed").env("HOLDFAST_CALLER_HEADER", "ignore");
    let server = start(&closed).await;
    let api = server.api();
    let (session, other) = (guest(&api).await, guest(&api).await);
    let buyer = api.with_access(&session.access);
    let held: ReservationBody = buyer.hold(CLUB, &[6]).await.ok();
    let placed: OrderPlacedBody =
        buyer.place_order(CLUB, &[6], Some("tok_ok"), "of-a-guest-00000").await.ok();
    let order = placed.order_id;
    assert_eq!(post(&api, "logout", &json!({ "refreshToken": session.refresh })).await.status, 204);
    is_refused(&api, &session, ErrorCode::SessionEnded).await;

    let bearer = api.with_token(&held.hold_token);
    assert_eq!(Buyer::anonymous(&bearer).outcome(order, SOON).await.status, OrderStatus::Confirmed);
    let other = api.with_access(&other.access);
    assert_eq!(other.with_token(&held.hold_token).order(order).await.status, 200, "the next guest here");
    let another: ReservationBody = other.hold(CLUB, &[7]).await.ok();
    for stranger in [&api, &other, &api.with_token(&another.hold_token)] {
        stranger.order(order).await.refused(ErrorCode::OrderNotFound);
    }
}

#[tokio::test]
async fn a_token_counts_more_than_a_name_and_no_name_is_an_account() {
    let server = start(&demo()).await;
    let api = server.api();
    let mina = user(&api, "mina@example.com").await;
    let both = api.with_access(&mina.access).with_caller("joon");
    assert_eq!(both.hold(CLUB, &[4]).await.status, 201);
    api.with_caller("joon").release(CLUB, 4).await.refused(ErrorCode::NotHoldOwner);
    assert_eq!(api.with_access(&mina.access).release(CLUB, 4).await.status, 204);
    for name in [mina.subject.as_str(), "u:anyone", "g:anyone"] {
        api.with_caller(name).hold(CLUB, &[5]).await.refused(ErrorCode::BadRequest);
    }
}
