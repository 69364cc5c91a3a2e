//! A test of the tests: each protective rule is switched off, and somebody has to notice. Each history is played twice, and with the
//! rule every promise is kept.

use std::path::Path;
use std::time::Duration;

use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Message, Publisher};
use contracts::ErrorCode;
use contracts::http::catalog::SeatMapBody;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::HoldSeatsBody;
use contracts::messages::{self, PaymentCommand, ReservationCommand};
use primitives::{Clock, IdSource, MessageId, RandomIds, SystemClock};
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use testkit::{ApiClient, Options, eventually};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{CLUB, SOON, Server, demo, start, verdict};

const SEAT: i64 = 4;
/// A bank that does not answer at all, and one that answers too late for an order in a hurry.
const NO_ANSWER: &str = "tok_timeout";
const LATE_ANSWER: &str = "tok_slow";

fn with(options: Options, rule_off: Option<&str>) -> Options {
    match rule_off {
        Some(rule) => options.env("HOLDFAST_RULES_OFF", rule),
        None => options,
    }
}

/// Of a server that has ended.
fn broken(server: &Server) -> Vec<String> {
    verdict::broken(&["--data", &server.data().display().to_string()])
}

async fn holds(api: &ApiClient, seconds: i64) -> u16 {
    let body =
        HoldSeatsBody { event_id: CLUB, seat_id: Some(SEAT), seat_ids: None, hold_seconds: Some(seconds) };
    api.hold_as(&body).await.status
}

async fn orders(api: &ApiClient, method: &str, key: &str) -> Uuid {
    let placed: OrderPlacedBody = api.place_order(CLUB, &[SEAT], Some(method), key).await.ok();
    placed.order_id
}

async fn ends(api: &ApiClient, order: Uuid, status: OrderStatus) {
    eventually(&format!("the order is {status:?}"), SOON, async || {
        let order: OrderBody = api.order(order).await.ok();
        (order.status == status).then_some(())
    })
    .await;
}

async fn open(folder: &Path, name: &str) -> AnyPool {
    install_default_drivers();
    let url = format!("sqlite://{}", folder.join(name).display());
    AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
}

