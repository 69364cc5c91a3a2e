//! Reservation reads of order what has to be in a seat store, and what has become of orders.

use contracts::http::order::OrderPlacedBody;
use primitives::{HoldOwner, OrderId, TierName, UserId};
use reservation::adapters::neighbours::OrderSales;
use reservation::domain::{SomeUnits, UnitRange, UnitsAtTier};
use reservation::ports::{OrderStage, Sales};
use uuid::Uuid;

use super::{Street, call, clock, event, nowhere, seat};

/// An order that waits for its payment, because nothing here takes payments.
async fn place(street: &Street, seats: &[i64]) -> OrderId {
    let hold = reservation::app::HoldRequest {
        event: event(1),
        wanted: reservation::app::Wanted::Seats(seats.iter().map(|id| seat(*id)).collect()),
        owner: HoldOwner::User(UserId::parse("mina").unwrap()),
        guest: None,
        life: std::time::Duration::from_secs(120),
        key: None,
    };
    street.reservations.hold(hold).await.unwrap();
    let buyer = street.order.api.with_caller("mina");
    let placed =
        buyer.place_order(1, seats, Some("tok_ok"), &format!("order-of-{}", seats.first().unwrap())).await;
    let placed = placed.ok::<OrderPlacedBody>();
    OrderId::from_uuid(placed.order_id)
}

#[tokio::test]
async fn a_rebuild_over_http_begins_with_an_epoch_and_all_that_may_be_sold() {
    let street = Street::open().await;
    let sales = OrderSales(call(&street.order.internal_url, "reservation"));
    let (paid, sold) = (place(&street, &[1, 2]).await, place(&street, &[7]).await);
    enter_sale(&street, sold).await;

    let snapshot = sales.begin_rebuild(event(1)).await.unwrap();
    assert!(snapshot.epoch > 0);
    assert_eq!(snapshot.sold, [(seat(7), sold)]);
    let order = snapshot.under_way.iter().find(|order| order.order == paid).unwrap();
    assert_eq!(
        (order.seats.as_slice(), order.stage),
        ([seat(1), seat(2)].as_slice(), OrderStage::Authorizing)
    );
    assert_eq!(order.owner, HoldOwner::User(UserId::parse("mina").unwrap()));
    assert_eq!(order.holds.len(), 1);
    assert!(order.pinned_until > clock().now());

    assert!(sales.begin_rebuild(event(1)).await.unwrap().epoch > snapshot.epoch);
    let other = sales.begin_rebuild(event(2)).await.unwrap();
    assert_eq!((other.sold.len(), other.under_way.len()), (0, 0));
}

#[tokio::test]
async fn a_rebuild_over_http_knows_at_which_tier_places_are_bought() {
    const OPEN_AIR: i64 = 7;
    let street = Street::open().await;
    let sales = OrderSales(call(&street.order.internal_url, "reservation"));
    let range = UnitRange { first: seat(1), last: seat(5_000) };
    let family = [(1, TierName::ADULT), (2, TierName::YOUTH)];
    let parts = family.map(|(quantity, tier)| UnitsAtTier::new(quantity, Some(tier)));
    let hold = reservation::app::HoldRequest {
        event: event(OPEN_AIR),
        wanted: reservation::app::Wanted::Units(SomeUnits::new(range, parts.to_vec())),
        owner: HoldOwner::User(UserId::parse("mina").unwrap()),
        guest: None,
        life: std::time::Duration::from_secs(120),
        key: None,
    };
    let held = street.reservations.hold(hold).await.unwrap();
    let places: Vec<i64> = held.seats.iter().map(|seat| seat.get()).collect();
    let mina = street.order.api.with_caller("mina");
    let placed: OrderPlacedBody = mina.place_order(OPEN_AIR, &places, Some("tok_ok"), "family").await.ok();
    assert_eq!(placed.amount, 110_000 + 2 * 77_000);
    let mut tiers = sales.begin_rebuild(event(OPEN_AIR)).await.unwrap().tiers;
    tiers.sort_unstable();
    assert_eq!(tiers, held.tiers);
}

#[tokio::test]
async fn rebuilds_that_begin_at_once_get_an_epoch_each() {
    let street = Street::open().await;
    let sales = OrderSales(call(&street.order.internal_url, "reservation"));
    let begun = futures::future::join_all((0..8).map(|_| sales.begin_rebuild(event(1)))).await;
    let mut epochs: Vec<u64> = begun.into_iter().map(|begun| begun.unwrap().epoch).collect();
    epochs.sort_unstable();
    epochs.dedup();
    assert_eq!(epochs.len(), 8);
}

#[tokio::test]
async fn the_standing_of_more_orders_than_fit_into_a_public_request_fits_into_a_call() {
    let street = Street::open().await;
    let sales = OrderSales(call(&street.order.internal_url, "reservation"));
    let sold = place(&street, &[7]).await;
    enter_sale(&street, sold).await;
    let orders: Vec<OrderId> = (0..5_000).map(|id| OrderId::from_uuid(Uuid::from_u128(id))).collect();
    let standing = sales.standing(event(1), &orders).await.unwrap();
    assert_eq!((standing.sold, standing.ended), (vec![(seat(7), sold)], orders), "none of them exists");
    OrderSales(call(&nowhere(), "reservation")).standing(event(1), &[]).await.unwrap_err();
}

async fn enter_sale(street: &Street, order: OrderId) {
    let mut tx = street.store.begin().await.unwrap();
    let (order, _) = tx.load(&[order]).await.unwrap().remove(&order).unwrap();
    assert!(tx.enter_sales(&[&order], clock().now()).await.unwrap().is_empty());
    tx.commit().await.unwrap();
}
