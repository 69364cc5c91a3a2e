//! A reservation as one thing, in the whole product: its sections, its prices, and what becomes of it when it is ordered.

use contracts::ErrorCode;
use contracts::http::reservation::{ReservationBody, ReservationDetailsBody};
use reqwest::Method;
use testkit::{Buyer, Purchase, eventually};

use crate::{CLUB, HALL, SOON, demo, start};

#[tokio::test]
async fn a_reservation_shows_what_the_catalog_says_of_its_seats() {
    let server = start(&demo()).await;
    let api = server.api();
    let held: ReservationBody = api.hold(HALL, &[1, 2]).await.ok();
    let path = format!("/api/reservations/{}", held.reservation_id);
    let shown = eventually("the prices are known", SOON, async || {
        let details: ReservationDetailsBody = api.get(&path).await.ok();
        details.currency.is_some().then_some(details)
    })
    .await;
    assert_eq!((shown.currency.as_deref(), shown.seat_ids), (Some("KRW"), vec![1, 2]));
    assert!(shown.seats.iter().all(|seat| seat.section.is_some() && seat.price > Some(0)));
    let holder = api.with_token(&held.hold_token);
    for _ in 0..2 {
        assert_eq!(holder.call(Method::DELETE, &path).await.status, 204);
    }
    assert_eq!(api.hold(HALL, &[1, 2]).await.status, 201);
}

#[tokio::test]
async fn a_reservation_that_is_sold_is_an_order_and_no_reservation_any_more() {
    let server = start(&demo()).await;
    let buyer = Buyer::named(&server.api(), "mina");
    let bought = buyer.buy(CLUB, &[7], Some("tok_ok"), "a-key-of-mina").await;
    let Purchase::Ordered(held, placed) = bought else { panic!("{bought:?}") };
    buyer.outcome(placed.order_id, SOON).await;
    let path = format!("/api/reservations/{}", held.reservation_id);
    eventually("the reservation has ended", SOON, async || {
        (buyer.api().get(&path).await.status == 404).then_some(())
    })
    .await;
    buyer.api().call(Method::DELETE, &path).await.refused(ErrorCode::ReservationNotFound);
}