/// Puts a message on the bus of a server that has ended, as a broker does that delivers late, and lets the server work on it.
async fn hears_late<M: messages::Message>(server: &mut Server, message: &M) {
    let (clock, ids) = (SystemClock, RandomIds::default());
    let id: MessageId = ids.message_id(clock.now());
    let message = Message::compose(id, clock.now(), None, message).unwrap();
    let file = server.data().join("bus.db");
    let bus = SqliteBus::open(&file, std::sync::Arc::new(clock), Retention::default()).await.unwrap();
    bus.publish(&[message]).await.unwrap();
    bus.close().await.unwrap();
    server.restart().await;
    let log = open(&server.data(), "bus.db").await;
    eventually("the late message was worked on", SOON, async || {
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
    eventually("no bank is being asked", SOON, async || {
        let asked = "SELECT COUNT(*) FROM payments WHERE state = 'PENDING'";
        let asked: i64 = sqlx::query_scalar(asked).fetch_one(&payments).await.unwrap();
        (asked == 0).then_some(())
    })
    .await;
}

/// An order whose bank did not answer in time: it is cancelled, and nothing of it may be left.
async fn cancelled(rule_off: Option<&str>) -> (Server, Uuid) {
    let options = demo().env("ORDER_AUTHORIZE_MS", "300");
    let mut server = start(&with(options, rule_off)).await;
    let mina = server.api().with_caller("mina");
    assert_eq!(holds(&mina, 60).await, 201);
    let order = orders(&mina, LATE_ANSWER, "of-mina").await;
    ends(&mina, order, OrderStatus::Cancelled).await;
    server.stop().await;
    (server, order)
}

#[tokio::test]
async fn without_the_owner_check_a_buyer_loses_a_live_hold() {
    for rule_off in [None, Some("owner-check")] {
        let server = start(&with(demo(), rule_off)).await;
        let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
        assert_eq!(holds(&mina, 60).await, 201);
        let taken = joon.place_order(CLUB, &[SEAT], Some("tok_ok"), "of-joon").await;
        let own = mina.place_order(CLUB, &[SEAT], Some("tok_ok"), "of-mina").await;
        match rule_off {
            None => {
                taken.refused(ErrorCode::NotHoldOwner);
                assert_eq!(own.status, 201);
            }
            // I6: her own history says that she held it.
            Some(_) => assert_eq!((taken.status, own.status), (201, 409)),
        }
    }
}

#[tokio::test]
async fn without_the_ledger_a_seat_that_the_store_forgot_is_sold_again() {
    for (rule_off, noticed) in [(None, &[][..]), (Some("ledger"), &["I2"])] {
        let mut server = start(&with(demo(), rule_off)).await;
        let mina = server.api().with_caller("mina");
        assert_eq!(holds(&mina, 60).await, 201);
        let order = orders(&mina, "tok_ok", "of-mina").await;
        ends(&mina, order, OrderStatus::Confirmed).await;
        server.stop().await;
        // As a store that was restored from an older copy.
        let seats = open(&server.data(), "reservation.db").await;
        sqlx::query("DELETE FROM seats WHERE seat_id = 4").execute(&seats).await.unwrap();
        seats.close().await;
        server.restart().await;
        let joon = server.api().with_caller("joon");
        assert_eq!(holds(&joon, 60).await, 201);
        let order = orders(&joon, "tok_ok", "of-joon").await;
        let end = if rule_off.is_none() { OrderStatus::Cancelled } else { OrderStatus::Confirmed };
        ends(&joon, order, end).await;
        server.stop().await;
        let mut found = broken(&server);
        found.dedup();
        assert_eq!(found, noticed, "without {rule_off:?}");
    }
}

#[tokio::test]
async fn without_the_void_s_tombstone_money_stays_set_aside() {
    for (rule_off, noticed) in [(None, &[][..]), (Some("void-tombstone"), &["I4"])] {
        let (mut server, order_id) = cancelled(rule_off).await;
        let late = PaymentCommand::Authorize {
            order_id,
            amount: 44_000,
            currency: "KRW".to_owned(),
            method: Some(LATE_ANSWER.to_owned()),
        };
        hears_late(&mut server, &late).await;
        server.stop().await;
        assert_eq!(broken(&server), noticed, "without {rule_off:?}");
    }
}

#[tokio::test]
async fn without_the_order_s_tombstone_a_cancelled_order_gets_its_seat() {
    for (rule_off, noticed) in [(None, &[][..]), (Some("order-tombstone"), &["I2"])] {
        let (mut server, order_id) = cancelled(rule_off).await;
        let late = ReservationCommand::Confirm { order_id, event_id: CLUB, seat_ids: vec![SEAT] };
        hears_late(&mut server, &late).await;
        server.stop().await;
        assert_eq!(broken(&server), noticed, "without {rule_off:?}");
    }
}

#[tokio::test]
async fn without_the_pin_a_seat_is_taken_while_its_buyer_pays() {
    for (rule_off, noticed) in [(None, &[][..]), (Some("pin"), &["I6"])] {
        let mut server = start(&with(demo(), rule_off)).await;
        let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
        let held = Instant::now();
        assert_eq!(holds(&mina, 5).await, 201);
        orders(&mina, NO_ANSWER, "of-mina").await;
        eventually("the hold would have run out", SOON, async || {
            let taken = holds(&joon, 60).await == 201;
            (taken || held.elapsed() > Duration::from_secs(7)).then_some(())
        })
        .await;
        // In the middle of everything: her order is being paid.
        server.kill9();
        assert_eq!(broken(&server), noticed, "without {rule_off:?}");
    }
}

/// From now on the bus loses what is told of this seat, and nobody is told of that.
async fn loses_what_is_told_of_the_seat(server: &Server) {
    let log = open(&server.data(), "bus.db").await;
    let trigger = "CREATE TRIGGER loses BEFORE INSERT ON log \
                   WHEN NEW.topic = 'seat.events' AND NEW.payload ->> '$.data.seatId' = 4 \
                   BEGIN SELECT RAISE(IGNORE); END";
    sqlx::query(trigger).execute(&log).await.unwrap();
    log.close().await;
}

#[tokio::test]
async fn without_the_gap_rule_a_map_takes_a_lost_change_for_nothing() {
    for (rule_off, noticed) in [(None, &[][..]), (Some("gap-rule"), &["I7"])] {
        let (options, url) = verdict::asked_while_it_runs(demo());
        let server = start(&with(options, rule_off)).await;
        loses_what_is_told_of_the_seat(&server).await;
        let mina = server.api().with_caller("mina");
        assert_eq!(holds(&mina, 60).await, 201);
        assert_eq!(mina.hold(CLUB, &[SEAT + 1]).await.status, 201);
        eventually("the map has heard of the later change", SOON, async || {
            let map: SeatMapBody = mina.seats(CLUB).await.ok();
            (map.version == 2).then_some(())
        })
        .await;
        assert_eq!(verdict::broken(&["--order-url", &url]), noticed, "without {rule_off:?}");
    }
}
