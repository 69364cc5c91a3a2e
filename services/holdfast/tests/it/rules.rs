//! Histories through the whole product, each of which keeps every promise because of one protective rule. `cargo xtask rules` plays them against a
//! build without that rule, and expects the named promise to be broken.

use std::path::Path;
use std::time::Duration;

use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Message, Publisher};
use contracts::ErrorCode;
use contracts::http::catalog::SeatMapBody;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use contracts::messages::{self, PaymentCommand, ReservationCommand};
use primitives::{Clock, IdSource, MessageId, RandomIds, SystemClock};
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use testkit::{ApiClient, eventually};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{CLUB, SOON, Server, WAREHOUSE, demo, start, verify_command};

const SEAT: i64 = 4;
/// A provider that does not answer at all, and one that answers too late for an order with short deadlines.
const NO_ANSWER: &str = "tok_timeout";
const LATE_ANSWER: &str = "tok_slow";

/// Of a server that has ended.
fn assert_kept(server: &Server) {
    verify_command::assert_kept(&["--data", &server.data().display().to_string()]);
}

async fn holds(api: &ApiClient, seconds: i64) -> u16 {
    let body = HoldSeatsBody {
        event_id: CLUB,
        seat_id: Some(SEAT),
        hold_seconds: Some(seconds),
        ..HoldSeatsBody::default()
    };
    api.hold_as(&body).await.status
}

async fn orders(api: &ApiClient, method: &str, key: &str) -> Uuid {
    let placed: OrderPlacedBody = api.place_order(CLUB, &[SEAT], Some(method), key).await.ok();
    placed.order_id
}

/// The status in which the order ends.
async fn outcome(api: &ApiClient, order: Uuid) -> OrderStatus {
    eventually("the order has ended", SOON, async || {
        let order: OrderBody = api.order(order).await.ok();
        matches!(order.status, OrderStatus::Confirmed | OrderStatus::Cancelled).then_some(order.status)
    })
    .await
}

async fn open(folder: &Path, name: &str) -> AnyPool {
    install_default_drivers();
    let url = format!("sqlite://{}", folder.join(name).display());
    AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
}

