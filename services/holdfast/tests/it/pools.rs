//! General admission from outside: places without a number, from the hold to the ticket.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use contracts::http::catalog::{PoolBody, SeatMapBody};
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use futures::future::join_all;
use serde_json::json;
use testkit::{ApiClient, Buyer, Mode, SeatMapClient, eventually};

use crate::{OPEN_AIR, SOON, WAREHOUSE, crowded, start};

async fn pool(api: &ApiClient, event: i64) -> PoolBody {
    let map: SeatMapBody = api.seats(event).await.ok();
    map.pools.into_iter().next().unwrap()
}

/// Holds some places and pays for them; none where they are sold out.
async fn try_to_buy(buyer: Buyer, quantity: i64, tier: &str, key: String) -> Option<OrderBody> {
    let held = buyer.api().hold_units(WAREHOUSE, "FLOOR", quantity, Some(tier)).await;
    if held.status == 409 {
        held.refused(ErrorCode::SoldOut);
        return None;
    }
    let held: ReservationBody = held.ok();
    let placed = buyer.api().place_order(WAREHOUSE, &held.seat_ids, Some("tok_ok"), &key).await;
    let placed: OrderPlacedBody = placed.ok();
    Some(buyer.outcome(placed.order_id, SOON).await)
}

#[tokio::test]
async fn two_prices_of_one_field_are_charged_as_they_were_held() {
    let server = start(&crowded()).await;
    let api = server.api();
    let stream = SeatMapClient::ready(&api, OPEN_AIR, Mode::Batch).await;
    let mina = api.with_caller("mina");
    let adult: ReservationBody = mina.hold_units(OPEN_AIR, "FIELD", 2, None).await.ok();
    let youth: ReservationBody = mina.hold_units(OPEN_AIR, "FIELD", 1, Some("youth")).await.ok();
    assert_eq!((adult.tier.as_deref(), youth.tier.as_deref()), (Some("adult"), Some("youth")));
    let places = [adult.seat_ids.clone(), youth.seat_ids.clone()].concat();
    let placed: OrderPlacedBody = mina.place_order(OPEN_AIR, &places, Some("tok_ok"), "k").await.ok();
    assert_eq!(placed.amount, 110_000 + 110_000 + 77_000);
    let items: Vec<_> = placed.items.iter().map(|item| (item.tier.as_deref().unwrap(), item.price)).collect();
    assert_eq!(items, [("adult", 110_000), ("adult", 110_000), ("youth", 77_000)]);
    let order = Buyer::named(&api, "mina").outcome(placed.order_id, SOON).await;
    assert_eq!((order.status, order.items), (OrderStatus::Confirmed, placed.items));

    let sold = eventually("the places are shown as sold", SOON, async || {
        Some(pool(&api, OPEN_AIR).await).filter(|pool| pool.sold == 3)
    })
    .await;
    assert_eq!((sold.capacity, sold.available, sold.held), (5_000, 4_997, 0));
    eventually("the stream says so too", SOON, async || {
        stream.map().pools().get("FIELD").filter(|pool| **pool == sold).map(drop)
    })
    .await;
    assert_eq!(stream.violations(), Vec::<String>::new());
}

/// Buyers without a name have the token of one hold, so what they order is one hold.
#[tokio::test]
async fn a_family_without_a_name_buys_at_two_prices_with_one_hold() {
    let server = start(&crowded()).await;
    let api = server.api();
    let tiers = json!([{ "tier": "adult", "quantity": 2 }, { "tier": "youth", "quantity": 1 }]);
    let body = json!({ "eventId": OPEN_AIR, "section": "FIELD", "tiers": tiers });
    let held: ReservationBody = api.post("/api/reservations").json(&body).await.ok();
    assert_eq!((held.seat_ids.len(), held.tiers.len()), (3, 2));
    let buyer = api.with_token(&held.hold_token);
    let placed: OrderPlacedBody =
        buyer.place_order(OPEN_AIR, &held.seat_ids, Some("tok_ok"), "family").await.ok();
    assert_eq!(placed.amount, 110_000 + 110_000 + 77_000);
    eventually("it is sold", SOON, async || Some(pool(&api, OPEN_AIR).await).filter(|pool| pool.sold == 3))
        .await;
}

#[tokio::test]
async fn a_thousand_youths_and_no_more_are_let_in() {
    let server = start(&crowded()).await;
    let api = server.api();
    let hold = |number: usize| {
        let buyer = api.with_caller(&format!("buyer-{number}"));
        async move { buyer.hold_units(OPEN_AIR, "FIELD", 8, Some("youth")).await }
    };
    let mut held = 0;
    for some in (0..130).collect::<Vec<_>>().chunks(26) {
        for answer in join_all(some.iter().map(|number| hold(*number))).await {
            match answer.status {
                201 => held += 8,
                _ => drop(answer.refused(ErrorCode::TierSoldOut)),
            }
        }
    }
    assert_eq!(held, 1_000);
    let adult = api.with_caller("late").hold_units(OPEN_AIR, "FIELD", 1, None).await;
    assert_eq!(adult.status, 201, "{adult}");
}

#[tokio::test]
async fn a_floor_that_is_too_small_is_sold_to_the_last_place_and_not_beyond() {
    const FLOOR: usize = 600;
    // In sevens they take 595 places, and then there are buyers of one.
    const IN_SEVENS: usize = 100;
    const ALONE: usize = 20;
    let server = start(&crowded()).await;
    let api = server.api();
    let buy = |number: usize, quantity: i64| {
        let buyer = Buyer::named(&api, &format!("buyer-{number}"));
        let tier = if number.is_multiple_of(2) { "adult" } else { "youth" };
        try_to_buy(buyer, quantity, tier, format!("order-of-{number}"))
    };
    let in_sevens = join_all((0..IN_SEVENS).map(|number| buy(number, 7))).await;
    assert_eq!(in_sevens.iter().flatten().count(), FLOOR / 7);
    let alone = join_all((0..ALONE).map(|number| buy(IN_SEVENS + number, 1))).await;
    assert_eq!(alone.iter().flatten().count(), FLOOR % 7);
    let orders: Vec<OrderBody> = in_sevens.into_iter().chain(alone).flatten().collect();
    assert!(orders.iter().all(|order| order.status == OrderStatus::Confirmed));
    let places: BTreeSet<i64> = orders.iter().flat_map(|order| order.seat_ids.clone()).collect();
    assert_eq!(places.len(), FLOOR, "a place was sold twice");
    assert!(
        orders.iter().all(|order| order.items.iter().map(|item| item.price).sum::<i64>() == order.amount)
    );
    eventually("every place is shown as sold", SOON, async || {
        let pool = pool(&api, WAREHOUSE).await;
        (pool.sold == 600 && pool.available == 0).then_some(())
    })
    .await;
    api.with_caller("late").hold_units(WAREHOUSE, "FLOOR", 1, None).await.refused(ErrorCode::SoldOut);
    // The seats behind it are another section.
    api.with_caller("late")
        .hold_units(WAREHOUSE, "BALCONY", 1, None)
        .await
        .refused(ErrorCode::SectionHasSeats);
    assert_eq!(api.with_caller("late").hold(WAREHOUSE, &[1]).await.status, 201);
}
