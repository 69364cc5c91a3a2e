//! What an order says of each of its seats, and what of it is kept.

use contracts::http::order::{OrderItemBody, OrderPlacedBody};
use primitives::{SeatId, TierName};

use crate::room::Room;

fn item(seat_id: i64, tier: Option<&str>, price: i64) -> OrderItemBody {
    OrderItemBody { seat_id, tier: tier.map(str::to_owned), price }
}

#[tokio::test]
async fn each_unit_costs_what_the_tier_says_that_it_was_held_at() {
    let room = Room::open().await;
    let seat = |number| SeatId::new(number).unwrap();
    *room.seats.tiers.lock().unwrap() = vec![(seat(2_002), TierName::YOUTH), (seat(2_001), TierName::ADULT)];
    let placed = room.place(&[2_001, 2_002, 1]).await;
    let items = [item(2_001, Some("adult"), 900), item(2_002, Some("youth"), 600), item(1, None, 1_000)];
    assert_eq!((placed.items.as_slice(), placed.amount), (&items[..], 2_500));
    let order = room.until_confirmed(placed.order_id).await;
    assert_eq!((order.items.as_slice(), order.amount), (&items[..], 2_500));
    let sold = room.sold_tiers().await;
    assert_eq!(sold, [(1, None), (2_001, Some("adult".to_owned())), (2_002, Some("youth".to_owned()))]);
    room.close().await;
}

#[tokio::test]
async fn a_unit_at_a_price_that_is_not_listed_is_not_sold_and_given_back() {
    let room = Room::open().await;
    *room.seats.tiers.lock().unwrap() = vec![(SeatId::new(1).unwrap(), TierName::YOUTH)];
    let answer = room.api.place_order(1, &[1], None, "k").await;
    answer.refused(contracts::ErrorCode::Unavailable);
    assert_eq!(room.seats.unclaimed.lock().unwrap().len(), 1);
    assert_eq!(room.count_orders().await, 0);
    // The same key again, once both are of one release.
    room.seats.tiers.lock().unwrap().clear();
    let placed: OrderPlacedBody = room.api.place_order(1, &[1], None, "k").await.ok();
    assert_eq!(placed.items, [item(1, None, 1_000)]);
    room.close().await;
}
