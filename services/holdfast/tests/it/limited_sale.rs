//! Design 000 from outside: two hundred buyers of a hundred places, whatever happens meanwhile.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use contracts::http::catalog::{PoolBody, SeatMapBody};
use contracts::http::order::{OrderBody, OrderStatus};
use contracts::http::purchase::{PaidBody, PaidStatus, PurchasedBody};
use contracts::http::reservation::HoldSeatsBody;
use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Answer, ApiClient, eventually};
use uuid::Uuid;

use crate::{CLUB, OPEN_AIR, SOON, WAREHOUSE, closed_books, crowded, start};

const BUYERS: usize = 200;
const PLACES: usize = 100;
const FLOOR: usize = 600;
const PER_CALL: usize = 8;

async fn purchase(api: &ApiClient, event: impl Into<Value>, qty: i64, key: &str) -> Answer {
    let body = json!({ "eventId": event.into(), "qty": qty });
    api.post("/purchase").json(&body).key(key).await
}

/// Asks until there is a definite answer, as a client does that is asked to try again.
async fn persistently(ask: impl AsyncFn() -> Option<Answer>) -> Answer {
    eventually("an answer that is no server error", SOON, async || {
        ask().await.filter(|answer| answer.status < 500)
    })
    .await
}

/// None: there are not so many left.
pub(crate) async fn buy(api: &ApiClient, qty: i64, key: &str) -> Option<Uuid> {
    let body = json!({ "eventId": format!("E{WAREHOUSE}"), "qty": qty });
    let answer = persistently(async || api.post("/purchase").json(&body).key(key).attempt().await.ok()).await;
    match answer.ok() {
        PurchasedBody::Hold { order_id, .. } => Some(order_id),
        PurchasedBody::Rejected { .. } => None,
    }
}

/// Until it is decided.
pub(crate) async fn pay(api: &ApiClient, order: Uuid) -> PaidStatus {
    eventually("the payment is decided", SOON, async || {
        let answer = api.post(&format!("/pay/{order}")).attempt().await.ok()?;
        let paid: PaidBody = (answer.status < 500).then(|| answer.json())?;
        (paid.status != PaidStatus::Pending).then_some(paid.status)
    })
    .await
}

pub(crate) async fn pool(api: &ApiClient) -> PoolBody {
    let map: SeatMapBody = api.seats(WAREHOUSE).await.ok();
    map.pools.into_iter().next().unwrap()
}

/// Leaves a hundred places of the floor to the buyers of a test.
pub(crate) async fn all_but_a_hundred_are_held(api: &ApiClient) {
    let mut left = FLOOR - PLACES;
    let mut holding = Vec::new();
    while left > 0 {
        let quantity = left.min(PER_CALL);
        left -= quantity;
        let holder = api.with_caller(&format!("holder-{left}"));
        holding.push(async move {
            let body = HoldSeatsBody {
                event_id: WAREHOUSE,
                section: Some("FLOOR".to_owned()),
                quantity: i64::try_from(quantity).ok(),
                hold_seconds: Some(600),
                ..HoldSeatsBody::default()
            };
            assert_eq!(holder.hold_as(&body).await.status, 201);
        });
    }
    join_all(holding).await;
}

/// Nothing will be done for them any more.
async fn all_settled(orders: &[(ApiClient, Uuid)]) {
    for (api, order) in orders {
        crate::orders::settled(api, *order).await;
    }
}

fn buyer(api: &ApiClient, number: usize) -> ApiClient {
    api.with_caller(&format!("buyer-{number}"))
}

