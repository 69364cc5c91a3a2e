//! The consumer loop: nothing is skipped, nothing blocks its neighbours, and poison stays where it is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bus::adapters::sql::{SqlOutbox, release_parked};
use bus::{Bus, Message, NoParking, Outbox, Parking};
use contracts::topics::Topic;
use primitives::SystemClock;
use sql::Database;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;

use crate::recorder::{Fault, Recorder, consume, consume_topics, database, parking, parking_in};
use crate::{Embedded, Engine, SOON, message};

#[tokio::test]
async fn a_stop_commits_what_is_done() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let first = Arc::new(Recorder::default());
    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "a", 1)]).await.unwrap();
    let running = consume(engine.bus(), &first, &parking);
    first.has_handled(&[1]).await;
    running.stop().await;

    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "a", 2)]).await.unwrap();
    let second = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &second, &parking);
    second.has_handled(&[2]).await;
    running.stop().await;
}

#[tokio::test]
async fn a_transient_failure_is_retried_until_it_succeeds() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let handler = Arc::new(Recorder { transient_left: Mutex::new(3), ..Recorder::default() });
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    let batch = [message(Topic::ORDER_EVENTS, "a", 1), message(Topic::ORDER_EVENTS, "a", 2)];
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[1, 2]).await;
    assert_eq!(*handler.handled.lock().unwrap(), [1, 2], "a retry lost the order");
    running.stop().await;
}

#[tokio::test]
async fn poison_parks_its_key_and_nothing_else_even_after_a_restart() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let handler = Recorder::failing(1, Fault::Poison);
    let running = consume(engine.bus(), &handler, &parking);
    let batch: Vec<_> = [("bad", 1), ("good", 2), ("bad", 3)]
        .map(|(key, number)| message(Topic::ORDER_EVENTS, key, number))
        .into();
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2]).await;
    eventually("the key is parked", SOON, async || {
        (parking.keys().await.unwrap() == [(Topic::ORDER_EVENTS, "bad".to_owned())]).then_some(())
    })
    .await;
    running.stop().await;

    let batch = [message(Topic::ORDER_EVENTS, "bad", 4), message(Topic::ORDER_EVENTS, "good", 5)];
    engine.bus().publish(&batch).await.unwrap();
    let later = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &later, &parking);
    later.has_handled(&[5]).await;
    running.stop().await;
}

#[tokio::test]
async fn parked_messages_are_released_in_order_and_their_key_continues() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let db = database(&folder).await;
    let handler = Arc::new(Recorder { poisoned_below: Mutex::new(2), ..Recorder::default() });
    let running = consume(engine.bus(), &handler, &parking_in(db.clone()));
    let batch = [1, 2].map(|number| message(Topic::ORDER_EVENTS, "bad", number));
    engine.bus().publish(&batch).await.unwrap();
    eventually("both are parked", SOON, async || (parked(&db).await == 2).then_some(())).await;

    *handler.poisoned_below.lock().unwrap() = 0;
    assert_eq!(release_parked(&db, "bad", &SystemClock).await.unwrap(), 2);
    assert_eq!(release_parked(&db, "bad", &SystemClock).await.unwrap(), 0, "released twice");
    let outbox = SqlOutbox::new(db, Arc::new(SystemClock));
    engine.bus().publish(&outbox.unsent(10).await.unwrap()).await.unwrap();
    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "bad", 3)]).await.unwrap();
    handler.has_handled(&[1, 2, 3]).await;
    assert_eq!(handler.handled(), [1, 2, 3]);
    running.stop().await;
}

async fn parked(db: &Database) -> usize {
    let mut tx = db.begin().await.unwrap();
    sql::parking::of_key(&mut tx, "bad").await.unwrap().len()
}

#[tokio::test]
async fn an_undecodable_message_is_dead_lettered_and_blocks_nothing() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let handler = Recorder::failing(1, Fault::Unreadable);
    let running = consume(engine.bus(), &handler, &parking);
    let batch = [message(Topic::ORDER_EVENTS, "same", 1), message(Topic::ORDER_EVENTS, "same", 2)];
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2]).await;
    let letters = engine.bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert!(letter.reason.starts_with("the message is not what its topic carries: "), "{}", letter.reason);
    assert_eq!(parking.keys().await.unwrap(), []);
    running.stop().await;
}

