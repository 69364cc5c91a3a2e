//! What an outage of the bus leaves behind, however long it is, and what it does not close.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contracts::http::order::OrderBody;
use order::OrderService;
use order::app::{Advanced, SagaEvent};
use primitives::{FakeClock, OrderId};
use service_harness::Storage;
use sql::{Database, query};
use tokio::time::Instant;

use crate::RECORDS;
use crate::others::willing;
use crate::process::{Process, command, fresh};
use crate::room::{Plan, timeline};

async fn unsent(database: &Database, order: OrderId) -> i64 {
    let unsent = query("SELECT COUNT(*) FROM outbox WHERE sent_us = 0 AND aggregate_key = ?");
    let mut reader = database.reader().await.unwrap();
    unsent.bind(order.to_string()).fetch_one::<(i64,)>(&mut reader).await.unwrap().0
}

async fn change(database: &Database, statement: &'static str) {
    let mut tx = database.begin().await.unwrap();
    query(statement).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_repeated_in_an_outage_of_the_bus_waits_in_the_outbox_once() {
    let (storage, clock) = (Storage::new(RECORDS), Arc::new(FakeClock::default()));
    let database = storage.database::<OrderService>().await;
    let process = Process::with_clock(database.clone(), clock.clone());
    let orders = process.place((1..=5).map(|seat| vec![seat])).await;
    clock.advance(Duration::from_secs(30));
    let timer = async |order| process.orders.advance(order, SagaEvent::Timer).await.unwrap();
    for order in &orders {
        assert!(matches!(timer(*order).await, Advanced::To(_)), "the deadline waits for no bus");
    }
    let before = unsent(&database, orders[0]).await;
    for _ in 0..120 {
        clock.advance(Duration::from_secs(30));
        for order in &orders {
            assert_eq!(timer(*order).await, Advanced::NotSentYet);
        }
    }
    assert_eq!(unsent(&database, orders[0]).await, before, "an hour has filled the outbox");

    change(&database, "UPDATE outbox SET sent_us = 1").await;
    assert!(matches!(timer(orders[0]).await, Advanced::To(_)), "what was sent and not answered is repeated");
    assert_eq!(unsent(&database, orders[0]).await, 3, "void, release and the event");
}

#[tokio::test]
async fn after_an_hour_without_the_bus_a_new_order_is_decided_soon() {
    let (clock, cut) = (Arc::new(FakeClock::default()), Arc::new(AtomicBool::new(true)));
    let mut plan = Plan::new().clock(&clock).policy(willing);
    plan.is_cut = cut.clone();
    // All are of one buyer.
    plan.config.limits.undecided = None;
    let room = plan.open().await;
    let mut old = Vec::new();
    for seat in 1..=60 {
        old.push(room.place(&[seat]).await.order_id);
    }
    for _ in 0..120 {
        clock.advance(Duration::from_secs(30));
        // The deadline of each has passed, whatever has left.
        let undone = |order: &OrderBody| timeline(order).contains(&"AUTHORIZE TIMED_OUT 1".to_owned());
        room.until(old[0], "undone", undone).await;
    }
    for id in &old {
        let waiting = unsent(&room.database, OrderId::from_uuid(*id)).await;
        assert!(waiting <= 5, "{waiting} messages of one order wait");
    }
    cut.store(false, Ordering::SeqCst);
    let over = Instant::now();
    let new = room.place(&[100]).await.order_id;
    room.until_confirmed(new).await;
    println!("decided {:?} after the end of it", over.elapsed());
    for id in old {
        room.until_cancelled(id).await;
    }
    room.close().await;
}

/// Neither is made faster by refusing others.
#[tokio::test]
async fn orders_that_are_being_undone_or_captured_close_the_shop_for_no_one() {
    let (_storage, process) = fresh().await;
    let [order] = process.place([vec![1]]).await[..] else { panic!("one order") };
    for state in ["COMPENSATING", "CONFIRMED"] {
        let copies = format!(
            "INSERT INTO sagas WITH RECURSIVE numbers (number) AS \
             (SELECT 100 UNION ALL SELECT number + 1 FROM numbers WHERE number < 200) \
             SELECT CONCAT('{state}-', tens.number, ones.number), version, '{state}', 'PAYMENT_TIMED_OUT', 0, 0, '', attempt, entries, \
             entered_us, updated_us, due_us FROM sagas, numbers AS tens, numbers AS ones WHERE order_id = '{order}'"
        );
        let mut tx = process.database.begin().await.unwrap();
        query(sqlx::AssertSqlSafe(copies)).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    process.orders.take_census().await.unwrap();
    process.orders.place(command("another", &[2])).await.unwrap();
}
