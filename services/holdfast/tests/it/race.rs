//! Many people, few seats, one instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::http::catalog::{SeatMapBody, SeatStatus};
use contracts::http::order::OrderStatus;
use futures::future::join_all;
use testkit::http::Purchase;
use testkit::{ApiClient, Buyer};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::{CLUB, SOON, crowded, start};

async fn sold(api: &ApiClient, event: i64) -> usize {
    let map: SeatMapBody = api.seats(event).await.ok();
    map.seats.iter().filter(|seat| seat.status == SeatStatus::Sold).count()
}

#[tokio::test]
async fn two_hundred_buyers_on_one_seat_make_one_hold() {
    let server = start(&crowded()).await;
    let (api, gate) = (server.api(), Arc::new(Barrier::new(200)));
    let mut buyers = JoinSet::new();
    for _ in 0..200 {
        let (api, gate) = (api.clone(), gate.clone());
        buyers.spawn(async move {
            gate.wait().await;
            api.hold(CLUB, &[50]).await.status
        });
    }
    let mut answers = BTreeMap::<u16, usize>::new();
    while let Some(status) = buyers.join_next().await {
        *answers.entry(status.unwrap()).or_default() += 1;
    }
    assert_eq!(answers, BTreeMap::from([(201, 1), (409, 199)]));
}

#[tokio::test]
async fn a_thousand_buyers_of_a_hundred_seats_buy_each_seat_once() {
    const BUYERS: i64 = 1_000;
    const SEATS: i64 = 100;
    let server = start(&crowded()).await;
    let api = server.api();
    let buyers = (0..BUYERS).map(|number| {
        let buyer = Buyer::named(&api, &format!("buyer-{number}"));
        try_to_buy(buyer, number, number % SEATS + 1)
    });
    let mut confirmed: Vec<i64> = join_all(buyers).await.into_iter().flatten().collect();
    confirmed.sort_unstable();
    assert_eq!(confirmed, (1..=SEATS).collect::<Vec<_>>());
    assert_eq!(sold(&api, CLUB).await, 100);
}

/// Wants one seat, and pays for it if no other buyer was quicker.
async fn try_to_buy(buyer: Buyer, number: i64, seat: i64) -> Option<i64> {
    let purchase = buyer.buy(CLUB, &[seat], Some("tok_ok"), &format!("order-of-{number}")).await;
    let order = match purchase {
        Purchase::NotHeld(answer) => {
            assert_eq!(answer.status, 409, "{answer}");
            return None;
        }
        held @ (Purchase::NotOrdered(..) | Purchase::Ordered(..)) => held.ordered(),
    };
    let outcome = buyer.outcome(order.order_id, SOON).await;
    assert_eq!(outcome.status, OrderStatus::Confirmed, "{outcome:?}");
    Some(seat)
}