#[tokio::test]
async fn an_event_is_named_in_three_ways_and_what_remains_is_said() {
    let server = start(&crowded()).await;
    let api = server.api();
    for (number, event) in [json!(OPEN_AIR), json!(OPEN_AIR.to_string()), json!("E7")].into_iter().enumerate()
    {
        let answer = purchase(&api, event, 2, &format!("k{number}")).await;
        let remaining = 5_000 - 2 * (u32::try_from(number).unwrap() + 1);
        let PurchasedBody::Hold { order_id, remaining: said, .. } = answer.ok() else { panic!("{answer}") };
        assert_eq!(said, remaining);
        assert_eq!(pay(&api, order_id).await, PaidStatus::Paid);
        let order: OrderBody = api.order(order_id).await.ok();
        assert_eq!((order.status, order.seat_ids.len()), (OrderStatus::Confirmed, 2));
    }
    purchase(&api, CLUB, 1, "seats").await.refused(ErrorCode::SectionHasSeats);
    purchase(&api, 999, 1, "nowhere").await.refused(ErrorCode::EventNotFound);
    purchase(&api, OPEN_AIR, 1, "k0").await.refused(ErrorCode::IdempotencyKeyConflict);
}

#[tokio::test]
async fn of_two_hundred_buyers_a_hundred_hold_and_then_a_hundred_pay() {
    let mut server = start(&crowded()).await;
    let api = server.api();
    all_but_a_hundred_are_held(&api).await;
    let buying = (0..BUYERS).map(|number| {
        let api = buyer(&api, number);
        // Each sends everything twice.
        async move { tokio::join!(buy(&api, 1, "the-key"), buy(&api, 1, "the-key")) }
    });
    let answers = join_all(buying).await;
    assert!(answers.iter().all(|(one, other)| one == other), "{answers:?}");
    let won: Vec<(usize, Uuid)> =
        answers.iter().enumerate().filter_map(|(number, (order, _))| Some((number, (*order)?))).collect();
    assert_eq!(won.len(), PLACES);
    assert_eq!(won.iter().map(|(_, order)| *order).collect::<BTreeSet<_>>().len(), PLACES);
    let paying = won.iter().map(|(number, order)| {
        let (api, order) = (buyer(&api, *number), *order);
        async move { tokio::join!(pay(&api, order), pay(&api, order)) }
    });
    let paid = join_all(paying).await;
    assert!(paid.iter().all(|both| *both == (PaidStatus::Paid, PaidStatus::Paid)), "{paid:?}");
    let won: Vec<_> = won.into_iter().map(|(number, order)| (buyer(&api, number), order)).collect();
    let mut sold = Vec::new();
    for (api, order) in &won {
        let order: OrderBody = api.order(*order).await.ok();
        sold.extend(order.seat_ids);
    }
    all_settled(&won).await;
    eventually("the floor shows them as sold", SOON, async || {
        let pool = pool(&api).await;
        (pool.sold as usize == PLACES && pool.available == 0).then_some(())
    })
    .await;
    sold.sort_unstable();
    closed_books(&mut server).await.balance(WAREHOUSE, &sold).await;
}

#[tokio::test]
async fn places_of_declined_payments_go_to_other_buyers_until_a_hundred_are_sold() {
    const ROUNDS_MAX: usize = 40;
    let mut server = start(&crowded().env("PAYMENT_SUCCESS_RATE", "0.7")).await;
    let api = server.api();
    all_but_a_hundred_are_held(&api).await;
    let (mut sold, mut declined, mut orders) = (Vec::new(), 0, Vec::new());
    for round in 0..ROUNDS_MAX {
        let buying = (0..PLACES - sold.len()).map(|number| {
            let api = api.with_caller(&format!("buyer-{round}-{number}"));
            async move {
                let order = buy(&api, 1, "the-key").await.expect("what was declined is free again");
                let status = pay(&api, order).await;
                let placed: OrderBody = api.order(order).await.ok();
                (status, placed.seat_ids, (api, order))
            }
        });
        for (status, seats, order) in join_all(buying).await {
            orders.push(order);
            match status {
                PaidStatus::Paid => sold.extend(seats),
                PaidStatus::Declined => declined += 1,
                PaidStatus::Expired | PaidStatus::Pending => panic!("{status:?}"),
            }
        }
        if sold.len() == PLACES {
            break;
        }
    }
    assert!(sold.len() == PLACES && declined > 0, "{} were sold, {declined} declined", sold.len());
    assert_eq!(buy(&api.with_caller("late"), 1, "k").await, None);
    all_settled(&orders).await;
    sold.sort_unstable();
    closed_books(&mut server).await.balance(WAREHOUSE, &sold).await;
}

