//! One whole purchase, and the three ways in which it can end otherwise.

use contracts::http::catalog::SeatStatus;
use contracts::http::order::{
    CancelReason, OrderBody, OrderListBody, OrderStatus, TimelineOutcome, TimelineStep,
};
use contracts::http::payment::{AuthorizationStatus, AuthorizedBody};
use testkit::{Buyer, Mode, OrderFollower, SeatMapClient};

use crate::{CLUB, HALL, SOON, demo, start};

fn steps(order: &OrderBody) -> Vec<(TimelineStep, TimelineOutcome)> {
    order.timeline.iter().map(|entry| (entry.step, entry.outcome)).collect()
}

#[tokio::test]
async fn a_purchase_ends_confirmed_and_the_stream_says_sold() {
    let server = start(&demo()).await;
    let api = server.api();
    let map = SeatMapClient::ready(&api, CLUB, Mode::Single).await;

    let buyer = Buyer::anonymous(&api);
    let placed = buyer.buy(CLUB, &[42], Some("tok_ok"), "first-order-of-the-day").await.ordered();
    assert_eq!((placed.status, placed.seat_ids.as_slice()), (OrderStatus::Created, &[42][..]));
    assert!(placed.amount > 0 && placed.currency == "KRW", "{placed:?}");

    let follower = OrderFollower::follow(&api, placed.order_id);
    let order = buyer.outcome(placed.order_id, SOON).await;
    assert_eq!(order.status, OrderStatus::Confirmed, "{order:?}");
    assert_eq!(follower.outcome(SOON).await.status, OrderStatus::Confirmed);
    assert_eq!(follower.violations(), Vec::<String>::new());

    map.until_status(42, SeatStatus::Sold, SOON).await;
    map.agrees_with_the_server(&api, CLUB, SOON).await;
    assert_eq!(map.violations(), Vec::<String>::new());

    let settled = crate::orders::settled(&api, placed.order_id).await;
    for step in [TimelineStep::Claim, TimelineStep::Authorize, TimelineStep::Confirm, TimelineStep::Capture] {
        assert!(
            steps(&settled).contains(&(step, TimelineOutcome::Done)),
            "{step:?} is not done: {settled:?}"
        );
    }
    let authorized: AuthorizedBody = api.authorize(placed.order_id, Some("tok_ok")).await.ok();
    assert_eq!(authorized.status, AuthorizationStatus::Success);
}

#[tokio::test]
async fn a_declined_payment_gives_the_seat_to_the_next_buyer() {
    let server = start(&demo()).await;
    let api = server.api();
    let (unlucky, next) = (Buyer::named(&api, "mina"), Buyer::named(&api, "joon"));

    let declined = unlucky.buy(CLUB, &[7], Some("tok_decline"), "declined-order-of-mina").await.ordered();
    let order = unlucky.outcome(declined.order_id, SOON).await;
    assert_eq!((order.status, order.reason), (OrderStatus::Cancelled, Some(CancelReason::PaymentDeclined)));

    let bought = next.buy(CLUB, &[7], Some("tok_ok"), "second-order-of-joon").await.ordered();
    assert_eq!(next.outcome(bought.order_id, SOON).await.status, OrderStatus::Confirmed);

    let foreign = next.api().order(declined.order_id).await;
    assert_eq!(foreign.status, 404, "another buyer's order was shown: {foreign}");
    let mine: OrderListBody = next.api().orders(None).await.ok();
    assert_eq!(mine.items.iter().map(|order| order.order_id).collect::<Vec<_>>(), [bought.order_id]);
}

#[tokio::test]
async fn a_payment_that_never_answers_is_voided_in_time_and_the_seats_return() {
    let server = start(&demo().env("ORDER_AUTHORIZE_MS", "700")).await;
    let api = server.api();
    let buyer = Buyer::anonymous(&api);
    let placed = buyer.buy(HALL, &[1, 2, 3], Some("tok_timeout"), "an-order-that-waits").await.ordered();
    let order = buyer.outcome(placed.order_id, SOON).await;
    assert_eq!((order.status, order.reason), (OrderStatus::Cancelled, Some(CancelReason::PaymentTimedOut)));
    assert!(steps(&order).contains(&(TimelineStep::Void, TimelineOutcome::Done)), "{order:?}");

    let again = buyer.buy(HALL, &[1, 2, 3], Some("tok_error_after_effect"), "the-next-order").await.ordered();
    assert_eq!(buyer.outcome(again.order_id, SOON).await.status, OrderStatus::Confirmed);
}

#[tokio::test]
async fn an_order_may_join_several_holds_and_leave_seats_of_a_hold_behind() {
    let server = start(&demo()).await;
    let api = server.api().with_caller("mina");
    assert_eq!(api.hold(CLUB, &[1, 2]).await.status, 201);
    assert_eq!(api.hold(CLUB, &[11]).await.status, 201);

    let placed = api.place_order(CLUB, &[2, 11], None, "joined-order-of-mina").await;
    assert_eq!(placed.status, 201, "{placed}");
    let left = api.release(CLUB, 1).await;
    assert_eq!(left.status, 204, "the seat left behind is still held by its owner: {left}");
}