#[tokio::test]
async fn without_a_parking_poison_is_dead_lettered_and_its_key_goes_on() {
    let engine = Embedded::new().await;
    let handler = Recorder::failing(1, Fault::Poison);
    let parking = Arc::new(NoParking::new(engine.bus()));
    let running = consume_topics(&[Topic::ORDER_EVENTS], engine.bus(), &handler, parking);
    let batch = [1, 2, 3].map(|number| message(Topic::ORDER_EVENTS, "same", number));
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2, 3]).await;
    assert_eq!(engine.bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap().len(), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_handler_that_panics_parks_the_message_and_the_others_continue() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let handler = Recorder::failing(1, Fault::Panic);
    let running = consume(engine.bus(), &handler, &parking);
    let batch = [message(Topic::ORDER_EVENTS, "bad", 1), message(Topic::ORDER_EVENTS, "good", 2)];
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2]).await;
    eventually("the key is parked", SOON, async || (!parking.keys().await.unwrap().is_empty()).then_some(()))
        .await;
    running.stop().await;
}

#[tokio::test]
async fn a_stop_does_not_wait_for_retries_and_the_message_is_delivered_again() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let handler = Recorder::failing(1, Fault::Transient);
    let running = consume(engine.bus(), &handler, &parking);
    let batch = [message(Topic::ORDER_EVENTS, "same", 1), message(Topic::ORDER_EVENTS, "other", 2)];
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2]).await;
    tokio::time::timeout(Duration::from_secs(30), running.stop()).await.unwrap();

    let later = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &later, &parking);
    later.has_handled(&[1]).await;
    running.stop().await;
}

#[tokio::test]
async fn a_key_that_hangs_blocks_no_other_of_its_partition_and_is_not_skipped() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let first = Recorder::failing(0, Fault::Stuck(Arc::default()));
    let running = consume(engine.bus(), &first, &parking);
    // Far more keys than there are partitions; one message of a partition looks at the parking before the others begin.
    let batch = |from: u128| -> Vec<Message> {
        let key =
            |number: u128| if number == 0 { "key-0".to_owned() } else { format!("key-{}", number % 40) };
        (from..from + 80).map(|number| message(Topic::ORDER_EVENTS, &key(number), number)).collect()
    };
    engine.bus().publish(&batch(1_000)).await.unwrap();
    first.has_handled(&(1_000..1_080).collect::<Vec<_>>()).await;
    engine.bus().publish(&batch(0)).await.unwrap();
    let others: Vec<u128> = (1..80).filter(|number| number % 40 != 0).chain(1_000..1_080).collect();
    first.has_handled(&others).await;
    running.stop().await;

    let later = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &later, &parking);
    eventually("the message that hung is delivered again, and its key after it", SOON, async || {
        let of_key: Vec<u128> = later.handled().into_iter().filter(|number| number % 40 == 0).collect();
        (of_key == [0, 40]).then_some(())
    })
    .await;
    running.stop().await;
}

#[tokio::test]
async fn a_partition_that_hangs_does_not_block_the_others_and_loses_nothing() {
    const EACH: u128 = 3_000;
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let release = Arc::new(Notify::new());
    let handler = Recorder::failing(0, Fault::Stuck(release.clone()));
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    let of_key = |key: &str, first: u128| -> Vec<Message> {
        (first..first + EACH).map(|number| message(Topic::ORDER_EVENTS, key, number)).collect()
    };
    // These two keys are in different partitions.
    engine.bus().publish(&of_key("1", 0)).await.unwrap();
    engine.bus().publish(&of_key("3", EACH)).await.unwrap();
    eventually("the other partition goes on to its end", SOON, async || {
        handler.handled().into_iter().eq(EACH..2 * EACH).then_some(())
    })
    .await;

    release.notify_one();
    eventually("the partition goes on", SOON, async || {
        handler.handled().into_iter().skip(3_000).eq(0..EACH).then_some(())
    })
    .await;
    running.stop().await;
}