/// Dies between the hold and the record of it, or just behind that.
async fn dies_at(place: &str) {
    let mut server = start(&crowded().failpoint(place, 20)).await;
    let api = server.api();
    let buying = (0..40).map(|number| {
        let api = buyer(&api, number);
        let body = json!({ "eventId": OPEN_AIR, "qty": 1 });
        async move { api.post("/purchase").json(&body).key("the-key").attempt().await.ok() }
    });
    let before: Vec<Option<Answer>> = join_all(buying).await;
    server.wait_exit(SOON).await;
    server.disarm();
    server.restart().await;
    let (mut places, mut orders) = (BTreeSet::new(), Vec::new());
    for (number, before) in before.into_iter().enumerate() {
        let api = buyer(&server.api(), number);
        let after = purchase(&api, OPEN_AIR, 1, "the-key").await;
        let PurchasedBody::Hold { order_id, .. } = after.ok() else { panic!("{after}") };
        if let Some(before) = before.filter(|before| before.status == 200) {
            assert_eq!(
                before.bytes, after.bytes,
                "the key of buyer {number} answers otherwise after the crash"
            );
        }
        assert_eq!(pay(&api, order_id).await, PaidStatus::Paid);
        places.extend(api.order(order_id).await.ok::<OrderBody>().seat_ids);
        orders.push((api, order_id));
    }
    all_settled(&orders).await;
    assert_eq!(places.len(), 40, "each has one place, and none has two");
    let places: Vec<i64> = places.into_iter().collect();
    closed_books(&mut server).await.balance(OPEN_AIR, &places).await;
}

#[tokio::test]
async fn a_crash_between_a_hold_and_the_record_of_it_gives_the_same_buyer_the_same_place() {
    dies_at("purchase.before_commit").await;
}

#[tokio::test]
async fn a_crash_behind_the_record_of_a_hold_loses_nothing() {
    dies_at("purchase.after_commit").await;
}

#[tokio::test]
async fn a_buyer_with_a_limit_holds_and_buys_no_more() {
    let server = start(&crowded().env("HOLDFAST_BUYER_LIMIT", "4")).await;
    let mina = server.api().with_caller("mina");
    let held = purchase(&mina, OPEN_AIR, 3, "three").await;
    let PurchasedBody::Hold { order_id, .. } = held.ok() else { panic!("{held}") };
    purchase(&mina, OPEN_AIR, 2, "two").await.refused(ErrorCode::LimitReached);
    assert_eq!(pay(&mina, order_id).await, PaidStatus::Paid);
    // It takes a moment until those who hold know what is bought.
    let refused = eventually("what is bought counts", SOON, async || {
        let tried = mina.hold_units(OPEN_AIR, "FIELD", 2, None).await;
        if tried.status == 201 {
            let held: contracts::http::reservation::ReservationBody = tried.ok();
            for seat in held.seat_ids {
                mina.release(OPEN_AIR, seat).await;
            }
        }
        (tried.status != 201).then_some(tried)
    })
    .await;
    refused.refused(ErrorCode::LimitReached);
    let last = purchase(&mina, OPEN_AIR, 1, "one").await;
    let PurchasedBody::Hold { order_id, .. } = last.ok() else { panic!("{last}") };
    assert_eq!(pay(&mina, order_id).await, PaidStatus::Paid);
    let club = mina.hold(CLUB, &[1, 2, 3, 4]).await;
    assert_eq!(club.status, 201, "another event: {club}");
    mina.hold(CLUB, &[5]).await.refused(ErrorCode::LimitReached);
}