/// Publishes a message on the bus of a server that has ended, as a late delivery of a broker, and lets the server handle it.
async fn deliver_late<M: messages::Message>(server: &mut Server, message: &M) {
    let (clock, ids) = (SystemClock, RandomIds::default());
    let id: MessageId = ids.message_id(clock.now());
    let message = Message::compose(id, clock.now(), None, message).unwrap();
    let file = server.data().join("bus.db");
    let bus = SqliteBus::open(&file, std::sync::Arc::new(clock), Retention::default()).await.unwrap();
    bus.publish(&[message]).await.unwrap();
    bus.close().await.unwrap();
    server.restart().await;
    let log = open(&server.data(), "bus.db").await;
    eventually("the late message was handled", SOON, async || {
        let done: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM log JOIN group_position AS place \
             ON place.topic = log.topic AND place.part = log.part AND place.next_position > log.position \
             WHERE log.message_id = ?",
        )
        .bind(id.to_string())
        .fetch_one(&log)
        .await
        .unwrap();
        (done > 0).then_some(())
    })
    .await;
    let payments = open(&server.data(), "payment.db").await;
    eventually("no call to the provider is in flight", SOON, async || {
        let pending = "SELECT COUNT(*) FROM payments WHERE state = 'PENDING'";
        let pending: i64 = sqlx::query_scalar(pending).fetch_one(&payments).await.unwrap();
        (pending == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_buyer_ledger_sells_no_more_to_a_buyer_than_the_limit() {
    let mut server = start(&demo().env("HOLDFAST_BUYER_LIMIT", "2")).await;
    let (nameless, mina) = (server.api(), server.api().with_caller("mina"));
    let mut orders = Vec::new();
    // Held without a name, and ordered by one buyer, at a time when neither is sold.
    for seats in [[4, 5], [14, 15]] {
        let held: ReservationBody = nameless.hold(CLUB, &seats).await.ok();
        let placed = mina.place_order(CLUB, &seats, Some(LATE_ANSWER), &format!("of-{}", seats[0]));
        orders.push(placed.token(&held.hold_token).await.ok::<OrderPlacedBody>().order_id);
    }
    let outcomes = [outcome(&mina, orders[0]).await, outcome(&mina, orders[1]).await];
    server.stop().await;
    assert_kept(&server);
    let confirmed = outcomes.iter().filter(|status| **status == OrderStatus::Confirmed).count();
    assert_eq!(confirmed, 1, "{outcomes:?}");
}

/// An order whose provider did not answer in time: it is cancelled, and has neither seats nor money any more.
async fn cancelled() -> (Server, Uuid) {
    let mut server = start(&demo().env("ORDER_AUTHORIZE_MS", "300")).await;
    let mina = server.api().with_caller("mina");
    assert_eq!(holds(&mina, 60).await, 201);
    let order = orders(&mina, LATE_ANSWER, "of-mina").await;
    assert_eq!(outcome(&mina, order).await, OrderStatus::Cancelled);
    server.stop().await;
    (server, order)
}

#[tokio::test]
async fn the_owner_check_keeps_a_live_hold_for_its_buyer() {
    let server = start(&demo()).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    assert_eq!(holds(&mina, 60).await, 201);
    let taken = joon.place_order(CLUB, &[SEAT], Some("tok_ok"), "of-joon").await;
    let own = mina.place_order(CLUB, &[SEAT], Some("tok_ok"), "of-mina").await;
    // Verify cannot know of this: only mina's own history says that she held the seat.
    assert!(
        taken.status != 201,
        "{}I6: another buyer ordered a seat with a live hold",
        verify_command::BROKEN
    );
    taken.refused(ErrorCode::NotHoldOwner);
    assert_eq!(own.status, 201);
}

#[tokio::test]
async fn the_orphan_guard_refuses_a_hold_that_leaves_a_single_seat() {
    let mut server = start(&demo()).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    // Each leaves two seats beside the others, and both leave one.
    assert_eq!(mina.hold(WAREHOUSE, &[1, 2]).await.status, 201);
    let left = joon.hold(WAREHOUSE, &[4, 5]).await;
    let other = joon.hold(WAREHOUSE, &[3, 4]).await;
    server.stop().await;
    assert_kept(&server);
    left.refused(ErrorCode::LeavesSingleSeat);
    assert_eq!(other.status, 201);
}

#[tokio::test]
async fn the_ledger_sells_no_seat_again_that_the_store_forgot() {
    let mut server = start(&demo()).await;
    let mina = server.api().with_caller("mina");
    assert_eq!(holds(&mina, 60).await, 201);
    let order = orders(&mina, "tok_ok", "of-mina").await;
    assert_eq!(outcome(&mina, order).await, OrderStatus::Confirmed);
    server.stop().await;
    // Like a store that was restored from an older copy.
    let seats = open(&server.data(), "reservation.db").await;
    sqlx::query("DELETE FROM seats WHERE seat_id = 4").execute(&seats).await.unwrap();
    seats.close().await;
    server.restart().await;
    let joon = server.api().with_caller("joon");
    assert_eq!(holds(&joon, 60).await, 201);
    let order = orders(&joon, "tok_ok", "of-joon").await;
    let outcome = outcome(&joon, order).await;
    server.stop().await;
    assert_kept(&server);
    assert_eq!(outcome, OrderStatus::Cancelled);
}

#[tokio::test]
async fn the_void_s_tombstone_refuses_an_authorization_that_comes_late() {
    let (mut server, order_id) = cancelled().await;
    let late = PaymentCommand::Authorize {
        order_id,
        amount: 44_000,
        currency: "KRW".to_owned(),
        method: Some(LATE_ANSWER.to_owned()),
        owner: Some("mina".to_owned()),
        hold_ids: Vec::new(),
    };
    deliver_late(&mut server, &late).await;
    server.stop().await;
    assert_kept(&server);
}

#[tokio::test]
async fn the_order_s_tombstone_refuses_a_confirm_that_comes_late() {
    let (mut server, order_id) = cancelled().await;
    let late = ReservationCommand::Confirm { order_id, event_id: CLUB, seat_ids: vec![SEAT] };
    deliver_late(&mut server, &late).await;
    server.stop().await;
    assert_kept(&server);
}

#[tokio::test]
async fn the_pin_keeps_a_seat_while_its_buyer_pays() {
    let mut server = start(&demo()).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    let held = Instant::now();
    assert_eq!(holds(&mina, 5).await, 201);
    orders(&mina, NO_ANSWER, "of-mina").await;
    eventually("the hold would have lapsed", SOON, async || {
        let taken = holds(&joon, 60).await == 201;
        (taken || held.elapsed() > Duration::from_secs(7)).then_some(())
    })
    .await;
    // In the middle of everything: her order is being paid.
    server.kill9();
    assert_kept(&server);
}

/// From now on the bus silently loses the messages about this seat.
async fn lose_messages_about_the_seat(server: &Server) {
    let log = open(&server.data(), "bus.db").await;
    let trigger = "CREATE TRIGGER loses BEFORE INSERT ON log \
                   WHEN NEW.topic = 'seat.events' AND NEW.payload ->> '$.data.changes[0][0]' = 4 \
                   BEGIN SELECT RAISE(IGNORE); END";
    sqlx::query(trigger).execute(&log).await.unwrap();
    log.close().await;
}

#[tokio::test]
async fn the_gap_rule_fetches_a_map_that_has_missed_a_change() {
    let (options, url) = verify_command::asked_while_it_runs(demo());
    let server = start(&options).await;
    lose_messages_about_the_seat(&server).await;
    let mina = server.api().with_caller("mina");
    assert_eq!(holds(&mina, 60).await, 201);
    assert_eq!(mina.hold(CLUB, &[SEAT + 1]).await.status, 201);
    eventually("the map has the later change", SOON, async || {
        let map: SeatMapBody = mina.seats(CLUB).await.ok();
        (map.version == 2).then_some(())
    })
    .await;
    verify_command::assert_kept(&["--order-url", &url]);
}
