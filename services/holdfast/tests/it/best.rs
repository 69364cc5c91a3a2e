//! The best seats from outside: chosen by the layout of the catalog, held, paid for.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use contracts::http::order::{OrderPlacedBody, OrderStatus};
use contracts::http::reservation::{BestSeatsBody, ReservationBody};
use testkit::Buyer;

use crate::{ARENA, CLUB, SOON, WAREHOUSE, crowded, start};

#[tokio::test]
async fn the_best_four_of_an_arena_are_together_and_bought() {
    let server = start(&crowded()).await;
    let buyer = Buyer::named(&server.api(), "mina");
    let held: ReservationBody = buyer.api().hold_best(ARENA, 4).await.ok();
    assert!(held.seat_ids.windows(2).all(|two| two[1] == two[0] + 1), "{:?}", held.seat_ids);
    let placed = buyer.api().place_order(ARENA, &held.seat_ids, Some("tok_ok"), "k").await;
    let placed: OrderPlacedBody = placed.ok();
    let order = buyer.outcome(placed.order_id, SOON).await;
    assert_eq!((order.status, order.seat_ids), (OrderStatus::Confirmed, held.seat_ids));
}

#[tokio::test]
async fn a_club_is_filled_from_the_stage_but_for_the_places_that_are_set_aside() {
    let server = start(&crowded()).await;
    let mut taken = BTreeSet::new();
    for pair in 0..48 {
        let held: ReservationBody =
            server.api().with_caller(&format!("pair-{pair}")).hold_best(CLUB, 2).await.ok();
        assert_eq!(held.seat_ids[1], held.seat_ids[0] + 1);
        taken.extend(held.seat_ids);
    }
    let rest: Vec<i64> = (1..=100).filter(|seat| !taken.contains(seat)).collect();
    assert_eq!(rest, [91, 92, 99, 100], "wheelchair places and those beside them");
    let refused = server.api().with_caller("late").hold_best(CLUB, 1).await;
    let refused = refused.refused(ErrorCode::NoSeatsTogether);
    assert_eq!(refused.details, Some(ErrorDetails::Largest(0)));
    assert_eq!(server.api().with_caller("late").hold(CLUB, &[91]).await.status, 201, "by its name");
}

#[tokio::test]
async fn a_floor_is_sold_where_no_seat_is_so_cheap() {
    let server = start(&crowded()).await;
    let body = |max_price, tier: Option<&str>| BestSeatsBody {
        event_id: WAREHOUSE,
        quantity: 2,
        max_price: Some(max_price),
        tier: tier.map(str::to_owned),
        ..BestSeatsBody::default()
    };
    let api = server.api().with_caller("mina");
    let seats: ReservationBody = api.hold_best_as(&body(99_000, None)).await.ok();
    assert!(seats.seat_ids.iter().all(|seat| *seat <= 240) && seats.tier.is_none(), "{seats:?}");
    let floor: ReservationBody = api.hold_best_as(&body(98_000, None)).await.ok();
    assert!(floor.seat_ids.iter().all(|seat| *seat > 240), "{floor:?}");
    let youth: ReservationBody = api.hold_best_as(&body(55_000, Some("youth"))).await.ok();
    assert_eq!(youth.tier.as_deref(), Some("youth"));
}
